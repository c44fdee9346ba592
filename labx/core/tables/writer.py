"""The one writer of CSV, XLSX and JSON tables; no formula gets through it."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from labx.core.tables.cells import could_run, csv_text, harmless_text, json_value, readable_text, xlsx_value

Columns = Sequence[tuple[str, Any]]
Rows = Iterable[Mapping[str, Any]]

CHUNK_BYTES = 64 * 1024
XLSX_ROWS = 1_048_576
XLSX_COLUMNS = 16_384
XLSX_CELL_CHARACTERS = 32_767


class TableTooLarge(ValueError):
    """The chosen file format cannot hold the table."""


@dataclass(frozen=True)
class Dialect:
    """How a CSV file separates; the byte order mark is what makes Excel read accents."""

    delimiter: str
    decimal: str
    byte_order_mark: bool


PORTUGUESE = Dialect(";", ",", byte_order_mark=True)
INTERNATIONAL = Dialect(",", ".", byte_order_mark=False)


def dialect_for(language: str | None) -> Dialect:
    return PORTUGUESE if (language or "").lower().startswith("pt") else INTERNATIONAL


def write_csv(columns: Columns, rows: Rows, *, dialect: Dialect = PORTUGUESE) -> Iterator[bytes]:
    """UTF-8 CSV in chunks, as a Portuguese spreadsheet opens it unless another dialect is asked for."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=dialect.delimiter, lineterminator="\r\n")
    if dialect.byte_order_mark:
        buffer.write("\ufeff")
    writer.writerow([harmless_text(label) for _key, label in columns])
    for number, row in enumerate(rows, start=2):
        writer.writerow(
            [csv_text(row.get(key), decimal=dialect.decimal, column=key, row=number) for key, _label in columns]
        )
        if buffer.tell() >= CHUNK_BYTES:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def write_json(columns: Columns, rows: Rows) -> Iterator[bytes]:
    """An array of objects under the columns' keys, one object a line."""
    lead = "[\n"
    for number, row in enumerate(rows, start=1):
        shown = {key: json_value(row.get(key), key, number) for key, _label in columns}
        yield (lead + json.dumps(shown, ensure_ascii=False, allow_nan=False)).encode("utf-8", "replace")
        lead = ",\n"
    yield b"[]\n" if lead == "[\n" else b"\n]\n"


def write_xlsx(columns: Columns, rows: Rows, *, title: str = "LabX") -> Iterator[bytes]:
    """A workbook with one sheet; texts are stored as texts, whatever they begin with."""
    if len(columns) > XLSX_COLUMNS:
        raise TableTooLarge(
            _("A spreadsheet holds {limit} columns and this table has {count}. Export it as CSV or JSON.").format(
                limit=XLSX_COLUMNS, count=len(columns)
            )
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    with tempfile.TemporaryFile() as file:
        try:
            _fill(sheet, columns, rows)
        finally:
            book.save(file)  # also when it failed: this is what removes openpyxl's own temporary file
        file.seek(0)
        while chunk := file.read(CHUNK_BYTES):
            yield chunk


def _fill(sheet: Any, columns: Columns, rows: Rows) -> None:
    sheet.append([_xlsx_cell(sheet, readable_text(label)) for _key, label in columns])
    for number, row in enumerate(rows, start=2):
        if number > XLSX_ROWS:
            raise TableTooLarge(
                _("A spreadsheet holds {limit} rows and this table has more. Export it as CSV or JSON.").format(
                    limit=XLSX_ROWS
                )
            )
        sheet.append([_xlsx_cell(sheet, xlsx_value(row.get(key), key, number)) for key, _label in columns])


def _sheet_title(title: str) -> str:
    allowed = "".join(" " if character in "[]:*?/\\'" else character for character in readable_text(title))
    return allowed.strip()[:31] or "LabX"


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if len(value) > XLSX_CELL_CHARACTERS:
        raise TableTooLarge(
            _(
                "A spreadsheet cell holds {limit} characters and a text here has {count}. Export it as CSV or JSON."
            ).format(limit=XLSX_CELL_CHARACTERS, count=len(value))
        )
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    cell.quotePrefix = could_run(value)
    return cell


@dataclass(frozen=True)
class ExportFormat:
    extension: str
    media_type: str
    write: Callable[..., Iterator[bytes]]


EXPORT_FORMATS = {
    "csv": ExportFormat("csv", "text/csv; charset=utf-8", write_csv),
    "xlsx": ExportFormat("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "json": ExportFormat("json", "application/json", write_json),
}
