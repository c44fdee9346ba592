"""The counts of a desk, from the log alone."""

from __future__ import annotations

import datetime as dt

from labx.core.measures.compute import compute_by
from labx.desks.service.measures import ALL
from labx.desks.service.reckoning import Count


def counts_of(desk: str) -> list[Count]:
    found = compute_by(ALL, by=("desk", "version", "week", "what"))
    return [
        Count(as_day(one.group["week"]), one.group["version"], one.group["what"], one.numerator)
        for one in found
        if one.group["desk"] == desk
    ]


def as_day(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
