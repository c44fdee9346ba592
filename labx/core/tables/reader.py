"""The one reader of CSV, XLSX and Parquet tables that people hand in."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _

from labx.core.tables.convert import Converter
from labx.core.tables.formats import TableFormat, sniff_csv, table_kind, with_decimal
from labx.core.tables.schema import (
    ARROW_TYPES,
    Batch,
    Column,
    Kind,
    Problem,
    ProblemBook,
    RawBatch,
    ReadLimits,
    TableRefused,
)
from labx.core.tables.sources import Source, clean_header, place_of
from labx.core.tables.workbook import sheet_names

SNIFFED_ROWS = 500


@dataclass(frozen=True)
class Preview:
    """The first rows as text, with the kind each column seems to have."""

    headers: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: tuple[tuple[str, ...], ...]


def sniff(path: Path, *, name: str = "") -> TableFormat:
    """How the table was saved; `name` is what its owner called the file."""
    kind = table_kind(path, name)
    if kind == "parquet":
        return TableFormat("parquet")
    if kind == "csv":
        return sniff_csv(path)
    sheets = sheet_names(path)
    found = TableFormat("xlsx", sheet=sheets[0], sheets=sheets)
    shown = preview(path, found, rows=SNIFFED_ROWS)
    return with_decimal(found, [cell for row in shown.rows for cell in row], fallback=".")


def preview(path: Path, table: TableFormat, *, rows: int = 20) -> Preview:
    """The first rows, unjudged."""
    limits = ReadLimits(batch_rows=rows)
    with closing(Source(path, table, limits)) as source:
        places = range(len(source.headers))
        batch = next(source.batches(places), RawBatch([], np.array([], int)))
    texts = [["" if cell is None else str(cell) for cell in array.to_pylist()] for array in batch.arrays]
    kinds = tuple(_likely_kind(array, table) for array in batch.arrays)
    return Preview(tuple(source.headers), kinds, tuple(zip(*texts, strict=True)))


def read(
    path: Path, table: TableFormat, schema: Sequence[Column], *, limits: ReadLimits | None = None
) -> Iterator[Batch]:
    """Typed rows in batches with every problem in its place; refuses at once what cannot be read at all."""
    limits = limits or ReadLimits()
    source = Source(path, table, limits)
    try:
        check_unique_headers(source.headers)
        places = [_found_place(column, source.headers) for column in schema]
    except BaseException:
        source.close()
        raise
    return _typed_batches(source, schema, places, limits)


def check_unique_headers(headers: Sequence[str]) -> None:
    twice = [name for name, count in Counter(headers).items() if name and count > 1]
    if twice:
        places = [str(place + 1) for place, name in enumerate(headers) if name == twice[0]]
        raise TableRefused(
            "duplicate-headers",
            _("Columns {places} are all called “{name}”.").format(places=", ".join(places), name=twice[0]),
            _("Give each column its own name."),
        )


def _found_place(column: Column, headers: Sequence[str]) -> int:
    place = place_of(column.header, headers)
    if place is not None and clean_header(column.header):
        return place
    near = difflib.get_close_matches(column.header, headers, n=1)
    cure = _("Did you mean “{near}”?").format(near=near[0]) if near else _("Choose the column again.")
    raise TableRefused(
        "missing-column",
        _("There is no column “{column}”. The file has: {headers}.").format(
            column=column.header, headers=", ".join(name for name in headers if name)
        ),
        cure,
    )


def _typed_batches(
    source: Source, schema: Sequence[Column], places: Sequence[int], limits: ReadLimits
) -> Iterator[Batch]:
    book = ProblemBook(limits.listed)
    table = source.table
    converters = [
        Converter(column, decimal=table.decimal, month_first=table.month_first, book=book) for column in schema
    ]
    names = [column.key for column in schema]
    types = pa.schema([(column.key, ARROW_TYPES[column.kind]) for column in schema])
    count = 0
    with closing(source):
        for raw in source.batches(places):
            count += len(raw.row_numbers)
            faulty = _mark_ragged(raw, len(source.headers), book)
            arrays = [
                converter.convert(cells, raw.row_numbers, faulty)
                for converter, cells in zip(converters, raw.arrays, strict=True)
            ]
            problems, unlisted = book.take()
            columns = pa.RecordBatch.from_arrays(arrays, schema=types) if names else pa.RecordBatch.from_pydict({})
            yield Batch(columns, raw.row_numbers, faulty, sorted(problems, key=lambda found: found.row), unlisted)
    if not count:
        raise TableRefused(
            "no-rows", _("The table has column names and no rows."), _("Check that the right file was chosen.")
        )


def _mark_ragged(raw: RawBatch, width: int, book: ProblemBook) -> np.ndarray:
    faulty = np.isin(raw.row_numbers, [number for number, _found in raw.ragged])
    for number, found in raw.ragged:
        message = _("The row has {found} cells and the header has {width}.").format(found=found, width=width)
        cure = _("Check for a missing or extra separator, or a text with one in it that needs quotation marks.")
        book.add(Problem(number, "", "", message, cure, "ragged"))
    return faulty


def _likely_kind(cells: pa.Array, table: TableFormat) -> Kind:
    """The narrowest kind that reads every sampled cell."""
    for kind in ("integer", "number", "date", "boolean"):
        book = ProblemBook(1)
        column = Column("", "", kind, required=False)
        converter = Converter(column, decimal=table.decimal, month_first=table.month_first, book=book)
        try:
            read_cells = converter.convert(cells, np.arange(len(cells)), np.zeros(len(cells), bool))
        except TableRefused:
            continue
        if not book.problems and read_cells.null_count < len(cells):
            return kind
    return "text"
