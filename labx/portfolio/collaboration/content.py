"""What a file is, by what it holds and not by its name; pictures are drawn again without what came with them."""

import io
import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

import puremagic
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from labx.core.files.archive import Archive
from labx.core.files.entries import ArchiveRefused

MOST_PIXELS = 60_000_000
START_BYTES = 4096
MARKUP = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php")
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


class FileRefused(ValueError):
    """The file cannot be kept; the message says why and what to do."""


@dataclass(frozen=True)
class Judged:
    """The type the content has, and new bytes where the picture was drawn again."""

    content_type: str
    redrawn: bytes | None = None


def judge(path: Path, name: str) -> Judged:
    """The file's type, if it is one we keep and the content is what the name says."""
    ending = PurePath(name).suffix.lower()
    if ending not in KEPT:
        endings = ", ".join(sorted(KEPT))
        raise FileRefused(
            _("“%(name)s” is of a type that is not kept here. Save it as one of: %(endings)s.")
            % {"name": name, "endings": endings}
        )
    content_type, check = KEPT[ending]
    outcome = check(path, content_type)
    if outcome is False:
        raise FileRefused(
            _("“%(name)s” is not what its name says: it holds %(really)s. Save it anew as %(ending)s, or rename it.")
            % {"name": name, "really": really(path), "ending": ending}
        )
    return Judged(content_type, outcome if isinstance(outcome, bytes) else None)


def really(path: Path) -> str:
    """What the content looks like, in a few words."""
    try:
        found = puremagic.magic_file(str(path))
    except (puremagic.PureError, ValueError):
        return _("something unknown")
    return found[0].name if found else _("something unknown")


def start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(START_BYTES)


def is_pdf(path: Path, _content_type: str) -> bool:
    return start_of(path).startswith(b"%PDF-")


def is_office(path: Path, content_type: str) -> bool:
    """A document of its own kind without programs in it."""
    names = names_in(path)
    main = {"wordprocessingml": "word/", "spreadsheetml": "xl/", "presentationml": "ppt/"}
    folder = next(folder for word, folder in main.items() if word in content_type)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise FileRefused(_("The document carries programs (macros). Save it without them."))
    return "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)


def is_open_document(path: Path, content_type: str) -> bool:
    if "mimetype" not in names_in(path):
        return False
    with Archive(path) as archive:
        return archive.read("mimetype").decode("ascii", "replace").strip() == content_type


def names_in(path: Path) -> list[str]:
    if not start_of(path).startswith(b"PK"):
        return []
    try:
        with Archive(path) as archive:
            return archive.names
    except ArchiveRefused as refusal:
        raise FileRefused(str(refusal)) from refusal


def is_text(path: Path, _content_type: str) -> bool:
    content = path.read_bytes()
    if b"\x00" in content or content.lstrip().lower().startswith(MARKUP):
        return False
    for encoding in ("utf-8", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(ord(letter) < 32 and letter not in "\t\n\r\f" for letter in text)
    return False


def is_json(path: Path, content_type: str) -> bool:
    try:
        json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return False
    return is_text(path, content_type)


def redraw(path: Path, content_type: str) -> bytes | bool:
    """The same picture, upright, made of its pixels alone: no place, camera, date, comment or thumbnail."""
    form = content_type.removeprefix("image/").upper()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=[form]) as picture:
                return drawn_again(picture, form)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FileRefused(_("The picture has too many pixels. Make it smaller and send it again.")) from error
    except (OSError, SyntaxError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        return False


def drawn_again(picture: Image.Image, form: str) -> bytes:
    if getattr(picture, "n_frames", 1) > 1:
        raise FileRefused(_("The picture moves. Save one still picture of it."))
    if picture.width * picture.height > MOST_PIXELS:
        raise FileRefused(_("The picture has too many pixels. Make it smaller and send it again."))
    upright = ImageOps.exif_transpose(picture)
    mode = "RGBA" if upright.has_transparency_data and form != "JPEG" else "RGB"
    clean = Image.new(mode, upright.size)
    clean.paste(upright.convert(mode))
    written = io.BytesIO()
    clean.save(written, form, **({"quality": 90} if form == "JPEG" else {}))
    return written.getvalue()


Check = Callable[[Path, str], bytes | bool]
KEPT: dict[str, tuple[str, Check]] = {
    ".pdf": ("application/pdf", is_pdf),
    ".png": ("image/png", redraw),
    ".jpg": ("image/jpeg", redraw),
    ".jpeg": ("image/jpeg", redraw),
    ".webp": ("image/webp", redraw),
    ".docx": (f"{OFFICE}wordprocessingml.document", is_office),
    ".xlsx": (f"{OFFICE}spreadsheetml.sheet", is_office),
    ".pptx": (f"{OFFICE}presentationml.presentation", is_office),
    ".odt": (f"{OPEN_DOCUMENT}text", is_open_document),
    ".ods": (f"{OPEN_DOCUMENT}spreadsheet", is_open_document),
    ".odp": (f"{OPEN_DOCUMENT}presentation", is_open_document),
    ".txt": ("text/plain", is_text),
    ".md": ("text/plain", is_text),
    ".csv": ("text/csv", is_text),
    ".json": ("application/json", is_json),
}
