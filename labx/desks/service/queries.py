"""The counts of a desk, from the log alone."""

from __future__ import annotations

import datetime as dt

from django.core.cache import cache

from labx.core.measures.compute import compute_by
from labx.desks.service.measures import ALL
from labx.desks.service.reckoning import Count

KEPT_SECONDS = 60


def counts_lately(desk: str) -> list[Count]:
    """As they were a minute ago at most: everyone may ask for the page, and the log is long."""
    found: list[Count] = cache.get_or_set(f"service.counts.{desk}", lambda: counts_of(desk), KEPT_SECONDS)
    return found


def counts_of(desk: str) -> list[Count]:
    found = compute_by(ALL, by=("desk", "version", "week", "what"))
    return [
        Count(as_day(one.group["week"]), one.group["version"], one.group["what"], one.numerator)
        for one in found
        if one.group["desk"] == desk
    ]


def as_day(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
