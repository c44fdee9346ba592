"""How a table was saved: what can be found out by looking, and what stays in doubt."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from labx.core.tables.encoding import detect_encoding
from labx.core.tables.numbers import decimal_of
from labx.core.tables.schema import TableRefused

DELIMITERS = (";", ",", "\t", "|")
SAMPLE_ROWS = 500
SAMPLE_CHARACTERS = 256 * 1024
OLD_OFFICE, ZIP, PARQUET, GZIP = b"\xd0\xcf\x11\xe0", b"PK", b"PAR1", b"\x1f\x8b"
PDF = b"%PDF"


@dataclass(frozen=True)
class TableFormat:
    """What a person may correct before reading; `doubts` are sentences to show with the preview."""

    kind: Literal["csv", "xlsx", "parquet"]
    encoding: str = ""
    delimiter: str = ""
    decimal: str = "."
    month_first: bool = False
    header_row: int = 1
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def table_kind(path: Path, name: str = "") -> Literal["csv", "xlsx", "parquet"]:
    """The kind by content; a name that promises another kind is refused rather than believed."""
    with path.open("rb") as file:
        start = file.read(512)
    if not start:
        raise TableRefused("empty", _("The file is empty."), _("Choose the file again."))
    _refuse_foreign(start)
    kind = "xlsx" if start.startswith(ZIP) else "parquet" if start.startswith(PARQUET) else "csv"
    promised = Path(name or path.name).suffix.lower().removeprefix(".")
    if promised in {"xlsx", "xlsm", "parquet"} and promised[:3] != kind[:3]:
        raise TableRefused(
            "not-what-it-says",
            _("The name ends in .{promised} and the content is not that.").format(promised=promised),
            _("Open it where it came from and save it again as XLSX or as CSV."),
        )
    return kind


def _refuse_foreign(start: bytes) -> None:
    known = {
        OLD_OFFICE: _("This is an old .xls workbook, or one protected by a password."),
        GZIP: _("This file is compressed with gzip."),
        PDF: _("This is a PDF."),
    }
    found = next((words for mark, words in known.items() if start.startswith(mark)), "")
    if start.lstrip()[:5].lower() in {b"<html", b"<!doc", b"<?xml", b"<tabl"}:
        found = _("This is a web page or XML, not a table, even if a spreadsheet opens it.")
    if found:
        raise TableRefused("foreign", found, _("Save it as XLSX or as CSV, without a password, and choose it again."))


def sniff_csv(path: Path) -> TableFormat:
    encoding = detect_encoding(path)
    with path.open(encoding=encoding.name, newline="") as file:
        sample = file.read(SAMPLE_CHARACTERS)
    if not sample.strip():
        raise TableRefused("empty", _("The file holds nothing but blanks."), _("Choose the file again."))
    first = sample.lstrip("\r\n").partition("\n")[0].strip()
    has_hint = first.lower().startswith("sep=") and first[4:5] in DELIMITERS
    delimiter = first[4:5] if has_hint else _delimiter(sample)
    header_row = 2 if has_hint else 1
    cells = [cell for row in _sample_rows(sample, delimiter)[header_row:] for cell in row]
    found = TableFormat("csv", encoding.name, delimiter, header_row=header_row)
    doubts = []
    if encoding.is_guess:
        doubts.append(
            _("The letters were read as {encoding}. If accents look wrong, choose another.").format(
                encoding=encoding.name
            )
        )
    return with_decimal(replace(found, doubts=tuple(doubts)), cells, fallback="." if delimiter == "," else ",")


def with_decimal(found: TableFormat, cells: list[str], *, fallback: str) -> TableFormat:
    decimal, either_way = decimal_of(cells)
    if decimal or not either_way:
        return replace(found, decimal=decimal or fallback)
    doubt = _("Numbers such as 1.234 can be read in two ways; “{decimal}” was taken for the decimal mark.").format(
        decimal=fallback
    )
    return replace(found, decimal=fallback, doubts=(*found.doubts, doubt))


def _delimiter(sample: str) -> str:
    """The separator that cuts most rows into as many cells as the header, and into the most cells."""
    best, best_score = ";", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _sample_rows(sample, delimiter) if row]
        if not widths or widths[0] == 1:
            continue
        agreeing = round(sum(width == widths[0] for width in widths) / len(widths), 1)
        if (agreeing, widths[0]) > best_score:
            best, best_score = delimiter, (agreeing, widths[0])
    return best


def _sample_rows(sample: str, delimiter: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(itertools.islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), SAMPLE_ROWS))
    except csv.Error:
        return rows  # what came before tells enough; reading says where the damage is
    return rows
