"""Places of time at a counter: when it receives by appointment, and what is still free."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from labx.rules.calendar import WorkCalendar
from labx.rules.errors import RuleRefused
from labx.rules.zones import Place, legal_moment

Span = tuple[datetime.time, datetime.time]
Days = tuple[datetime.date, datetime.date]


@dataclass(frozen=True, slots=True)
class Hours:
    """When a counter receives by appointment.

    `by_weekday`: spans of clock time, Monday is 0. `minutes`: how long one appointment is. `places`: how many people
    are received at once. `closed`: first and last day of each time in which it is closed. `place`: whose legal time
    its clock shows. `work`: the holidays of that place; nobody is received on them.
    """

    by_weekday: Mapping[int, tuple[Span, ...]]
    minutes: int
    places: int
    closed: tuple[Days, ...] = ()
    place: Place = Place.MAINLAND
    work: WorkCalendar = field(default_factory=WorkCalendar)


def is_closed(hours: Hours, day: datetime.date) -> bool:
    """Say whether nobody is received on a day, whatever its weekday.

    Args:
        hours: when the counter receives.
        day: civil day of the place of the counter.

    Returns:
        Whether it is one of the closed days or a holiday of the place.

    Raises:
        Nothing.

    Assumes:
        Holidays are those of `hours.work`; a municipal one that it does not know is a day like any other.

    Source:
        Our own rule. Holidays: Código do Trabalho, articles 234 and 235, as kept by the `holidays` library.

    Checked against:
        labx/desks/engine/tests/test_openings.py, by hand.

    Examples:
        >>> is_closed(Hours({}, minutes=45, places=1), datetime.date(2026, 12, 1))
        True
        >>> is_closed(Hours({}, minutes=45, places=1), datetime.date(2026, 12, 2))
        False
    """
    return any(first <= day <= last for first, last in hours.closed) or hours.work.is_holiday(day)


def receives_at(hours: Hours, begins: datetime.datetime) -> bool:
    """Say whether an appointment still fits into the hours, which may have changed since it was made.

    Args:
        hours: when the counter receives now.
        begins: day and clock time of the place of the counter, without a zone.

    Returns:
        Whether the counter is open that day and one of its spans holds the whole length of an appointment from then.
        It need not begin when appointments begin now.

    Raises:
        Nothing.

    Assumes:
        The appointment lasts `hours.minutes`, as those made now do.

    Source:
        Our own rule: who was promised an hour keeps it as long as somebody is there to receive them.

    Checked against:
        labx/desks/engine/tests/test_openings.py: by hand, and every moment of `moments_of`.

    Examples:
        >>> morning = Hours({0: ((datetime.time(9), datetime.time(10)),)}, minutes=30, places=1)
        >>> receives_at(morning, datetime.datetime(2026, 11, 30, 9, 20))
        True
        >>> receives_at(morning, datetime.datetime(2026, 11, 30, 9, 40))
        False
    """
    day, length = begins.date(), datetime.timedelta(minutes=hours.minutes)
    if is_closed(hours, day):
        return False
    spans = hours.by_weekday.get(day.weekday(), ())
    return any(
        datetime.datetime.combine(day, first) <= begins and begins + length <= datetime.datetime.combine(day, last)
        for first, last in spans
    )


def moments_of(hours: Hours, day: datetime.date) -> tuple[datetime.datetime, ...]:
    """Give the moments at which an appointment can begin on one day.

    Args:
        hours: when the counter receives; each span begins a new row of appointments, one after the other.
        day: civil day of the place of the counter.

    Returns:
        Moments with their zone, the earliest first: those whose whole length fits into a span. Empty on a day without
        hours, on a closed day and on a holiday. An hour that no clock shows, because clocks went forward, is left out.

    Raises:
        Nothing.

    Assumes:
        Spans of one day do not overlap. A Saturday or Sunday with hours is a day like any other; a holiday never is.

    Source:
        Our own rule. Holidays: Código do Trabalho, articles 234 and 235, as kept by the `holidays` library.

    Checked against:
        labx/desks/engine/tests/test_openings.py: by hand, and against counting every minute of random days.

    Examples:
        >>> morning = (datetime.time(9, 30), datetime.time(11))
        >>> one = Hours({0: (morning,)}, minutes=45, places=1)
        >>> [f"{at:%H:%M}" for at in moments_of(one, datetime.date(2026, 11, 30))]
        ['09:30', '10:15']
        >>> moments_of(one, datetime.date(2026, 12, 1))
        ()
    """
    if is_closed(hours, day):
        return ()
    length = datetime.timedelta(minutes=hours.minutes)
    found = []
    for begins, ends in sorted(hours.by_weekday.get(day.weekday(), ())):
        at, last = datetime.datetime.combine(day, begins), datetime.datetime.combine(day, ends) - length
        while at <= last:
            with suppress(RuleRefused):
                found.append(legal_moment(day, at.time(), hours.place))
            at += length
    return tuple(found)


def free_moments(
    hours: Hours, days: Iterable[datetime.date], taken: Iterable[datetime.datetime], *, after: datetime.datetime
) -> dict[datetime.datetime, int]:
    """Give how many places are left at each moment at which an appointment can begin.

    Args:
        hours: when the counter receives.
        days: civil days of the place of the counter.
        taken: moments, with their zone, at which appointments begin that were made already, in any order and also
            outside the hours; each lasts as long as any other.
        after: moment with its zone; what begins then or before is left out.

    Returns:
        Number of places by moment, the earliest first. Moments without a place left are not in it. Every appointment
        that overlaps takes a place, so two that lie one after the other inside one moment take two.

    Raises:
        Nothing.

    Assumes:
        The appointments of `taken` last `hours.minutes` each: where the length was changed since, they are counted
        with the new one.

    Source:
        Our own rule: two people never get one place of time.

    Checked against:
        labx/desks/engine/tests/test_openings.py: counting every minute of random days.

    Examples:
        >>> one = Hours({0: ((datetime.time(9), datetime.time(10)),)}, minutes=30, places=1)
        >>> monday = datetime.date(2026, 11, 30)
        >>> first, second = moments_of(one, monday)
        >>> early = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
        >>> free_moments(one, [monday], [first], after=early) == {second: 1}
        True
    """
    made = sorted(one.astimezone(datetime.UTC) for one in taken)
    length = datetime.timedelta(minutes=hours.minutes)
    free = {}
    for day in days:
        for at in moments_of(hours, day):
            moment = at.astimezone(datetime.UTC)
            overlapping = bisect_left(made, moment + length) - bisect_right(made, moment - length)
            if at > after and overlapping < hours.places:
                free[at] = hours.places - overlapping
    return free
