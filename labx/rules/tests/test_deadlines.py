"""Dates: the published ones, counted by hand, and day by day over twenty years."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.rules.calendar import (
    Coverage,
    WorkCalendar,
    add_months,
    add_working_days,
    end_of_month,
    next_working_day,
)
from labx.rules.dated import Dated, Period
from labx.rules.deadlines import Counting, DateRule, checked_rule, due
from labx.rules.errors import RuleRefused
from labx.rules.moments import days_between, months_between, years_between
from labx.rules.zones import ZONES, Place, legal_moment

LISBON = ZONES[Place.MAINLAND]
NATIONAL = WorkCalendar()
DAY = datetime.timedelta(days=1)
TWENTY_YEARS = [datetime.date(2020, 1, 1) + place * DAY for place in range(7671)]

STAMP_DUTY = DateRule(Counting.END_OF_MONTH, 3)
REFUND = DateRule(Counting.DAYS, 90)
DEATH_SUBSIDY = DateRule(Counting.DAYS, 180)
FUNERAL_ALLOWANCE = DateRule(Counting.MONTHS_FROM_NEXT_FIRST, 6)


def date_of(rule, day):
    return due(rule, day, work=NATIONAL, zone=LISBON).by


# Death; end of the third month that follows; 90 days; 180 days; six full months from the first of the next.
TABLE = """
2024-03-15 2024-06-30 2024-06-13 2024-09-11 2024-09-30
2022-12-05 2023-03-31 2023-03-05 2023-06-03 2023-06-30
2025-02-10 2025-05-31 2025-05-11 2025-08-09 2025-08-31
2023-11-30 2024-02-29 2024-02-28 2024-05-28 2024-05-31
2025-01-31 2025-04-30 2025-05-01 2025-07-30 2025-07-31
2025-04-01 2025-07-31 2025-06-30 2025-09-28 2025-10-31
"""


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_the_dates_computed_by_hand(row):
    death, *expected = (datetime.date.fromisoformat(text) for text in row.split())
    rules = (STAMP_DUTY, REFUND, DEATH_SUBSIDY, FUNERAL_ALLOWANCE)
    assert [date_of(rule, death) for rule in rules] == expected


def test_ninety_days_are_late_exactly_for_deaths_on_31_january_of_years_that_are_not_leap_years():
    late = [day for day in TWENTY_YEARS if date_of(REFUND, day) > date_of(STAMP_DUTY, day)]
    assert {(day.month, day.day) for day in late} == {(1, 31)}
    assert {day.year for day in late} == {year for year in range(2020, 2041) if year % 4}


def last_day_counted(day, months):
    """Walk on, day by day, until the month has changed `months + 1` times; the day before is the end."""
    changes = 0
    while changes <= months:
        day += DAY
        changes += day.day == 1
    return day - DAY


def test_every_day_of_twenty_years_counted_day_by_day():
    for day in TWENTY_YEARS[::3]:
        assert date_of(STAMP_DUTY, day) == last_day_counted(day, 3)
        assert date_of(FUNERAL_ALLOWANCE, day) == last_day_counted(day, 6)
        assert (
            date_of(REFUND, day).toordinal()
            == day.toordinal() + 90
            == day.toordinal() + days_between(day, date_of(REFUND, day))
        )


def test_months_end_where_the_month_is_too_short():
    assert add_months(datetime.date(2024, 1, 31), 1) == datetime.date(2024, 2, 29)
    assert add_months(datetime.date(2023, 11, 30), 3) == datetime.date(2024, 2, 29)
    assert date_of(DateRule(Counting.MONTHS, 3), datetime.date(2024, 12, 15)) == datetime.date(2025, 3, 15)
    assert date_of(DateRule(Counting.YEARS, 20), datetime.date(2024, 2, 29)) == datetime.date(2044, 2, 29)
    assert date_of(DateRule(Counting.YEARS, 1), datetime.date(2024, 2, 29)) == datetime.date(2025, 2, 28)
    assert end_of_month(datetime.date(2024, 2, 1)) == datetime.date(2024, 2, 29)


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)), st.integers(0, 300))
def test_whole_months_that_have_passed_undo_the_count(day, months):
    later = add_months(day, months)
    passed = months_between(day, later)
    assert passed == months or (passed == months - 1 and later == end_of_month(later))
    assert years_between(day, later) == months_between(day, later) // 12


def test_working_days_leave_out_weekends_and_holidays():
    # Thursday 28 March 2024; Good Friday; weekend; then Monday to Thursday are the first four working days.
    assert add_working_days(datetime.date(2024, 3, 28), 4, NATIONAL) == datetime.date(2024, 4, 4)
    ten = DateRule(Counting.WORKING_DAYS, 10)
    assert date_of(ten, datetime.date(2024, 12, 20)) == datetime.date(2025, 1, 7)  # without 25 December and 1 January


def test_a_term_that_ends_on_no_working_day_keeps_its_date_and_notes_the_next():
    rolling = DateRule(Counting.DAYS, 90, rolls_over=True)
    found = due(
        rolling, datetime.date(2024, 3, 10), work=NATIONAL, zone=LISBON
    )  # Saturday 8 June; Monday 10 June holiday
    assert (found.by, found.rolled_to) == (datetime.date(2024, 6, 8), datetime.date(2024, 6, 11))
    working = due(rolling, datetime.date(2024, 3, 15), work=NATIONAL, zone=LISBON)
    assert (working.by, working.rolled_to) == (datetime.date(2024, 6, 13), None)


def test_regions_and_municipalities_have_holidays_of_their_own():
    azores_day, madeira_day = datetime.date(2026, 5, 25), datetime.date(2026, 7, 1)
    saint_anthony = Dated.of([Period((6, 13), datetime.date(2000, 1, 1))], name="Lisboa")
    lisbon = WorkCalendar(municipal=saint_anthony)
    assert NATIONAL.is_working(azores_day) and not WorkCalendar("azores").is_working(azores_day)
    assert NATIONAL.is_working(madeira_day) and not WorkCalendar("madeira").is_working(madeira_day)
    assert NATIONAL.is_working(datetime.date(2024, 6, 13)) and not lisbon.is_working(datetime.date(2024, 6, 13))
    assert next_working_day(datetime.date(2024, 6, 13), lisbon) == datetime.date(2024, 6, 14)
    assert [calendar.coverage for calendar in (NATIONAL, WorkCalendar("azores"), lisbon)] == [*Coverage]


def test_hours_are_elapsed_hours_also_when_clocks_change():
    # Clocks go back on 27 October 2024: 48 hours end one hour earlier on the clock.
    death = legal_moment(datetime.date(2024, 10, 26), datetime.time(10), Place.MAINLAND)
    found = due(DateRule(Counting.HOURS, 48), death, work=NATIONAL, zone=LISBON)
    assert found.by.isoformat() == "2024-10-28T09:00:00+00:00"
    assert (found.opens, found.hour_assumed) == (None, False)
    assert found.last_day == datetime.date(2024, 10, 28)


def test_without_the_hour_each_end_is_the_strict_one():
    burial = DateRule(Counting.HOURS_BETWEEN, 72, not_before=24)
    found = due(burial, datetime.date(2024, 3, 15), work=NATIONAL, zone=LISBON)
    assert found.opens.isoformat() == "2024-03-17T00:00:00+00:00"
    assert found.by.isoformat() == "2024-03-18T00:00:00+00:00"
    assert found.hour_assumed
    known = due(burial, datetime.datetime(2024, 3, 15, 18, tzinfo=LISBON), work=NATIONAL, zone=LISBON)
    assert (known.opens.isoformat(), known.by.isoformat()) == (
        "2024-03-16T18:00:00+00:00",
        "2024-03-18T18:00:00+00:00",
    )


def test_the_day_of_a_death_is_that_of_the_place():
    azores = legal_moment(datetime.date(2024, 3, 31), datetime.time(23, 30), Place.AZORES)
    assert date_of(STAMP_DUTY, azores) == datetime.date(2024, 6, 30)
    assert azores.astimezone(LISBON).date() == datetime.date(2024, 4, 1)


def test_a_window_by_the_year():
    income_tax = DateRule(Counting.YEARLY, 1, opens="04-01", closes="06-30")
    found = due(income_tax, datetime.date(2024, 12, 31), work=NATIONAL, zone=LISBON)
    assert (found.opens, found.by) == (datetime.date(2025, 4, 1), datetime.date(2025, 6, 30))


def test_every_hour_of_four_years_is_shown_by_a_clock_or_refused():
    refused = []
    for place in Place:
        for day in TWENTY_YEARS[: 4 * 365 + 1 : 1]:
            for hour in (0, 1, 2):
                try:
                    moment = legal_moment(day, datetime.time(hour, 30), place)
                except RuleRefused:
                    refused.append((place, day.month, hour))
                else:
                    assert moment.astimezone(datetime.UTC).astimezone(ZONES[place]).hour == hour
    # Clocks go forward at 1:00 UTC in March: at 1 o'clock on the mainland and Madeira, at midnight in the Azores.
    assert sorted(set(refused)) == [(Place.AZORES, 3, 0), (Place.MADEIRA, 3, 1), (Place.MAINLAND, 3, 1)]
    assert len(refused) == 3 * 4


def test_the_hour_that_comes_twice_is_the_first():
    twice = legal_moment(datetime.date(2024, 10, 27), datetime.time(1, 30), Place.MAINLAND)
    assert twice.astimezone(datetime.UTC).hour == 0


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (DateRule(Counting.DAYS, -1), "A time limit is -1 long. Give 0 to 500."),
        (DateRule(Counting.MONTHS, 501), "A time limit is 501 long. Give 0 to 500."),
        (DateRule(Counting.HOURS_BETWEEN, 24, not_before=-1), "A time limit is 24 long. Give 0 to 500."),
        (DateRule(Counting.HOURS_BETWEEN, 24, not_before=72), "The hours end before they begin. Give more than 72."),
        (
            DateRule(Counting.YEARLY, 1, opens="02-29", closes="03-31"),
            "“02-29” is no day of every year. Write month and day as 06-30.",
        ),
        (
            DateRule(Counting.YEARLY, 1, opens="06-30", closes="04-01"),
            "The window closes before it opens. Exchange 06-30.",
        ),
    ],
)
def test_a_rule_that_could_give_no_date_is_refused(rule, told):
    with pytest.raises(RuleRefused) as refused:
        checked_rule(rule)
    assert str(refused.value) == told


def test_a_sound_rule_comes_back():
    rules = [
        STAMP_DUTY,
        DateRule(Counting.YEARLY, 1, opens="03-01", closes="03-31"),
        DateRule(Counting.HOURS_BETWEEN, 72),
    ]
    assert [checked_rule(rule) for rule in rules] == rules
