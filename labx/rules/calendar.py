"""Counting on the calendar: days, months, working days, hours, as laws count them."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from labx.rules.dated import Dated

SATURDAY = 5


class Coverage(StrEnum):
    """Which holidays a calendar knows."""

    NATIONAL = "national"
    REGIONAL = "regional"
    MUNICIPAL = "municipal"


# Regions whose holidays the `holidays` library knows apart from the national ones: Azores and Madeira.
REGIONS: Mapping[str, str] = {"azores": "20", "madeira": "30"}


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Working days of a place: not Saturdays, Sundays, national, regional and, where given, municipal holidays.

    `region` is one of `REGIONS` or empty; `municipal` gives the day of the year, as (month, day), by period of
    validity.
    """

    region: str = ""
    municipal: Dated[tuple[int, int]] = field(default_factory=lambda: Dated(()))

    @property
    def coverage(self) -> Coverage:
        if self.municipal.periods:
            return Coverage.MUNICIPAL
        return Coverage.REGIONAL if self.region else Coverage.NATIONAL

    def is_holiday(self, day: datetime.date) -> bool:
        return day in _public_holidays(self.region, day.year) or self.municipal.on(day) == (day.month, day.day)

    def is_working(self, day: datetime.date) -> bool:
        return day.weekday() < SATURDAY and not self.is_holiday(day)


@lru_cache(maxsize=512)
def _public_holidays(region: str, year: int) -> frozenset[datetime.date]:
    import holidays

    return frozenset(holidays.country_holidays("PT", subdiv=REGIONS[region] if region else None, years=year))


def add_days(day: datetime.date, days: int) -> datetime.date:
    """Count calendar days; the day of the event is day 0 (Código Civil, article 279 b)."""
    return day + datetime.timedelta(days=days)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month; its last day where that month is shorter (Código Civil, article 279 c)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def end_of_month(day: datetime.date, months: int = 0) -> datetime.date:
    """The last day of the month that comes `months` after that of the day."""
    later = add_months(day.replace(day=1), months)
    return later.replace(day=calendar.monthrange(later.year, later.month)[1])


def add_working_days(day: datetime.date, days: int, work: WorkCalendar) -> datetime.date:
    """The day on which the last of `days` working days ends; the day of the event does not count."""
    left = days
    while left > 0:
        day = add_days(day, 1)
        left -= work.is_working(day)
    return day


def next_working_day(day: datetime.date, work: WorkCalendar) -> datetime.date:
    """The day itself where it is a working day, else the first one after it."""
    while not work.is_working(day):
        day = add_days(day, 1)
    return day
