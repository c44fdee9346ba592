"""What stands on a page by the hundred, written here: a template spends a tenth of a millisecond on each."""

from collections.abc import Iterable
from typing import Any

from django.forms.utils import flatatt
from django.template import Library
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from labx.core.pages.listing.reading import Cell
from labx.core.pages.templatetags.pages import badge

register = Library()


@register.filter
def cells(row: Iterable[Cell]) -> SafeString:
    """One row of a table; the first cell names it."""
    return format_html_join("", "{}", ((drawn(cell),) for cell in row))


def drawn(cell: Cell) -> SafeString:
    tag, scope = ("th", ' scope="row"') if cell.is_head else ("td", "")
    figure = ' class="figure"' if cell.is_figure else ""
    return SafeString(f"<{tag}{scope}{figure}>{inside(cell)}</{tag}>")


def inside(cell: Cell) -> str:
    if cell.url:
        return format_html('<a href="{}">{}</a>', cell.url, cell.text)
    return badge(cell.text, cell.badge) if cell.badge else conditional_escape(cell.text)


@register.filter
def options(group: Iterable[dict[str, Any]]) -> SafeString:
    """The options of a list to choose from, as Django's own template writes each of them."""
    return SafeString("".join(map(option, group)))


def option(one: dict[str, Any]) -> str:
    attributes = flatatt(one["attrs"]) if one["attrs"] else ""
    value, label = conditional_escape(one["value"]), conditional_escape(one["label"])
    return f'\n  <option value="{value}"{attributes}>{label}</option>'
