"""Every page of the documentation: where it lies, what it is called, how its links read here."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from labx.core.html.markdown import render_markdown

# Pages at the root of the project that readers of the documentation want too.
AT_THE_ROOT = ("GLOSSARY.md", "CHANGELOG.md", "CONTRIBUTING.md")
PICTURES = {".png": "image/png", ".svg": "image/svg+xml", ".webp": "image/webp"}
CODE = re.compile(r"(```.*?```|`[^`\n]*`)", re.DOTALL)
LINK = re.compile(r"(?<=\]\()([^)\s#]+)")
HEADING = re.compile(r"<h([23])>(.*?)</h\1>", re.DOTALL)
PICTURE = re.compile(r'<a href="(/docs/images/[^"]+)"[^>]*>([^<]*)</a>')
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
FRAME = r'<div class="table-frame" role="group" aria-label="Table" tabindex="0">\g<0></div>'


@dataclass(frozen=True)
class Section:
    anchor: str
    title: str


@dataclass(frozen=True)
class Document:
    address: str
    path: Path

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def title(self) -> str:
        return self.text.split("\n", 1)[0].removeprefix("# ").strip()

    @property
    def url(self) -> str:
        return reverse("documentation:page", args=[self.address]) if self.address else reverse("documentation:index")

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return tuple(Section(*named(inner)) for level, inner in HEADING.findall(self.body) if level == "2")

    @cached_property
    def body(self) -> str:
        """All below the title, sanitised."""
        text = self.text.partition("\n")[2]
        return render_markdown("".join(self._with_links(part) for part in CODE.split(text)), first_heading=1)

    @property
    def html(self) -> SafeString:
        """The body with what the sanitiser leaves out: anchors, pictures of ours, tables that scroll by keyboard."""
        anchored = PICTURE.sub(r'<img src="\1" alt="\2">', HEADING.sub(anchor, self.body))
        framed = TABLE.sub(FRAME, anchored).replace("<pre>", '<pre tabindex="0">')
        return mark_safe(framed)  # noqa: S308 - our own committed pages, sanitised by render_markdown

    def _with_links(self, part: str) -> str:
        if part.startswith("`"):
            return part
        return LINK.sub(lambda link: self._address_of(link[0]), part).replace("![", "[")

    def _address_of(self, link: str) -> str:
        target = (self.path.parent / link).resolve()
        if target in by_path():
            return by_path()[target].url
        if target.suffix in PICTURES:
            return reverse("documentation:picture", args=[target.name])
        return link


def named(inner: str) -> tuple[str, str]:
    title = strip_tags(inner)
    return slugify(title, allow_unicode=True), title


def anchor(heading: re.Match[str]) -> str:
    return f'<h{heading[1]} id="{named(heading[2])[0]}">{heading[2]}</h{heading[1]}>'


@cache
def documents() -> dict[str, Document]:
    """Every page by its address: the file's place without .md; a README is its folder."""
    root = settings.BASE_DIR
    found = {path.relative_to(root / "docs").with_suffix("").as_posix(): path for path in (root / "docs").rglob("*.md")}
    found |= {name.removesuffix(".md").lower(): root / name for name in AT_THE_ROOT}
    rooms = [path for depth in ("*", "*/*") for path in (root / "labx").glob(f"{depth}/README.md")]
    found |= {f"rooms/{path.parent.relative_to(root / 'labx').as_posix()}": path for path in rooms}
    addresses = {address.removesuffix("README").rstrip("/"): path for address, path in sorted(found.items())}
    return {address: Document(address, path) for address, path in addresses.items()}


@cache
def by_path() -> dict[Path, Document]:
    return {document.path.resolve(): document for document in documents().values()}


def picture(name: str) -> tuple[Path, str] | None:
    """A picture of the documentation and its media type."""
    known = {path.name: path for path in (settings.BASE_DIR / "docs" / "images").glob("*") if path.suffix in PICTURES}
    return (known[name], PICTURES[known[name].suffix]) if name in known else None
