"""Whole weeks and months of the service's own calendar, before today."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

SHOWN = {"week": 26, "month": 18}


def beginnings(period: str, today: dt.date, count: int | None = None) -> list[dt.date]:
    """First days of the last whole periods, oldest first, and the first day after them."""
    wanted = SHOWN[period] if count is None else count
    if period == "week":
        this = today - dt.timedelta(days=today.weekday())
        return [this - dt.timedelta(weeks=back) for back in range(wanted, -1, -1)]
    months = today.year * 12 + today.month - 1
    return [dt.date(place // 12, place % 12 + 1, 1) for place in range(months - wanted, months + 1)]


def micros(moment: dt.datetime) -> int:
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def bounds_of(days: Sequence[dt.date]) -> list[int]:
    """The midnights at which these days begin, where the service is."""
    place = timezone.get_default_timezone()
    return [micros(dt.datetime.combine(day, dt.time(), place)) for day in days]
