"""PDF/UA from a typst template and plain data. Text is data, never markup: nothing a person typed can run."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language

from labx.core.pages import formats

HERE = Path(__file__).parent
FRAME = HERE / "frame.typ"
STANDARDS = ["ua-1"]
# The standard refuses a letter that the font lacks; readers then get the same document, tagged, with a box for it.
UNPRINTABLE = "could not be displayed"


@lru_cache(maxsize=32)
def source(template: str) -> str:
    """The room's template behind the frame all documents share."""
    own = Path(get_template(template).origin.name).read_text(encoding="utf-8")
    return FRAME.read_text(encoding="utf-8") + own


def pdf(template: str, *, title: str, **data: Any) -> bytes:
    """The document; `data` reaches the template as `data.name`, the frame's words as `frame`."""
    frame = {
        "title": title,
        "lab": settings.LABX_NAME,
        "institution": settings.LABX_INSTITUTION,
        "language": get_language() or settings.LANGUAGE_CODE,
        "made_on": formats.day(timezone.localdate()),
    }
    inputs = {"data": printed(data), "frame": printed(frame)}
    try:
        return compiled(template, inputs, STANDARDS)
    except typst.TypstError as error:
        if UNPRINTABLE not in str(error):
            raise
        return compiled(template, inputs, [])


def compiled(template: str, inputs: dict[str, str], standards: list[str]) -> bytes:
    return typst.compile(
        source(template).encode(),
        format="pdf",
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        sys_inputs=inputs,
        pdf_standards=standards,
    )


def printed(data: dict[str, Any]) -> str:
    """Data as JSON; the narrow space between thousands, which the printed font lacks, becomes a plain no-break one."""
    return json.dumps(data, ensure_ascii=False).replace("\u202f", "\u00a0")
