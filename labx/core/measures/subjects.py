"""Events put together for each subject: what a trial needs of its people."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import narwhals as nw

from labx.core.events.reader import one_snapshot
from labx.core.measures.compute import conditions_of
from labx.core.withheld import without_withdrawn


def per_subject(
    event: str,
    *,
    project: UUID | None = None,
    keys: Sequence[str] = (),
    where: Mapping[str, Any] | None = None,
    until: dt.datetime | None = None,
    of: str = "value",
) -> nw.DataFrame[Any]:
    """One row for each subject and combination of `keys`, in their order.

    Columns: subject, the keys, `events`, `numbers` (events that had a number), `total` (their sum; 0 where there were
    none), `first_time`. Someone in two arms has two rows: the caller decides what that means. Who took back their
    agreement to take part is left out.
    """
    conditions = conditions_of(where or {})
    if project is not None:
        conditions.append(nw.col("project") == nw.lit(project))
    if until is not None:
        conditions.append(nw.col("time") <= nw.lit(until))
    with without_withdrawn(project) as withheld, one_snapshot(event) as log:
        if withheld:
            conditions.append(~nw.col("subject").is_in(sorted(withheld)))
        frame = log.events(event)
        found = (frame.filter(*conditions) if conditions else frame).group_by("subject", *keys)
        aggregates = (
            nw.len().alias("events"),
            nw.col(of).count().alias("numbers"),
            nw.col(of).sum().alias("total"),
            nw.col("time").min().alias("first_time"),
        )
        return found.agg(*aggregates).sort("subject", *keys).collect()
