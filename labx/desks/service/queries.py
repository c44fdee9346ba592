"""The counts of a desk, from the log alone."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache
from django.db.models import Min
from django.utils import timezone

from labx.core.measures.compute import compute_by
from labx.desks.service.measures import ALL
from labx.desks.service.models import WeekCount
from labx.desks.service.reckoning import Count, settled

KEPT_SECONDS = 60


def settled_lately(desk: str) -> list[Count]:
    """As they were a minute ago at most: everyone may ask for the page, and the log is long."""
    waiting, counts = cache.get_or_set(f"service.weeks.{desk}", lambda: read(desk), KEPT_SECONDS)
    return settled(counts, timezone.localdate(), waiting)


def read(desk: str) -> tuple[dt.date | None, list[Count]]:
    """The first week that waits, before the log: what comes into it between the two is shown a minute later."""
    waiting = WeekCount.objects.filter(desk=desk).aggregate(first=Min("week"))["first"]
    return waiting, counts_of(desk)


def counts_of(desk: str) -> list[Count]:
    found = compute_by(ALL, by=("desk", "version", "week", "what"))
    return [
        Count(as_day(one.group["week"]), one.group["version"], one.group["what"], one.numerator)
        for one in found
        if one.group["desk"] == desk
    ]


def as_day(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
