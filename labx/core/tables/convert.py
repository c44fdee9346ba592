"""One column of raw cells into one typed column; every cell that cannot be read becomes a problem."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _

from labx.core.tables import numbers
from labx.core.tables.dates import DateFault, mixed_forms, read_date
from labx.core.tables.schema import ARROW_TYPES, KIND_NAMES, Column, Problem, ProblemBook, TableRefused

FORMULA = r"^(=|[@+\-].*[(|!])"
YES = {"true", "sim", "s", "yes", "y", "1", "verdadeiro", "v"}
NO = {"false", "não", "nao", "n", "no", "0", "falso", "f"}
SHOWN_CHARACTERS = 80
LARGEST_EXACT = 2.0**53
Fault = tuple[str, str, str]


class Converter:
    """Remembers what earlier rows of the column showed, such as the form of the first date."""

    def __init__(self, column: Column, *, decimal: str, month_first: bool, book: ProblemBook) -> None:
        self.column, self.decimal, self.month_first, self.book = column, decimal, month_first, book
        self.first_form = ""

    def convert(self, cells: pa.Array, row_numbers: np.ndarray, faulty: np.ndarray) -> pa.Array:
        """The typed cells; marks rows with a problem in `faulty`."""
        if pa.types.is_dictionary(cells.type):
            cells = cells.dictionary_decode()
        if not (pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type) or pa.types.is_null(cells.type)):
            cells, faults = self._typed(cells)
        else:
            cells, faults = self._text(pc.utf8_trim_whitespace(cells.cast(pa.string())))
        if self.column.required:
            for place in np.flatnonzero(cells.is_null().to_numpy(zero_copy_only=False)):
                faults.setdefault(int(place), ("", self._missing_fault()))
        for place, (value, (code, message, cure)) in sorted(faults.items()):
            faulty[place] = True
            shown = value[:SHOWN_CHARACTERS]
            self.book.add(Problem(int(row_numbers[place]), self.column.header, shown, message, cure, code))
        return cells

    def _missing_fault(self) -> Fault:
        return "missing", _("The cell is empty."), _("Fill it in, or take the row out.")

    def _text(self, cells: pa.Array) -> tuple[pa.Array, dict[int, tuple[str, Fault]]]:
        missing = {""} if self.column.kind == "text" else numbers.MISSING
        cells = pc.if_else(pc.is_in(cells, pa.array(sorted(missing))), pa.scalar(None, pa.string()), cells)
        if self.column.kind in ("number", "integer"):
            return self._numbers(cells)
        if self.column.kind == "text":
            return self._checked(cells, pc.match_substring_regex(cells, FORMULA), _formula_fault)
        return self._one_by_one(cells, self._read_date if self.column.kind == "date" else _read_boolean)

    def _numbers(self, cells: pa.Array) -> tuple[pa.Array, dict[int, tuple[str, Fault]]]:
        whole = self.column.kind == "integer"
        pattern = numbers.integer_pattern(self.decimal) if whole else numbers.number_pattern(self.decimal)
        bad = pc.invert(pc.match_substring_regex(cells, pattern))
        cells, faults = self._checked(cells, bad, self._explain_number)
        plain = numbers.plain_digits(cells, self.decimal)
        if whole:
            return pc.replace_substring_regex(plain, r"\.0+$", "").cast(pa.int64()), faults
        values = plain.cast(pa.float64())
        if pc.any(pc.is_inf(values)).as_py():
            values, too_large = self._checked(values, pc.is_inf(values), _too_large, shown=cells)
            faults |= too_large
        return values, faults

    def _explain_number(self, text: str) -> Fault:
        if re.match(FORMULA, text):
            return _formula_fault(text)
        return numbers.explain_number(text, self.decimal, whole=self.column.kind == "integer")

    def _checked(
        self, cells: pa.Array, bad: pa.Array, explain: Callable[[str], Fault], shown: pa.Array | None = None
    ) -> tuple[pa.Array, dict[int, tuple[str, Fault]]]:
        """Null where `bad`, with one explanation a distinct value."""
        places = np.flatnonzero(bad.fill_null(False).to_numpy(zero_copy_only=False))
        if not len(places):
            return cells, {}
        shown = cells if shown is None else shown
        known: dict[str, Fault] = {}
        faults = {}
        for place in places:
            value = str(shown[int(place)].as_py())
            if value not in known:
                known[value] = explain(value)
            faults[int(place)] = (value, known[value])
        return pc.if_else(bad, pa.scalar(None, cells.type), cells), faults

    def _one_by_one(self, cells: pa.Array, read: Callable[[str], Any]) -> tuple[pa.Array, dict[int, tuple[str, Fault]]]:
        """Each distinct text is read once, in the order in which the rows show it."""
        coded = cells.dictionary_encode()
        answers: list[Any] = []
        wrong: dict[int, Fault] = {}
        for code, text in enumerate(coded.dictionary.to_pylist()):
            try:
                answers.append(read(text))
            except DateFault as fault:
                answers.append(None)
                wrong[code] = (fault.code, fault.message, fault.cure)
        codes = coded.indices
        values = pa.array(answers, ARROW_TYPES[self.column.kind]).take(codes)
        faults = {}
        if wrong:
            bad = pc.is_in(codes, pa.array(sorted(wrong), codes.type))
            for place in np.flatnonzero(bad.to_numpy(zero_copy_only=False)):
                faults[int(place)] = (cells[int(place)].as_py(), wrong[codes[int(place)].as_py()])
        return values, faults

    def _read_date(self, text: str) -> Any:
        date, form = read_date(text, month_first=self.month_first)
        self.first_form = self.first_form or form
        if form != self.first_form:
            raise mixed_forms(self.first_form, form)
        return date

    def _typed(self, cells: pa.Array) -> tuple[pa.Array, dict[int, tuple[str, Fault]]]:
        """Cells that came with a type, as Parquet gives them."""
        target = ARROW_TYPES[self.column.kind]
        if not _may_become(cells.type, self.column.kind):
            raise TableRefused(
                "wrong-type",
                _("Column “{column}” holds {found} and {wanted} is expected.").format(
                    column=self.column.header, found=cells.type, wanted=KIND_NAMES[self.column.kind]
                ),
                _("Choose another column, or change its type where the file was made."),
            )
        faults: dict[int, tuple[str, Fault]] = {}
        if pa.types.is_floating(cells.type) and self.column.kind != "text":
            cells, faults = self._floats(cells.cast(pa.float64()))
        if pa.types.is_timestamp(cells.type):
            has_time = pc.not_equal(cells, pc.floor_temporal(cells, unit="day"))
            cells, faults = self._checked(cells, has_time, lambda text: _date_fault(text, self.month_first))
        try:
            return cells.cast(target, safe=not pa.types.is_timestamp(cells.type)), faults
        except pa.ArrowInvalid as error:
            raise TableRefused(
                "wrong-type",
                _("Column “{column}” holds values that are too large ({error}).").format(
                    column=self.column.header, error=error
                ),
                _("Choose another column, or change its type where the file was made."),
            ) from error

    def _floats(self, cells: pa.Array) -> tuple[pa.Array, dict[int, tuple[str, Fault]]]:
        cells, faults = self._checked(cells, pc.invert(pc.is_finite(cells)), self._explain_number)
        if self.column.kind == "integer":
            not_whole = pc.or_(pc.not_equal(cells, pc.floor(cells)), pc.greater_equal(pc.abs(cells), LARGEST_EXACT))
            cells, more = self._checked(cells, not_whole, _not_whole)
            faults |= more
        return cells, faults


def _may_become(found: pa.DataType, kind: str) -> bool:
    is_number = pa.types.is_integer(found) or pa.types.is_floating(found) or pa.types.is_decimal(found)
    return {
        "text": is_number or pa.types.is_boolean(found) or pa.types.is_date(found),
        "number": is_number,
        "integer": pa.types.is_integer(found) or pa.types.is_floating(found),
        "boolean": pa.types.is_boolean(found),
        "date": pa.types.is_date(found) or pa.types.is_timestamp(found),
    }[kind]


def _date_fault(text: str, month_first: bool) -> Fault:
    try:
        read_date(text, month_first=month_first)
    except DateFault as fault:
        return fault.code, fault.message, fault.cure
    raise AssertionError(text)


def _read_boolean(text: str) -> bool:
    word = text.lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise DateFault("not-yes-or-no", _("This is neither yes nor no."), _("Write “sim” or “não”, or 1 or 0."))


def _formula_fault(_text: str) -> Fault:
    return (
        "formula",
        _("This is a spreadsheet formula; its result is not in the file for certain."),
        _("In the spreadsheet, copy the column and paste it back as values."),
    )


def _too_large(_text: str) -> Fault:
    return "infinite", _("The number is too large to be counted."), _("Correct it, or leave the cell empty.")


def _not_whole(_text: str) -> Fault:
    return "not-whole", _("A whole number is expected here."), _("Correct it, or read the column with decimals.")
