"""Days, counted once however many things keep a project waiting at the same time."""

import datetime as dt
from collections.abc import Iterable


def days_covered(spans: Iterable[tuple[dt.date, dt.date]]) -> int:
    """How many days lie in at least one of the spans, each from its first day up to its last, that not included."""
    total, reached = 0, dt.date.min
    for begins, ends in sorted(spans):
        total += max(0, (ends - max(begins, reached)).days)
        reached = max(reached, ends)
    return total
