"""Rows of a spreadsheet (XLSX) as text, with formulas left visible."""

from __future__ import annotations

import datetime
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NoReturn

import openpyxl
from django.utils.translation import gettext as _

from labx.core.files.archive import Archive
from labx.core.files.entries import MEBIBYTE, ArchiveRefused, Limits
from labx.core.tables.schema import TableRefused

# Text repeats in spreadsheets, so an honest one may pack a hundred to one. A page that shows the first rows must read
# all texts of a workbook for that: what is larger than this can come as CSV.
WORKBOOK_LIMITS = Limits(
    archive_bytes=60 * MEBIBYTE, total_bytes=600 * MEBIBYTE, entry_bytes=500 * MEBIBYTE, entries=2_000, ratio=500
)


@contextmanager
def opened_workbook(path: Path) -> Iterator[openpyxl.Workbook]:
    try:
        with Archive(path, WORKBOOK_LIMITS):
            pass
    except ArchiveRefused as error:
        raise TableRefused(
            "damaged",
            _("This is no workbook that can be opened: {why}").format(why=error),
            _("Save it again as XLSX, or as CSV where it is very large."),
        ) from error
    with path.open("rb") as file:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl tells of drawings and styles it leaves out
                book = openpyxl.load_workbook(file, read_only=True)
        except Exception as error:  # the parser gives whatever the damage makes it stumble on
            _damaged(error)
        with closing(book):
            yield book


def sheet_names(path: Path) -> tuple[str, ...]:
    """The visible sheets that can hold rows."""
    with opened_workbook(path) as book:
        names = tuple(sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible")
    if not names:
        raise TableRefused("empty", _("The workbook has no visible sheet."), _("Show the sheet and save it again."))
    return names


def workbook_rows(path: Path, sheet: str) -> Iterator[tuple[int, Sequence[str | None]]]:
    with opened_workbook(path) as book:
        if sheet not in book.sheetnames:
            raise TableRefused(
                "no-sheet",
                _("There is no sheet “{sheet}”.").format(sheet=sheet),
                _("Choose one of: {sheets}.").format(sheets=", ".join(book.sheetnames)),
            )
        rows = book[sheet]
        rows.reset_dimensions()  # what the file says of its own size may be wrong
        yield from _read_rows(rows)


def _read_rows(sheet: Any) -> Iterator[tuple[int, Sequence[str | None]]]:
    rows = sheet.iter_rows()
    number = 0
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                cells = next(rows, None)
                row = None if cells is None else [cell_text(cell.value) for cell in cells]
        except Exception as error:  # as above
            _damaged(error)
        if row is None:
            return
        number += 1
        yield number, row


def cell_text(value: Any) -> str | None:
    """A cell as a CSV with a decimal point would hold it; formulas keep their sign of equality."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time.min else value.isoformat(" ")
    return str(value)


def _damaged(error: Exception) -> NoReturn:
    raise TableRefused(
        "damaged",
        _("The workbook is damaged and cannot be read ({error}).").format(error=type(error).__name__),
        _("Open it in a spreadsheet, save it again as XLSX, and choose it again."),
    ) from error
