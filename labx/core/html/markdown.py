"""Markdown of packs, documentation and people into HTML that a page can hold."""

from __future__ import annotations

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from labx.core.html.sanitise import sanitise

LOWEST_HEADING = 6


def render_markdown(text: str, *, first_heading: int = 2) -> SafeString:
    """CommonMark with tables; raw HTML is shown as text, pictures as their description.

    `first_heading` is the level a single `#` gets, so that the page keeps the only h1.
    """
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = reader.parse(text)
    for token in tokens:
        _lower_heading(token, first_heading)
        token.children = [_without_picture(child) for child in token.children or []]
    return sanitise(reader.renderer.render(tokens, reader.options, {}))


def _lower_heading(token: Token, first_heading: int) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(int(token.tag[1]) + first_heading - 1, LOWEST_HEADING)}"


def _without_picture(token: Token) -> Token:
    return Token("text", "", 0, content=token.content) if token.type == "image" else token
