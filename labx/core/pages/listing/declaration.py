"""What a list is, declared once: columns, filters, words. `Table.read(request, source)` makes it a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import formats as django_formats
from django.utils.translation import gettext

from labx.core.pages import formats

if TYPE_CHECKING:
    from labx.core.pages.listing.reading import Listing

KINDS = frozenset({"text", "number", "money", "percent", "date", "moment", "flag"})
FIGURES = frozenset({"number", "money", "percent"})


def part_of(row: Any, path: str) -> Any:
    """`entity__name` of a mapping or an object, through either; nothing on the way means nothing."""
    for name in path.split("__"):
        if row is None:
            return None
        row = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
    return row


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column. `path` finds its value and sorts a query (default: the key); `value` computes it instead.

    A computed column sorts a query only with `sort`, a lookup or expression. `link` gives a row's address; the
    values of `choices` are shown by their labels.
    """

    key: str
    label: str
    path: str = ""
    value: Callable[[Any], Any] | None = None
    sort: Any = None
    sortable: bool = True
    kind: str = "text"
    decimals: int | None = None
    currency: str = "EUR"
    link: Callable[[Any], str] | None = None
    choices: Sequence[tuple[str, Any]] = ()
    badge: Callable[[Any], str] | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"Column {self.key!r}: {self.kind!r} is no kind. Take one of {', '.join(sorted(KINDS))}.")

    def value_of(self, row: Any) -> Any:
        return self.value(row) if self.value else part_of(row, self.path or self.key)

    def sort_key(self) -> Any:
        return self.sort if self.sort is not None else ("" if self.value else self.path or self.key)

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES

    def text_of(self, value: Any) -> str:
        if value is None or value == "":
            return formats.NOTHING
        return str(WRITERS[self.kind](self, value))

    def export_of(self, row: Any) -> Any:
        """Figures and dates as they are; choices and texts by the label that is shown."""
        value = self.value_of(row)
        return self.text_of(value) if value is not None and self.kind in {"text", "flag"} else value


def write_text(column: Column, value: Any) -> str:
    return str(dict(column.choices).get(value, value))


def write_flag(_column: Column, value: Any) -> str:
    return gettext("Yes") if value else gettext("No")


WRITERS: dict[str, Callable[[Column, Any], str]] = {
    "text": write_text,
    "flag": write_flag,
    "number": lambda column, value: formats.number(value, column.decimals),
    "money": lambda column, value: formats.money(
        value, column.currency, 2 if column.decimals is None else column.decimals
    ),
    "percent": lambda column, value: formats.percent(value, column.decimals or 0),
    "date": lambda column, value: formats.day(value, "SHORT_DATE_FORMAT"),
    "moment": lambda column, value: formats.day(value, "SHORT_DATETIME_FORMAT"),
}


@dataclass(frozen=True, kw_only=True)
class Filter:
    """One choice a reader narrows the list by. `phrase` reads in a sentence, with {choice} in it.

    `narrow(source, value)` does it; without it the list keeps rows whose `path` (default: the key) equals the value.
    """

    key: str
    label: str
    phrase: str
    choices: Sequence[tuple[str, Any]] | Callable[[], Sequence[tuple[str, Any]]]
    path: str = ""
    narrow: Callable[[Any, str], Any] | None = None

    def options(self) -> list[tuple[str, str]]:
        choices = self.choices() if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in choices]

    def apply(self, source: Any, value: str) -> Any:
        if self.narrow:
            return self.narrow(source, value)
        path = self.path or self.key
        if isinstance(source, QuerySet):
            return source.filter(**{path: value})
        return [row for row in source if str(part_of(row, path)) == value]


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What an empty list says: what would be here, and how to begin."""

    title: str
    text: str
    action_label: str = ""
    action_url: str | Callable[[], str] = ""

    @property
    def url(self) -> str:
        return self.action_url() if callable(self.action_url) else self.action_url


@dataclass(frozen=True, kw_only=True)
class Table:
    """A list. `noun` is (singular, plural) as the sentence says it; `order` is a column key, with - for descending.

    `search` names the paths that the search box looks into; empty means no box. `prefix` keeps two lists of one page
    apart in the address.
    """

    name: str
    caption: str
    noun: tuple[str, str]
    columns: Sequence[Column]
    empty: Empty
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    order: str = ""
    per_page: int = 25
    prefix: str = ""
    formats: Sequence[str] = field(default=("csv", "xlsx", "json"))

    def read(self, request: HttpRequest, source: Any) -> Listing:
        from labx.core.pages.listing.reading import Listing

        return Listing(self, request, source)

    def counted(self, count: int) -> str:
        singular, plural = self.noun
        written = django_formats.number_format(count, force_grouping=True)
        return f"{written} {singular if count == 1 else plural}"
