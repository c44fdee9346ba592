"""The words of reading a table: what is expected, what came, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Kind = Literal["text", "integer", "number", "boolean", "date"]

ARROW_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
KIND_NAMES = {
    "text": gettext_lazy("text"),
    "integer": gettext_lazy("whole number"),
    "number": gettext_lazy("number"),
    "boolean": gettext_lazy("yes or no"),
    "date": gettext_lazy("date"),
}


@dataclass(frozen=True)
class Column:
    """A column wanted from a file: `header` is its name there, `key` its name in what comes out."""

    key: str
    header: str
    kind: Kind
    required: bool = True


@dataclass(frozen=True)
class ReadLimits:
    """What one table may hold; `listed` is how many problems of one sort in one column are written out."""

    size_bytes: int = 2 * 1024**3
    rows: int = 5_000_000
    columns: int = 1_000
    listed: int = 100
    batch_rows: int = 20_000


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place. `row` counts as a spreadsheet does: the header is in row 1 unless moved."""

    row: int
    column: str
    value: str
    message: str
    cure: str
    code: str

    def __str__(self) -> str:
        where = _("Row {row}").format(row=self.row)
        if self.column:
            where += _(", column “{column}”").format(column=self.column)
        shown = f" (“{self.value}”)" if self.value else ""
        return f"{where}{shown}: {self.message} {self.cure}"


class TableRefused(ValueError):
    """The file as a whole cannot be read; `code` names the reason for programs."""

    def __init__(self, code: str, message: str, cure: str) -> None:
        self.code, self.message, self.cure = code, message, cure
        super().__init__(f"{message} {cure}")


@dataclass(frozen=True)
class Batch:
    """Rows read. A cell with a problem is null and its row is marked in `faulty`; `unlisted` counts problems beyond
    those written out."""

    columns: pa.RecordBatch
    row_numbers: np.ndarray
    faulty: np.ndarray
    problems: Sequence[Problem]
    unlisted: int

    def __len__(self) -> int:
        return self.columns.num_rows


@dataclass(frozen=True)
class RawBatch:
    """Rows as a file gave them: one array a header, and rows whose shape is wrong."""

    arrays: Sequence[pa.Array]
    row_numbers: np.ndarray
    ragged: Sequence[tuple[int, int]] = ()


class ProblemBook:
    """Collects problems without letting two million of them fill the memory."""

    def __init__(self, listed: int) -> None:
        self._listed = listed
        self._counts: dict[tuple[str, str], int] = {}
        self.problems: list[Problem] = []
        self.unlisted = 0

    def room(self, column: str, code: str) -> bool:
        return self._counts.get((column, code), 0) < self._listed

    def add(self, problem: Problem) -> None:
        key = (problem.column, problem.code)
        if self.room(*key):
            self._counts[key] = self._counts.get(key, 0) + 1
            self.problems.append(problem)
        else:
            self.unlisted += 1

    def take(self) -> tuple[list[Problem], int]:
        """What was collected since the last time; the limits go on counting."""
        taken = self.problems, self.unlisted
        self.problems, self.unlisted = [], 0
        return taken
