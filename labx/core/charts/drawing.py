"""From a Vega-Lite specification to SVG that a page with a strict content security policy may hold.

The renderer writes presentation attributes, which the policy leaves alone; style attributes, which it blocks, and
links are taken out. Colours are markers that charts.css turns into the theme's, so one drawing serves every theme.
"""

import hashlib
import json
import re
from typing import Any
from xml.etree import ElementTree

import vl_convert
from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from labx.core.charts.locale import number_locale, time_locale
from labx.core.charts.style import CONFIG

SVG = "http://www.w3.org/2000/svg"
KEPT_SECONDS = 30 * 24 * 3600
SPOKEN = re.compile(r"^(role|aria-.*|style|cursor|pointer-events|.*href)$")
UNSAFE = {f"{{{SVG}}}{name}" for name in ("script", "foreignObject", "image", "a", "style", "use")}
REVISION = "6"

ElementTree.register_namespace("", SVG)


class UnsafeDrawing(ValueError):
    """The renderer gave an element that no chart of ours has."""


def svg(spec: dict[str, Any], *, title: str, description: str) -> SafeString:
    """The drawing, from the cache where the same specification was drawn before in this language."""
    language = (get_language() or "pt")[:2]
    words = json.dumps([REVISION, language, title, description, spec], sort_keys=True, ensure_ascii=False)
    digest = hashlib.sha256(words.encode()).hexdigest()
    key = f"chart:{digest}"
    drawn = cache.get(key)
    if drawn is None:
        drawn = clean(render(spec, language), digest[:10], title, description)
        cache.set(key, drawn, KEPT_SECONDS)
    return SafeString(drawn)


def render(spec: dict[str, Any], language: str) -> str:
    """No address is allowed: data stand in the specification."""
    return vl_convert.vegalite_to_svg(
        spec,
        config=CONFIG,
        allowed_base_urls=[],
        format_locale=number_locale(language),
        time_format_locale=time_locale(language),
    )


def clean(drawn: str, mark: str, title: str, description: str) -> str:
    root = ElementTree.fromstring(drawn)  # noqa: S314 - written by our own renderer a moment ago
    for element in root.iter():
        if element.tag in UNSAFE:
            raise UnsafeDrawing(f"The chart “{title}” holds <{element.tag}>. Draw it with marks only.")
        for name in [name for name in element.attrib if SPOKEN.match(name)]:
            del element.attrib[name]
        for name, value in element.attrib.items():
            element.attrib[name] = value.replace("url(#", f"url(#{mark}-")
        if "id" in element.attrib:
            element.attrib["id"] = f"{mark}-{element.attrib['id']}"
    named = {"title": title, "desc": description}
    for position, (name, text) in enumerate(named.items()):
        spoken = ElementTree.Element(f"{{{SVG}}}{name}", id=f"{mark}-{name}")
        spoken.text = text
        root.insert(position, spoken)
    root.attrib.update({"role": "img", "aria-labelledby": f"{mark}-title {mark}-desc"})
    return ElementTree.tostring(root, encoding="unicode")
