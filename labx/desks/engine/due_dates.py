"""The dates of a procedure, for what is known of a case."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from labx.desks.engine.desk import Desk, Limit, Procedure, Reading, TimeLimit
from labx.rules.calendar import REGIONS, WorkCalendar
from labx.rules.dated import Dated
from labx.rules.deadlines import Due, due
from labx.rules.facts import Facts
from labx.rules.zones import ZONES, Place


@dataclass(frozen=True, slots=True)
class DatedReading:
    """One reading of a time limit with the date it gives and the fact it counts from."""

    due: Due
    start: str
    source: str


@dataclass(frozen=True, slots=True)
class DueDate:
    """A time limit of a case. `shown` is the earliest reading, None where no date may be told or its start is unknown.

    `others` are the later dates that other sources give. `place` is its place among the procedure's time limits.
    """

    place: int
    limit: Limit
    grade: str
    source: str
    shown: DatedReading | None
    others: tuple[DatedReading, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """Whose working days and whose legal time count."""

    work: WorkCalendar
    zone: datetime.tzinfo


def clock_of(desk: Desk, facts: Facts, municipal: Dated[tuple[int, int]]) -> Clock:
    """Whose working days and legal time count in a case; `municipal` is the holiday of a municipality, if known."""
    region = str(facts.get(desk.region, ""))
    work = WorkCalendar(region if region in REGIONS else "", municipal)
    return Clock(work, ZONES[Place(region)] if region in ZONES else ZONES[Place.MAINLAND])


def due_dates(procedure: Procedure, facts: Facts, clock: Clock) -> tuple[DueDate, ...]:
    """Give the dates of a procedure.

    Args:
        procedure: with its time limits.
        facts: what holds in the case.
        clock: working days and legal time of the place.

    Returns:
        One entry a time limit that holds or may hold, in the order of the pack. Of several readings the earliest is
        shown, the others stand beside it. No date where the grade is too low, no rule is known, or it is not known
        whether it holds or from when it counts (then `missing`).

    Raises:
        Nothing.

    Assumes:
        Of the starts of a reading the first known one counts, so a pack puts the most particular first.

    Source:
        Our own rule: where sources differ, the earlier date harms nobody.

    Checked against:
        labx/desks/engine/tests/slow_plan.py, which counts days one by one, on generated cases.

    Examples:
        >>> from labx.rules.deadlines import Counting, DateRule
        >>> from labx.rules.explanation import Rule
        >>> from labx.rules.expressions import BOOL, Constant
        >>> from labx.desks.engine.desk import Phase
        >>> reading = Reading(("died",), DateRule(Counting.DAYS, 90), "guide")
        >>> limit = TimeLimit(Limit.EXPIRY, "A", "guide", (reading,))
        >>> always = Rule.of("refund", "guide", Constant(True, BOOL))
        >>> refund = Procedure("refund", 0, Phase.MONTHS, always, "A", (limit,))
        >>> clock = Clock(WorkCalendar(), datetime.UTC)
        >>> due_dates(refund, {"died": datetime.date(2024, 3, 15)}, clock)[0].shown.due.by.isoformat()
        '2024-06-13'
    """
    return tuple(
        _due_date(place, limit, facts, clock)
        for place, limit in enumerate(procedure.time_limits)
        if limit.applies is None or limit.applies.holds(facts) is not False
    )


def _due_date(place: int, limit: TimeLimit, facts: Facts, clock: Clock) -> DueDate:
    if not limit.shows_dates:
        return DueDate(place, limit.limit, limit.grade, limit.source, None)
    if limit.applies and (open_facts := limit.applies.explain(facts).missing):
        return DueDate(place, limit.limit, limit.grade, limit.source, None, (), open_facts)
    found = sorted(_dated(limit, facts, clock), key=lambda reading: reading.due.last_day)
    missing = tuple(dict.fromkeys(name for reading in limit.readings for name in _missing(reading, facts)))
    shown, others = (found[0], tuple(found[1:])) if found else (None, ())
    return DueDate(place, limit.limit, limit.grade, limit.source, shown, others, missing)


def _dated(limit: TimeLimit, facts: Facts, clock: Clock) -> Iterator[DatedReading]:
    for reading in limit.readings:
        start = next((name for name in reading.starts if name in facts), None)
        if start is not None:
            event = facts[start]
            assert isinstance(event, datetime.date)  # noqa: S101 - the pack was checked
            yield DatedReading(due(reading.rule, event, work=clock.work, zone=clock.zone), start, reading.source)


def _missing(reading: Reading, facts: Facts) -> Iterator[str]:
    """The starts that would count before the one that does."""
    for name in reading.starts:
        if name in facts:
            return
        yield name
