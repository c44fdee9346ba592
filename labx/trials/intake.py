"""From an uploaded table to people in two arms: every row checked, nothing guessed, all problems told at once."""

import hashlib
from collections.abc import Iterator
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
from labx.trials.analysis import People
from labx.trials.plan import Plan

LISTED = 100
UNIT, ARM = "__unit", "__arm"


@dataclass(frozen=True)
class Mapping:
    """Which column says what. `arms` gives the plan's arm for each value of the arm column; `unit` may be empty."""

    unit: str
    arm: str
    arms: dict[str, str]
    variables: dict[str, str]
    leave_out_faulty: bool = False

    def columns(self) -> list[Column]:
        unit = [Column(UNIT, self.unit, "text")] if self.unit else []
        variables = [Column(code, header, "number", required=False) for code, header in self.variables.items()]
        return [*unit, Column(ARM, self.arm, "text"), *variables]


@dataclass
class Intake:
    """What came out of a table: the people, and what was wrong with the rows left out."""

    people: People
    rows: int
    problems: list[Problem]
    problem_count: int
    faulty_rows: int
    whole: list[Problem]

    def must_stop(self, mapping: Mapping) -> bool:
        """A fault of the whole table always stops the import; faulty rows do unless they were to be left out."""
        return bool(self.whole) or (self.faulty_rows > 0 and not mapping.leave_out_faulty)


@dataclass
class Seen:
    """Everyone read so far: sorted hashes, with the row and the arm in which each first stood. 17 bytes a person.

    Two of five million people share a 64-bit hash less than once in a million tables.
    """

    keys: NDArray[np.uint64] = field(default_factory=lambda: np.empty(0, np.uint64))
    rows: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    arms: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, np.bool_))

    def first_of(
        self, units: list[str], rows: NDArray[np.int64], arms: NDArray[np.bool_]
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The row and the arm in which each of these people first stood; whoever is new is added."""
        hashed = b"".join(hashlib.blake2b(unit.encode(), digest_size=8).digest() for unit in units)
        keys = np.frombuffer(hashed, np.uint64)
        different, first = np.unique(keys, return_index=True)
        is_new = ~np.isin(different, self.keys, assume_unique=True)
        places, added = np.searchsorted(self.keys, different[is_new]), first[is_new]
        self.rows = np.insert(self.rows, places, rows[added])
        self.arms = np.insert(self.arms, places, arms[added])
        self.keys = np.insert(self.keys, places, keys[added])
        found = np.searchsorted(self.keys, keys)
        return self.rows[found], self.arms[found]


@dataclass
class Collector:
    """Gathers batches, keeping numbers as arrays and people's codes only as hashes."""

    plan: Plan
    mapping: Mapping
    rows: int = 0
    faulty_rows: int = 0
    problem_count: int = 0
    problems: list[Problem] = field(default_factory=list)
    tried: list[NDArray[np.bool_]] = field(default_factory=list)
    values: dict[str, list[NDArray[np.float64]]] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)

    def add(self, batch: Batch) -> None:
        good = ~batch.faulty
        arms = self.arms(batch, good)
        if self.mapping.unit:
            self.check_people(batch, arms, good)
        self.rows += len(batch)
        self.faulty_rows += int((~good).sum())
        for problem in batch.problems:
            self.tell(problem)
        self.problem_count += batch.unlisted
        self.tried.append(arms[good])
        for code in self.mapping.variables:
            column = batch.columns.column(code).cast(pa.float64())
            self.values.setdefault(code, []).append(column.to_numpy(zero_copy_only=False)[good])

    def tell(self, problem: Problem) -> None:
        self.problem_count += 1
        if len(self.problems) < LISTED:
            self.problems.append(problem)

    def arms(self, batch: Batch, good: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Whether each row is in the tried arm; rows with an unknown arm are marked as not good."""
        texts = batch.columns.column(ARM)
        tried_values = [value for value, arm in self.mapping.arms.items() if arm == self.plan.tried_arm]
        known = flags(pc.is_in(texts, pa.array(list(self.mapping.arms), pa.string())))
        for place in np.flatnonzero(good & ~known):
            self.tell(self.unknown_arm(batch, int(place), texts[int(place)].as_py()))
        good &= known
        return flags(pc.is_in(texts, pa.array(tried_values, pa.string())))

    def unknown_arm(self, batch: Batch, place: int, value: Any) -> Problem:
        return Problem(
            int(batch.row_numbers[place]),
            self.mapping.arm,
            str(value),
            _("This value is not one of the groups you named."),
            _("Say which group it means, or mend the row. Groups named: %(values)s.")
            % {"values": ", ".join(self.mapping.arms)},
            "unknown_arm",
        )

    def check_people(self, batch: Batch, arms: NDArray[np.bool_], good: NDArray[np.bool_]) -> None:
        """Nobody may stand twice; standing in both arms is told apart, because it breaks the comparison."""
        places = np.flatnonzero(good)
        units = batch.columns.column(UNIT).take(pa.array(places)).to_pylist()
        rows = np.asarray(batch.row_numbers[places], np.int64)
        first_rows, first_arms = self.seen.first_of(units, rows, arms[places])
        for which in np.flatnonzero(first_rows != rows):
            place = places[which]
            good[place] = False
            same_arm = bool(first_arms[which] == arms[place])
            self.tell(self.repeated(int(rows[which]), units[which], int(first_rows[which]), same_arm=same_arm))

    def repeated(self, row: int, unit: str, first_row: int, *, same_arm: bool) -> Problem:
        if same_arm:
            message = _("This person already stands in row %(row)s.") % {"row": first_row}
            code = "repeated_person"
        else:
            message = _("This person already stands in row %(row)s, in the other group.") % {"row": first_row}
            code = "two_arms"
        return Problem(row, self.mapping.unit, unit, message, _("Keep one row for each person."), code)

    def finish(self) -> Intake:
        tried = np.concatenate([np.empty(0, dtype=bool), *self.tried])
        people = People(tried, {code: np.concatenate(parts) for code, parts in self.values.items()})
        whole = list(self.whole_table(people))
        return Intake(
            people, self.rows, [*whole, *self.problems], self.problem_count + len(whole), self.faulty_rows, whole
        )

    def whole_table(self, people: People) -> Iterator[Problem]:
        """What only the whole table shows."""
        for arm, label, count in (
            (self.plan.tried_arm, self.plan.tried_label, int(people.is_tried.sum())),
            (self.plan.comparison_arm, self.plan.comparison_label, int((~people.is_tried).sum())),
        ):
            if count == 0:
                yield Problem(
                    0,
                    self.mapping.arm,
                    arm,
                    _("Nobody is in the group “%(group)s”.") % {"group": label},
                    _("Check which values of the column mean which group."),
                    "empty_arm",
                )


def check_used_once(mapping: Mapping) -> None:
    """One column cannot say two things."""
    used = [header for header in (mapping.unit, mapping.arm, *mapping.variables.values()) if header]
    if twice := sorted({header for header in used if used.count(header) > 1}):
        raise TableRefused(
            "column-used-twice",
            _("The column “%(column)s” was chosen for two things.") % {"column": twice[0]},
            _("Choose another column for one of them."),
        )


def flags(array: Any) -> NDArray[np.bool_]:
    return np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)


def take_in(path: Path, form: TableFormat, plan: Plan, mapping: Mapping, told: Any = None) -> Intake:
    """Read the whole table. `told(rows)` hears how many rows were read so far."""
    check_used_once(mapping)
    collector = Collector(plan, mapping)
    for batch in read(path, form, mapping.columns()):
        collector.add(batch)
        if told:
            told(collector.rows)
    return collector.finish()
