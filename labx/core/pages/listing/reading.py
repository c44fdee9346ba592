"""A list as one reader sees it: filtered, sorted, one page of it, and the same for export."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from labx.core.pages.listing.address import FORMAT, ORDER, PAGE, SEARCH, Address
from labx.core.pages.listing.declaration import Column, Filter, Table, part_of
from labx.core.pages.listing.download import download
from labx.core.tables.writer import TableTooLarge


@dataclass(frozen=True)
class Cell:
    text: str
    is_figure: bool
    is_head: bool
    url: str = ""
    badge: str = ""


@dataclass(frozen=True)
class Head:
    label: str
    is_figure: bool
    id: str
    sort_url: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Choice:
    filter: Filter
    name: str
    value: str
    options: list[tuple[str, str]]

    @property
    def said(self) -> str:
        return str(self.filter.phrase).format(choice=dict(self.options)[self.value])


def plain(value: Any) -> str:
    """Lower case without accents: the order names are listed in."""
    decomposed = unicodedata.normalize("NFKD", str(value).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def list_order(value: Any) -> Any:
    return plain(value) if isinstance(value, str) else value


class Listing:
    """What a template draws with {% table listing %}; `download()` answers an export when one was asked for."""

    def __init__(self, table: Table, request: HttpRequest, source: Any) -> None:
        self.table = table
        self.request = request
        self.source = source
        self.address = Address(request.GET, table.prefix)
        self.id = f"lista-{table.prefix}{table.name}"

    @cached_property
    def chosen(self) -> list[Choice]:
        return [self.choice(one) for one in self.table.filters]

    def choice(self, one: Filter) -> Choice:
        options = one.options()
        asked = self.address.read(one.key)
        value = asked if asked in dict(options) else ""
        return Choice(one, self.table.prefix + one.key, value, options)

    @cached_property
    def search(self) -> str:
        return self.address.read(SEARCH) if self.table.search else ""

    @cached_property
    def order(self) -> tuple[Column | None, bool]:
        for asked in (self.address.read(ORDER), self.table.order):
            key = asked.removeprefix("-")
            for column in self.table.columns:
                if column.key == key and self.can_sort(column):
                    return column, asked.startswith("-")
        return None, False

    def can_sort(self, column: Column) -> bool:
        return column.sortable and (not isinstance(self.source, QuerySet) or column.sort_key() != "")

    @cached_property
    def matching(self) -> Any:
        rows = self.source
        for choice in self.chosen:
            rows = choice.filter.apply(rows, choice.value) if choice.value else rows
        return self.sorted(self.searched(rows) if self.search else rows)

    def searched(self, rows: Any) -> Any:
        if isinstance(rows, QuerySet):
            found = Q()
            for path in self.table.search:
                found |= Q(**{f"{path}__icontains": self.search})
            return rows.filter(found)
        wanted = plain(self.search)
        return [row for row in rows if any(wanted in plain(part_of(row, path)) for path in self.table.search)]

    def sorted(self, rows: Any) -> Any:
        column, descending = self.order
        if column is None:
            return rows
        if isinstance(rows, QuerySet):
            key = column.sort_key()
            expression = F(key) if isinstance(key, str) else key
            by = expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)
            return rows.order_by(by, "pk")
        known = [row for row in rows if column.value_of(row) is not None]
        unknown = [row for row in rows if column.value_of(row) is None]
        return sorted(known, key=lambda row: list_order(column.value_of(row)), reverse=descending) + unknown

    @cached_property
    def page(self) -> Page:
        return Paginator(self.matching, self.table.per_page).get_page(self.address.number(PAGE))

    @property
    def count(self) -> int:
        return self.page.paginator.count

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or any(choice.value for choice in self.chosen))

    @property
    def sentence(self) -> str:
        """The filters as people say them: 12 projects in Experimenting, with “carta”."""
        parts = [choice.said for choice in self.chosen if choice.value]
        if self.search:
            parts.append(_("with “%(words)s”") % {"words": self.search})
        return " ".join([self.table.counted(self.count), ", ".join(parts)]).strip()

    @property
    def heads(self) -> Iterator[Head]:
        current, descending = self.order
        for column in self.table.columns:
            direction = ("descending" if descending else "ascending") if column is current else ""
            turned = f"-{column.key}" if direction == "ascending" else column.key
            url = self.address.having(**{ORDER: turned}) if self.can_sort(column) else ""
            yield Head(str(column.label), column.is_figure, f"{self.id}-{column.key}", url, direction)

    @property
    def rows(self) -> Iterator[list[Cell]]:
        for row in self.page:
            yield [self.cell(column, row, position) for position, column in enumerate(self.table.columns)]

    def cell(self, column: Column, row: Any, position: int) -> Cell:
        value = column.value_of(row)
        url = column.link(row) if column.link else ""
        badge = column.badge(value) if column.badge and value is not None else ""
        return Cell(column.text_of(value), column.is_figure, position == 0, url, badge)

    @property
    def pages(self) -> list[tuple[int | str, str, bool]]:
        """(number, address, is current) for the pager; a gap has no address."""
        paginator = self.page.paginator
        numbers = paginator.get_elided_page_range(self.page.number, on_each_side=1, on_ends=1)
        return [
            (number, self.page_url(number) if isinstance(number, int) else "", number == self.page.number)
            for number in numbers
        ]

    def page_url(self, number: int) -> str:
        return self.address.having(**{PAGE: str(number)})

    @property
    def next_url(self) -> str:
        return self.page_url(self.page.next_page_number()) if self.page.has_next() else ""

    @property
    def previous_url(self) -> str:
        return self.page_url(self.page.previous_page_number()) if self.page.has_previous() else ""

    @property
    def exports(self) -> list[tuple[str, str]]:
        return [(name.upper(), self.address.having(**{FORMAT: name})) for name in self.table.formats]

    @property
    def clear_url(self) -> str:
        names = [SEARCH, *(choice.filter.key for choice in self.chosen)]
        return self.address.having(**dict.fromkeys(names, ""))

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Hidden fields of the filter form: the order, and whatever else is in the address."""
        return self.address.others([SEARCH, PAGE, FORMAT, *(choice.filter.key for choice in self.chosen)])

    @property
    def search_name(self) -> str:
        return self.table.prefix + SEARCH

    def download(self) -> HttpResponseBase | None:
        """The file that was asked for: all rows of the filtered, sorted list with the columns shown. Else nothing.

        What that kind of file cannot hold is said on the list itself.
        """
        asked = self.address.read(FORMAT)
        if asked not in self.table.formats:
            return None
        try:
            return download(self.request, self.table, self.matching, asked)
        except TableTooLarge as error:
            messages.error(self.request, str(error))
            return redirect(self.request.path + self.address.having())
