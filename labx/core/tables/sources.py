"""Rows out of CSV, XLSX and Parquet files, a batch at a time, before anyone judges their cells."""

from __future__ import annotations

import csv
import itertools
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from labx.core.tables.formats import TableFormat
from labx.core.tables.schema import RawBatch, ReadLimits, TableRefused
from labx.core.tables.workbook import workbook_rows

NumberedRow = tuple[int, Sequence[str | None]]


def clean_header(cell: str | None) -> str:
    return unicodedata.normalize("NFC", " ".join((cell or "").replace("\ufeff", "").split()))


class Source:
    """An open table: its headers, then its rows. `headers` keeps empty names of columns that have none."""

    def __init__(self, path: Path, table: TableFormat, limits: ReadLimits) -> None:
        self.path, self.table, self.limits = path, table, limits
        if (size := path.stat().st_size) > limits.size_bytes:
            raise too_much(_("bytes"), size, limits.size_bytes)
        if table.kind == "parquet":
            self._parquet = open_parquet(path)
            self.headers = list(self._parquet.schema_arrow.names)
            if (rows := self._parquet.metadata.num_rows) > limits.rows:
                raise too_much(_("rows"), rows, limits.rows)
        else:
            self._rows = csv_rows(path, table) if table.kind == "csv" else workbook_rows(path, table.sheet)
            self.headers = self._header_cells()
        if len(self.headers) > limits.columns:
            raise too_much(_("columns"), len(self.headers), limits.columns)

    def batches(self, wanted: Sequence[int]) -> Iterator[RawBatch]:
        """The columns at the `wanted` places, in that order."""
        if self.table.kind == "parquet":
            yield from self._parquet_batches(wanted)
            return
        count = 0
        while rows := list(itertools.islice(self._rows, self.limits.batch_rows)):
            count += len(rows)
            if count > self.limits.rows:
                raise too_much(_("rows"), count, self.limits.rows)
            filled = [(number, row) for number, row in rows if any(row)]
            if filled:
                yield self._text_batch(filled, wanted)

    def close(self) -> None:
        if self.table.kind == "parquet":
            self._parquet.close()
        else:
            self._rows.close()

    def _header_cells(self) -> list[str]:
        for number, row in self._rows:
            cells = [clean_header(cell) for cell in row]
            if number >= self.table.header_row and any(cells):
                while cells and not cells[-1]:
                    cells.pop()
                return cells
        raise TableRefused(
            "empty", _("No row with column names was found."), _("Put the names of the columns in the first row.")
        )

    def _text_batch(self, rows: list[NumberedRow], wanted: Sequence[int]) -> RawBatch:
        width = len(self.headers)
        ragged = []
        cells: list[Sequence[str | None]] = []
        for number, row in rows:
            if len(row) != width:
                is_short = len(row) < width and self.table.kind == "csv"
                if is_short or any(row[width:]):
                    ragged.append((number, len(row)))
                row = [*row[:width], *itertools.repeat(None, width - len(row))]
            cells.append(row)
        arrays = [pa.array([row[place] for row in cells], pa.string()) for place in wanted]
        return RawBatch(arrays, np.array([number for number, _row in rows]), ragged)

    def _parquet_batches(self, wanted: Sequence[int]) -> Iterator[RawBatch]:
        # The first data row is row 2, as in a spreadsheet with a header.
        first = 2
        names = [self.headers[place] for place in wanted]
        for batch in self._parquet.iter_batches(self.limits.batch_rows, columns=names):
            arrays = [batch.column(name) for name in names]
            yield RawBatch(arrays, np.arange(first, first + batch.num_rows))
            first += batch.num_rows


def csv_rows(path: Path, table: TableFormat) -> Iterator[NumberedRow]:
    number = 0
    with path.open(encoding=table.encoding, newline="") as file:
        try:
            for number, row in enumerate(csv.reader(file, delimiter=table.delimiter, strict=True), start=1):
                yield number, row
        except csv.Error as error:
            raise TableRefused(
                "quotes",
                _("After row {row} a quotation mark is opened and not closed as it should ({error}).").format(
                    row=number, error=error
                ),
                _('Write a quotation mark inside a cell twice (""), and close every cell that opens with one.'),
            ) from error
        except UnicodeError as error:
            raise TableRefused(
                "encoding",
                _("After row {row} the file holds bytes that are not {encoding}.").format(
                    row=number, encoding=table.encoding
                ),
                _("Choose another encoding, or export the file again as CSV (UTF-8)."),
            ) from error


def open_parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise TableRefused(
            "damaged", _("This Parquet file cannot be opened ({error}).").format(error=error), _("Export it again.")
        ) from error


def too_much(what: str, found: int, limit: int) -> TableRefused:
    return TableRefused(
        "too-large",
        _("The table has {found} {what}; the limit is {limit}.").format(found=found, what=what, limit=limit),
        _("Split it, or leave out what the analysis does not need."),
    )


def place_of(header: str, headers: Iterable[str]) -> int | None:
    return next((place for place, found in enumerate(headers) if found == clean_header(header)), None)
