"""Places of time: by hand, and against counting every minute."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from labx.desks.engine.openings import Hours, free_moments, moments_of, receives_at
from labx.rules.calendar import WorkCalendar
from labx.rules.dated import Dated, Period
from labx.rules.zones import ZONES, Place

MONDAY = dt.date(2026, 11, 30)
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
MORNING, AFTERNOON = (dt.time(9), dt.time(10, 30)), (dt.time(14), dt.time(15))
BOTH = Hours({0: (AFTERNOON, MORNING)}, minutes=30, places=2)


def clocks(moments):
    return [f"{at:%H:%M}" for at in moments]


def test_each_span_begins_anew_and_only_what_fits_whole_is_given():
    assert clocks(moments_of(BOTH, MONDAY)) == ["09:00", "09:30", "10:00", "14:00", "14:30"]
    assert clocks(moments_of(Hours(BOTH.by_weekday, 45, 1), MONDAY)) == ["09:00", "09:45", "14:00"]
    assert moments_of(Hours({0: (MORNING,)}, 91, 1), MONDAY) == ()
    assert moments_of(BOTH, MONDAY + dt.timedelta(days=1)) == ()  # no hours on Tuesdays


def test_an_hour_that_was_promised_stands_while_the_hours_hold_all_of_it():
    def at(hour, minute=0, day=MONDAY):
        return dt.datetime.combine(day, dt.time(hour, minute))

    assert receives_at(BOTH, at(9)) and receives_at(BOTH, at(10)) and receives_at(BOTH, at(14, 20))
    assert not receives_at(BOTH, at(10, 1))  # 10:01 + 30 minutes > 10:30
    assert not receives_at(BOTH, at(8, 59)) and not receives_at(BOTH, at(12))
    assert not receives_at(BOTH, at(9, day=MONDAY + dt.timedelta(days=1)))  # no hours on Tuesdays
    assert not receives_at(Hours(BOTH.by_weekday, 30, 2, closed=((MONDAY, MONDAY),)), at(9))
    assert all(receives_at(BOTH, one.replace(tzinfo=None)) for one in moments_of(BOTH, MONDAY))


def test_nobody_is_received_on_closed_days_and_holidays():
    every_day = dict.fromkeys(range(7), (MORNING,))
    closed = Hours(every_day, 30, 1, closed=((dt.date(2026, 12, 24), dt.date(2026, 12, 26)),))
    found = [day for day in range(20, 32) if moments_of(closed, dt.date(2026, 12, day))]
    assert found == [20, 21, 22, 23, 27, 28, 29, 30, 31]  # the 25th is a holiday besides
    june = Period((6, 13), None, None)
    lisbon = Hours(every_day, 30, 1, work=WorkCalendar("", Dated((june,))))
    assert not moments_of(lisbon, dt.date(2026, 6, 13)) and moments_of(closed, dt.date(2026, 6, 13))
    azores = Hours(every_day, 30, 1, place=Place.AZORES, work=WorkCalendar("azores"))
    assert not moments_of(azores, dt.date(2026, 5, 25))  # Monday of the Holy Spirit


def test_the_clock_is_that_of_the_place_and_an_hour_that_never_was_is_left_out():
    azores = Hours({6: ((dt.time(0), dt.time(2)),)}, 60, 1, place=Place.AZORES)
    forward = dt.date(2026, 3, 29)  # at midnight of this Sunday clocks went to one
    assert [at.astimezone(dt.UTC).hour for at in moments_of(azores, forward)] == [1]
    assert clocks(moments_of(azores, forward)) == ["01:00"]


def test_what_is_taken_past_or_overlapped_is_not_free():
    nine, half_past, ten, *_later = moments_of(BOTH, MONDAY)
    free = free_moments(BOTH, [MONDAY], [nine, nine, half_past], after=LONG_AGO)
    assert nine not in free and free[half_past] == 1 and free[ten] == 2
    between = nine + dt.timedelta(minutes=15)  # made by staff, outside the rows
    crossed = free_moments(BOTH, [MONDAY], [between], after=LONG_AGO)
    assert (crossed[nine], crossed[half_past], crossed[ten]) == (1, 1, 2)
    assert clocks(free_moments(BOTH, [MONDAY], [], after=ten)) == ["14:00", "14:30"]


AT = st.integers(0, 24 * 60 - 1)


@given(st.lists(AT, max_size=12), st.integers(1, 3), st.integers(15, 90), AT, AT)
def test_it_agrees_with_counting_every_minute(taken, places, minutes, first, last):
    """Of the appointments that overlap, each takes a place of its own."""
    begins, ends = sorted((first, last))
    span = (dt.time(begins // 60, begins % 60), dt.time(ends // 60, ends % 60))
    hours = Hours({0: (span,)}, minutes, places)
    midnight = dt.datetime.combine(MONDAY, dt.time(), tzinfo=ZONES[Place.MAINLAND])
    made = [midnight + dt.timedelta(minutes=one) for one in taken]
    free = free_moments(hours, [MONDAY], made, after=LONG_AGO)
    expected = {}
    for start in range(begins, ends - minutes + 1, minutes):
        own = set(range(start, start + minutes))
        left = places - sum(bool(own & set(range(one, one + minutes))) for one in taken)
        if left > 0:
            expected[midnight + dt.timedelta(minutes=start)] = left
    assert free == expected
