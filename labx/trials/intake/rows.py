"""From an uploaded table to units in arms: every row checked, nothing guessed, all problems told at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from labx.core.tables.reader import TableFormat, read
from labx.core.tables.schema import Batch, Column, Problem, TableRefused
from labx.trials.analysis.table import Table
from labx.trials.codes import coded
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.registry import columns_of, design_of
from labx.trials.intake.seen import Seen
from labx.trials.plan.shape import Plan

LISTED = 100
UNIT, ARM = "__unit", "__arm"
FILE_KINDS: dict[str, Any] = {"number": "number", "code": "text", "day": "date"}
EPOCH_DAYS = pa.int32()
Drawn = Callable[[str], int | None]


@dataclass(frozen=True)
class Mapping:
    """Which column says what. `arms` gives the plan's arm for each value of the arm column; `unit` may be empty.

    `variables` names the column of the file for each of the plan's; `words`, for each subgroup, which word of the file
    means which group.
    """

    unit: str
    arm: str
    arms: dict[str, str]
    variables: dict[str, str]
    leave_out_faulty: bool = False
    words: dict[str, dict[str, str]] = field(default_factory=dict)

    def columns(self, plan: Plan) -> list[Column]:
        unit = [Column(UNIT, self.unit, "text")] if self.unit else []
        arm = [Column(ARM, self.arm, "text")] if plan.arms else []
        named = [column for column in columns_of(plan) if column.name in self.variables]
        return [
            *unit,
            *arm,
            *(Column(one.name, self.variables[one.name], FILE_KINDS[one.kind], one.is_required) for one in named),
        ]


@dataclass
class Intake:
    """What came out of a table: the units, and what was wrong with the rows left out."""

    table: Table
    rows: int
    problems: list[Problem]
    problem_count: int
    faulty_rows: int
    whole: list[Problem]

    def must_stop(self, mapping: Mapping) -> bool:
        """A fault of the whole table always stops the import; faulty rows do unless they were to be left out."""
        return bool(self.whole) or (self.faulty_rows > 0 and not mapping.leave_out_faulty)


@dataclass
class Collector:
    """Gathers batches, keeping numbers as arrays and units' names only as hashes."""

    plan: Plan
    mapping: Mapping
    rows: int = 0
    faulty_rows: int = 0
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    placed: list[NDArray[np.int64]] = field(default_factory=list)
    numbers: dict[str, list[NDArray[np.float64]]] = field(default_factory=dict)
    codes: dict[str, list[NDArray[np.str_]]] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)
    drawn: Drawn | None = None

    def add(self, batch: Batch) -> None:
        good = ~batch.faulty
        arms = self.arms(batch, good)
        if self.mapping.unit and not design_of(self.plan).is_repeated:
            self.check_units(batch, arms, good)
        self.take_columns(batch, good)
        self.rows += len(batch)
        self.faulty_rows += int((~good).sum())
        for problem in batch.problems:
            self.tell(problem)
        self.problem_count += batch.unlisted
        self.placed.append(arms[good])

    def take_columns(self, batch: Batch, good: NDArray[np.bool_]) -> None:
        """Codes first: a word that means nothing makes its row faulty, and no column keeps it then."""
        named = [column for column in columns_of(self.plan) if column.name in self.mapping.variables]
        texts = {one.name: self.codes_of(batch, one, good) for one in named if one.kind == "code"}
        for name, values in texts.items():
            self.codes.setdefault(name, []).append(values[good])
        for one in named:
            if one.kind != "code":
                self.numbers.setdefault(one.name, []).append(numbers_of(batch.columns.column(one.name))[good])

    def codes_of(self, batch: Batch, column: DataColumn, good: NDArray[np.bool_]) -> NDArray[np.str_]:
        """Each row's code: the group a word means, or the word itself made fit for the event log."""
        texts = batch.columns.column(column.name).fill_null("").to_pylist()
        words = self.mapping.words.get(column.name, {})
        meant = {text: words.get(text, "") if column.values else coded(text) for text in set(texts)}
        for place in np.flatnonzero(good):
            if texts[place] and not meant[texts[place]]:
                good[place] = False
                self.tell(self.unknown_word(batch, int(place), column, texts[place], words))
        return np.array([meant[text] for text in texts], dtype=np.str_)

    def unknown_word(self, batch: Batch, place: int, column: DataColumn, text: str, words: dict[str, str]) -> Problem:
        cure = _("Say which group it means, or mend the row. Groups named: %(values)s.") % {"values": ", ".join(words)}
        return self.problem(
            batch, place, column.name, text, _("This value is not one of the groups you named."), cure, "unknown_group"
        )

    def problem(self, batch: Batch, place: int, name: str, value: str, *words: str) -> Problem:
        header = self.mapping.variables.get(name, name)
        return Problem(int(batch.row_numbers[place]), header, value, *words)

    def tell(self, problem: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < LISTED:
            self.problems.append(problem)

    def arms(self, batch: Batch, good: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The place of each row's arm; rows with an unknown arm are marked as not good."""
        if not self.plan.arms:
            return np.zeros(len(batch), dtype=np.int64)
        texts = batch.columns.column(ARM)
        places = {arm.code: place for place, arm in enumerate(self.plan.arms)}
        values = list(self.mapping.arms)
        found = pc.index_in(texts, pa.array(values, pa.string()))
        known = np.asarray(found.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
        for place in np.flatnonzero(good & ~known):
            self.tell(self.unknown_arm(batch, int(place), texts[int(place)].as_py()))
        good &= known
        meant = np.array([places[self.mapping.arms[value]] for value in values], dtype=np.int64)
        return meant[found.fill_null(0).to_numpy(zero_copy_only=False)]

    def unknown_arm(self, batch: Batch, place: int, value: Any) -> Problem:
        return self.problem(
            batch,
            place,
            self.mapping.arm,
            str(value),
            _("This value is not one of the groups you named."),
            _("Say which group it means, or mend the row. Groups named: %(values)s.")
            % {"values": ", ".join(self.mapping.arms)},
            "unknown_arm",
        )

    def check_units(self, batch: Batch, arms: NDArray[np.int64], good: NDArray[np.bool_]) -> None:
        """Nobody may stand twice; standing in two arms is told apart, because it breaks the comparison."""
        places = np.flatnonzero(good)
        units = batch.columns.column(UNIT).take(pa.array(places)).to_pylist()
        rows = np.asarray(batch.row_numbers[places], np.int64)
        first_rows, first_arms = self.seen.first_of(units, rows, arms[places])
        for which in np.flatnonzero(first_rows != rows):
            place = places[which]
            good[place] = False
            same_arm = bool(first_arms[which] == arms[place])
            self.tell(self.repeated(int(rows[which]), units[which], int(first_rows[which]), same_arm=same_arm))
        if self.drawn:
            self.check_drawn(units, places, rows, arms, good)

    def check_drawn(
        self,
        units: list[str],
        places: NDArray[np.int64],
        rows: NDArray[np.int64],
        arms: NDArray[np.int64],
        good: NDArray[np.bool_],
    ) -> None:
        """Whom LabX drew must be in the group that was drawn, and nobody else may be there."""
        for unit, place, row in zip(units, places, rows, strict=True):
            arm = self.drawn(unit) if self.drawn else None
            if arm == arms[place]:
                continue
            good[place] = False
            message = _("The lottery put this person into another group.")
            if arm is None:
                message = _("The lottery never drew this person.")
            cure = _("Write the group that was drawn: it is the one that counts.")
            self.tell(Problem(int(row), self.mapping.unit, unit, message, cure, "not_as_drawn"))

    def repeated(self, row: int, unit: str, first_row: int, *, same_arm: bool) -> Problem:
        if same_arm:
            message = _("This person already stands in row %(row)s.") % {"row": first_row}
            code = "repeated_person"
        else:
            message = _("This person already stands in row %(row)s, in the other group.") % {"row": first_row}
            code = "two_arms"
        return Problem(row, self.mapping.unit, unit, message, _("Keep one row for each person."), code)

    def finish(self) -> Intake:
        arms = np.concatenate([np.empty(0, dtype=np.int64), *self.placed])
        numbers = {name: np.concatenate(parts) for name, parts in self.numbers.items()}
        table = Table(arms, numbers, {name: np.concatenate(parts) for name, parts in self.codes.items()})
        whole = list(self.whole_table(table))
        problems = [*whole, *self.problems]
        return Intake(table, self.rows, problems, self.problem_count + len(whole), self.faulty_rows, whole)

    def whole_table(self, table: Table) -> Iterator[Problem]:
        """What only the whole table shows."""
        for place, arm in enumerate(self.plan.arms):
            if not (table.arms == place).any():
                yield Problem(
                    0,
                    self.mapping.arm,
                    arm.code,
                    _("Nobody is in the group “%(group)s”.") % {"group": arm.label},
                    _("Check which values of the column mean which group."),
                    "empty_arm",
                )


def numbers_of(column: pa.Array) -> NDArray[np.float64]:
    """Numbers as they are; days as whole numbers from 1970-01-01."""
    if pa.types.is_date(column.type):
        column = column.cast(EPOCH_DAYS)
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False))


def check_used_once(mapping: Mapping) -> None:
    """One column cannot say two things."""
    used = [header for header in (mapping.unit, mapping.arm, *mapping.variables.values()) if header]
    if twice := sorted({header for header in used if used.count(header) > 1}):
        raise TableRefused(
            "column-used-twice",
            _("The column “%(column)s” was chosen for two things.") % {"column": twice[0]},
            _("Choose another column for one of them."),
        )


def take_in(
    path: Path,
    form: TableFormat,
    plan: Plan,
    mapping: Mapping,
    told: Callable[[int], None] | None = None,
    drawn: Drawn | None = None,
) -> Intake:
    """Read the whole table. `told(rows)` hears how many rows were read so far; `drawn(unit)` knows what the lottery
    said: the place of its arm, or None."""
    check_used_once(mapping)
    collector = Collector(plan, mapping, drawn=drawn)
    for batch in read(path, form, mapping.columns(plan)):
        collector.add(batch)
        if told:
            told(collector.rows)
    return collector.finish()
