"""Many cases at once: where each procedure stands, by when, and whom a new version of the pack touches."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.desks.engine.desk import Desk, Reading, TimeLimit
from labx.desks.engine.due_dates import Clock, clock_of
from labx.rules.columns import Column, Columns, evaluate_columns
from labx.rules.dated import Dated
from labx.rules.deadlines import Counting, DateRule, due
from labx.rules.expressions import Constant

RULED_OUT, APPLIES, OPEN = 0, 1, -1
NO_DAY = np.datetime64("NaT", "D")
EPOCH = datetime.date(1970, 1, 1).toordinal()
States = NDArray[np.int8]
Days = NDArray[np.datetime64]


@dataclass(frozen=True, slots=True)
class Standings:
    """By procedure: where it stands in each case, `(n_cases,)`, and its last day (NaT where there is none)."""

    states: Mapping[str, States]
    last_days: Mapping[str, Days]


@dataclass(frozen=True, slots=True)
class Impact:
    """What a new version does to one procedure: numbers of cases, and which they are (places in the columns)."""

    procedure: str
    begins: int
    ends: int
    opens: int
    is_settled: int
    moves: int
    cases: NDArray[np.int64]


def settle_columns(desk: Desk, columns: Columns, *, count: int) -> dict[str, Column]:
    """As `settle`, for many cases: what a question leaves out has the answer the pack says."""
    settled: dict[str, Column] = {}
    for name, question in desk.questions.items():
        column = columns[name]
        if question.asked_if is None:
            settled[name] = column
            continue
        gate = evaluate_columns(question.asked_if.expression, settled, count=count)
        makes_sense, shut = gate.known & gate.values, gate.known & ~gate.values
        if question.otherwise is None:
            settled[name] = Column(column.values, column.known & makes_sense)
        else:
            constant = Constant(question.otherwise, question.fact.type)
            filled = evaluate_columns(constant, {}, count=count).values
            settled[name] = Column(np.where(shut, filled, column.values), (column.known & makes_sense) | shut)
    return settled


def stand(desk: Desk, columns: Columns, *, count: int) -> Standings:
    """Say where each procedure stands in many cases, and its last day.

    Args:
        desk: the compiled pack.
        columns: a column for every fact of the desk (`columns_of`), each of length `count`.
        count: number of cases.

    Returns:
        For each procedure the states (1 applies, 0 ruled out, -1 may apply) and the earliest last day that may be told.
        Limits in hours are left to `plan`, which knows the zone of every moment: they have no day here.

    Raises:
        KeyError: a fact of the desk has no column.

    Assumes:
        As `plan`, without municipal holidays. Memory: about 10 bytes a procedure and case beside the columns.

    Source:
        As `plan`.

    Checked against:
        `plan`, case by case, on generated cases.

    Examples:
        >>> stand(Desk("desks/x", "1.0.0", {}, {}, (), {}), {}, count=3).states
        {}
    """
    settled = settle_columns(desk, columns, count=count)
    clocks = _clocks(desk, settled, count)
    states, last_days = {}, {}
    for name, procedure in desk.procedures.items():
        found = evaluate_columns(procedure.applies.expression, settled, count=count)
        states[name] = np.where(found.known, found.values, OPEN).astype(np.int8)
        days = _last_days(procedure.time_limits, settled, clocks, count)
        days[states[name] == RULED_OUT] = NO_DAY
        last_days[name] = days
    return Standings(states, last_days)


def impact(before: Standings, after: Standings) -> tuple[Impact, ...]:
    """Say whom a new version of a pack touches, and how.

    Args:
        before: standings of some cases under the old version.
        after: standings of the same cases under the new one.

    Returns:
        One entry a procedure that changes for at least one case: in how many it begins to apply, ceases to, becomes
        open, is settled, or keeps its state and moves its date. A procedure that one version lacks is ruled out there.

    Raises:
        Nothing.

    Assumes:
        A procedure keeps its name from version to version.

    Source:
        Our own.

    Checked against:
        `changes_between`, case by case, on generated cases.

    Examples:
        >>> nothing = Standings({}, {})
        >>> impact(nothing, nothing)
        ()
    """
    found = []
    for name in {**before.states, **after.states}:
        old, old_days = _of(before, name, after)
        new, new_days = _of(after, name, before)
        same_day = (old_days == new_days) | (np.isnat(old_days) & np.isnat(new_days))
        moved = (old == new) & ~same_day
        touched = np.flatnonzero((old != new) | moved)
        if len(touched):
            changed = old != new
            found.append(
                Impact(
                    procedure=name,
                    begins=_count(changed & (new == APPLIES) & (old == RULED_OUT)),
                    ends=_count(changed & (new == RULED_OUT)),
                    opens=_count(changed & (new == OPEN)),
                    is_settled=_count(changed & (new == APPLIES) & (old == OPEN)),
                    moves=_count(moved),
                    cases=touched,
                )
            )
    return tuple(found)


def _count(mask: NDArray[np.bool_]) -> int:
    return int(np.count_nonzero(mask))


def _of(standings: Standings, name: str, other: Standings) -> tuple[States, Days]:
    if name in standings.states:
        return standings.states[name], standings.last_days[name]
    absent = np.full_like(other.states[name], RULED_OUT)
    return absent, np.full(len(absent), NO_DAY)


def _clocks(desk: Desk, columns: Columns, count: int) -> list[tuple[NDArray[np.bool_], Clock]]:
    """Which cases go by which clock."""
    everywhere = np.ones(count, dtype=np.bool_)
    if not desk.region:
        return [(everywhere, clock_of(desk, {}, Dated(())))]
    column = columns[desk.region]
    clocks = []
    for region in desk.questions[desk.region].fact.type.options:
        chosen = column.known & (column.values == region)
        clocks.append((chosen, clock_of(desk, {desk.region: region}, Dated(()))))
        everywhere = everywhere & ~chosen
    return [*clocks, (everywhere, clock_of(desk, {}, Dated(())))]


def _last_days(
    limits: tuple[TimeLimit, ...], columns: Columns, clocks: list[tuple[NDArray[np.bool_], Clock]], count: int
) -> Days:
    earliest = np.full(count, NO_DAY)
    for limit in limits:
        holds = np.ones(count, dtype=np.bool_)
        if limit.applies:
            found = evaluate_columns(limit.applies.expression, columns, count=count)
            holds = found.known & found.values
        for reading in limit.readings if limit.shows_dates else ():
            if reading.rule.counting not in {Counting.HOURS, Counting.HOURS_BETWEEN}:
                starts, known = _starts(reading, columns, count)
                for chosen, clock in clocks:
                    places = np.flatnonzero(chosen & known & holds)
                    earliest[places] = np.fmin(earliest[places], _days_due(reading, starts[places], clock))
    return earliest


def _starts(reading: Reading, columns: Columns, count: int) -> tuple[Days, NDArray[np.bool_]]:
    starts: NDArray[Any] = np.full(count, NO_DAY)
    known = np.zeros(count, dtype=np.bool_)
    for name in reading.starts:
        column = columns[name]
        fresh = column.known & ~known
        starts[fresh] = column.values[fresh].astype("datetime64[D]")
        known = known | column.known
    return starts, known


def _days_due(reading: Reading, starts: Days, clock: Clock) -> Days:
    """Each day that occurs is counted once: there are few days and many cases."""
    days, places = np.unique(starts, return_inverse=True)
    counted = _counted(reading.rule, clock)
    since = np.fromiter((counted[day] for day in days.tolist()), dtype=np.int64, count=len(days))
    return since.astype("datetime64[D]")[places]


class _Counted(dict[datetime.date, int]):
    """Last days by first day, in days since 1970 as numpy keeps them, each counted when it is first asked for."""

    def __init__(self, rule: DateRule, clock: Clock) -> None:
        super().__init__()
        self.rule, self.clock = rule, clock

    def __missing__(self, day: datetime.date) -> int:
        self[day] = due(self.rule, day, work=self.clock.work, zone=self.clock.zone).last_day.toordinal() - EPOCH
        return self[day]


# Few days occur in many cases: some ten thousand of them a rule and region, at most.
_counted = lru_cache(maxsize=256)(_Counted)
