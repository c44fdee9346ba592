"""What can be proved of a pack: procedures reachable and not contradictory, questions of use, paths that end."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from labx.desks.engine.batch import APPLIES, RULED_OUT, Standings, impact, settle_columns, stand
from labx.desks.engine.desk import Desk
from labx.desks.engine.generated import facts_at, generated_columns, without
from labx.desks.engine.plans import plan
from labx.rules.calendar import WorkCalendar
from labx.rules.columns import Column, evaluate_columns
from labx.rules.deadlines import Counting, due
from labx.rules.expressions import facts_in
from labx.rules.zones import ZONES, Place

FIRST_DAY, LAST_DAY = datetime.date(2020, 1, 1), datetime.date(2040, 12, 31)
DAYS = tuple(FIRST_DAY + datetime.timedelta(days=place) for place in range((LAST_DAY - FIRST_DAY).days + 1))

FEW_CASES = 300


@dataclass(frozen=True, slots=True)
class Cases:
    """Generated cases that do not contradict themselves, with where each procedure stands in them."""

    columns: Mapping[str, Column]
    standings: Standings
    drawn: int
    kept: int


@dataclass(frozen=True, slots=True)
class Interviews:
    """How interviews went that answered every question put: how many there were, and the most questions in one."""

    held: int
    most_questions: int
    unsettled: tuple[str, ...]


def sound_cases(desk: Desk, *, count: int, seed: int) -> Cases:
    """Draw cases and set aside those that contradict themselves."""
    columns = generated_columns(desk, count=count, seed=seed)
    settled = settle_columns(desk, columns, count=count)
    sound = np.ones(count, dtype=np.bool_)
    for contradiction in desk.contradictions:
        found = evaluate_columns(contradiction.expression, settled, count=count)
        sound &= ~(found.known & found.values)
    kept = {name: Column(column.values[sound], column.known[sound]) for name, column in columns.items()}
    left = int(np.count_nonzero(sound))
    return Cases(kept, stand(desk, kept, count=left), count, left)


def unreachable(desk: Desk, cases: Cases) -> tuple[str, ...]:
    """Procedures that apply in none of the cases."""
    return tuple(name for name, states in cases.standings.states.items() if not np.any(states == APPLIES))


def never_ruled_out(desk: Desk, cases: Cases) -> tuple[str, ...]:
    """Procedures that have a condition and yet apply in every case."""
    return tuple(
        name
        for name, states in cases.standings.states.items()
        if any(facts_in(desk.procedures[name].applies.expression)) and not np.any(states == RULED_OUT)
    )


def together(desk: Desk, cases: Cases) -> tuple[tuple[str, str], ...]:
    """Pairs that exclude each other and apply in one case all the same."""
    states = cases.standings.states
    pairs = {
        tuple(sorted((name, other))) for name, procedure in desk.procedures.items() for other in procedure.excludes
    }
    return tuple(
        (one, other) for one, other in sorted(pairs) if np.any((states[one] == APPLIES) & (states[other] == APPLIES))
    )


def idle_questions(desk: Desk, cases: Cases) -> tuple[str, ...]:
    """Questions whose answer changes no plan: no standing, no day, no hour, no table."""
    used = set(_used_beyond_standings(desk))
    asked = [name for name, question in desk.questions.items() if name not in used and not question.is_given]
    few = min(cases.kept, FEW_CASES)
    # Most questions matter in one of a few cases; only for the others all are tried.
    doubtful = [name for name in asked if not _matters(desk, cases, name, few)]
    return tuple(name for name in doubtful if not _matters(desk, cases, name, cases.kept))


def _matters(desk: Desk, cases: Cases, name: str, count: int) -> bool:
    columns = {key: Column(column.values[:count], column.known[:count]) for key, column in cases.columns.items()}
    before = stand(desk, columns, count=count)
    return bool(impact(before, stand(desk, without(columns, name, seed=len(name)), count=count)))


def _used_beyond_standings(desk: Desk) -> Iterator[str]:
    for table in desk.tables.values():
        yield from (table.day, *facts_in(table.key_expression))
    if desk.region:
        yield desk.region
    for procedure in desk.procedures.values():
        for limit in procedure.time_limits:
            for reading in limit.readings if limit.shows_dates else ():
                if reading.rule.counting in {Counting.HOURS, Counting.HOURS_BETWEEN}:
                    yield from reading.starts


def interviews(desk: Desk, cases: Cases, *, count: int) -> Interviews:
    """Hold interviews that answer the first question each time, and see that they end with nothing open."""
    held = min(count, cases.kept)
    most = 0
    unsettled: set[str] = set()
    for place in range(held):
        full = facts_at(desk, cases.columns, place)
        answers = {name: value for name, value in full.items() if desk.questions[name].is_given}
        asked = 0
        while questions := plan(desk, answers).questions:
            name = questions[0].fact
            answers[name] = full[name]
            asked += 1
        most = max(most, asked)
        unsettled.update(step.procedure.name for step in plan(desk, answers).open_steps)
    return Interviews(held, most, tuple(sorted(unsettled)))


def rules_without_a_date(desk: Desk) -> Iterator[tuple[str, datetime.date]]:
    """Time limits whose rule gives no date for some day of 2020 to 2040."""
    rules = {
        reading.rule: name
        for name, procedure in desk.procedures.items()
        for limit in procedure.time_limits
        for reading in limit.readings
    }
    for rule, name in rules.items():
        for day in DAYS:
            found = due(rule, day, work=WorkCalendar(), zone=ZONES[Place.MAINLAND])
            if found.last_day < day:
                yield name, day
                break


def gaps(desk: Desk) -> Iterator[tuple[str, str, datetime.date]]:
    """Rows of tables that say nothing for some day of 2020 to 2040, not even that it is unknown."""
    for table in desk.tables.values():
        for code, row in table.rows.items():
            missing = next((day for day in DAYS if not any(period.holds_on(day) for period in row.periods)), None)
            if missing:
                yield table.name, code, missing


def codes_without_a_row(desk: Desk) -> Iterator[tuple[str, str]]:
    """Codes that the key of a table can give and no row answers."""
    for table in desk.tables.values():
        for code in table.key_expression.type.options:
            if code not in table.rows:
                yield table.name, code
