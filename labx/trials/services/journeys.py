"""From events to rows: one for each transaction, one for each cost; put together so that more can be added later.

Each column is the least or the greatest of what events say, so rows of some events and rows of others give, put
together, the rows of all of them, in any order and however often one is met.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from labx.trials.services.events import (
    ABANDONED,
    ANSWERED,
    COMPLETED,
    COST,
    ELIGIBLE,
    FAILED,
    REACHED,
    RETURNED,
    STARTED,
)
from labx.trials.services.reckoning import NEVER, Journeys

EVERY = (ELIGIBLE, STARTED, REACHED, COMPLETED, ABANDONED, FAILED, RETURNED, ANSWERED, COST)
WORDS = ("device", "channel", "group")
READ = ("time", *WORDS, "step", "answer", "value")
MOMENTS = {
    "eligible": ELIGIBLE,
    "started": STARTED,
    "completed": COMPLETED,
    "failed": FAILED,
    "returned": RETURNED,
    "answered": ANSWERED,
    "cost_at": COST,
}
LEAST = (*MOMENTS, "answer", "value", "first_at")
Events = Callable[[str], nw.LazyFrame]


def key_of(name: str) -> str:
    """What a row goes by: the transaction, or the cost itself."""
    return "id" if name == COST else "subject"


def step_column(code: str) -> str:
    return f"step_{code.replace('-', '_')}"


def greatest(steps: Sequence[str]) -> tuple[str, ...]:
    return (*(step_column(code) for code in steps), "ended_by", *WORDS, "last_at")


def columns_of(steps: Sequence[str]) -> list[str]:
    return ["key", *LEAST, *greatest(steps)]


def rows_of(events: Events, service: UUID, steps: Sequence[str]) -> nw.LazyFrame:
    """First moment of every kind, steps reached, where it ended, device, channel, group, lowest answer; costs."""
    frames = [of_kind(events(name), name, service) for name in EVERY]
    is_of = {column: nw.col("kind") == name for column, name in MOMENTS.items()}
    found = nw.concat(frames).group_by("key")
    return found.agg(
        *(nw.when(said).then(nw.col("time")).min().alias(column) for column, said in is_of.items()),
        nw.col("answer").min(),
        nw.when(is_of["cost_at"]).then(nw.col("value")).min().alias("value"),
        *(nw.when(nw.col("step") == code).then(nw.lit(1)).max().alias(step_column(code)) for code in steps),
        nw.when(is_of["completed"]).then(nw.col("channel")).max().alias("ended_by"),
        *(nw.when(~is_of["cost_at"]).then(nw.col(word)).max().alias(word) for word in WORDS),
        nw.col("time").min().alias("first_at"),
        nw.col("time").max().alias("last_at"),
    ).select(*columns_of(steps))


def of_kind(frame: nw.LazyFrame, name: str, service: UUID) -> nw.LazyFrame:
    mine = frame.filter(nw.col("service") == nw.lit(service))
    return mine.select(nw.col(key_of(name)).alias("key"), *READ, nw.lit(name).alias("kind"))


def together(frames: Sequence[nw.LazyFrame], steps: Sequence[str]) -> nw.LazyFrame:
    """The rows of all these rows."""
    found = nw.concat(list(frames)).group_by("key")
    least, most = (nw.col(*LEAST).min(), nw.col(*greatest(steps)).max())
    return found.agg(least, most).select(*columns_of(steps))


def journeys_from(rows: pa.Table, steps: Sequence[str]) -> Journeys:
    """Steps in the service's own order: the furthest counts, whichever were skipped before it."""
    costs = rows.filter(rows["cost_at"].is_valid())
    rows = rows.filter(rows["cost_at"].is_null())
    furthest = np.zeros(len(rows), np.int64)
    for place, code in enumerate(steps, start=1):
        furthest[rows[step_column(code)].is_valid().to_numpy()] = place
    ended_by, channel = texts(rows["ended_by"]), texts(rows["channel"])
    return Journeys(
        **{name: micros(rows[name]) for name in ("eligible", "started", "completed", "answered", "failed", "returned")},
        furthest=furthest,
        satisfied=np.isin(texts(rows["answer"]), ["4", "5"]),
        device=texts(rows["device"]),
        channel=np.where(ended_by == "", channel, ended_by),
        group=texts(rows["group"]),
        costs_at=micros(costs["cost_at"]),
        costs=costs["value"].to_numpy().astype(float),
    )


def last_event(rows: pa.Table) -> dt.datetime | None:
    """When the last thing happened to anyone; costs are no such thing."""
    moments = rows.filter(rows["cost_at"].is_null())["last_at"].cast(pa.timestamp("us", "UTC"))
    return pc.max(moments).as_py()


def micros(column: pa.ChunkedArray) -> Any:
    """Microseconds since 1970, `NEVER` where it did not happen."""
    return column.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).fill_null(NEVER).to_numpy()


def texts(column: pa.ChunkedArray) -> Any:
    """Each different word is made once: there are few."""
    coded = column.fill_null("").combine_chunks().dictionary_encode()
    words = np.array(coded.dictionary.to_pylist() or [""], dtype=np.str_)
    return words[coded.indices.to_numpy(zero_copy_only=False)]
