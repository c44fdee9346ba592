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
from labx.core.tables.schema import Batch, Column, Problem
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
    seen: dict[bytes, tuple[int, bool]] = field(default_factory=dict)

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
        units = batch.columns.column(UNIT).to_pylist()
        for place in np.flatnonzero(good):
            key = hashlib.blake2b(units[place].encode(), digest_size=16).digest()
            row, is_tried = int(batch.row_numbers[place]), bool(arms[place])
            first = self.seen.setdefault(key, (row, is_tried))
            if first[0] != row:
                good[place] = False
                self.tell(self.repeated(row, units[place], first[0], same_arm=first[1] == is_tried))

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


def flags(array: Any) -> NDArray[np.bool_]:
    return np.asarray(array.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)


def take_in(path: Path, form: TableFormat, plan: Plan, mapping: Mapping, told: Any = None) -> Intake:
    """Read the whole table. `told(rows)` hears how many rows were read so far."""
    collector = Collector(plan, mapping)
    for batch in read(path, form, mapping.columns()):
        collector.add(batch)
        if told:
            told(collector.rows)
    return collector.finish()
