"""From the event log to one row a transaction, in one pass."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import narwhals as nw
import numpy as np
import pyarrow as pa

from labx.core.events.reader import one_snapshot
from labx.core.events.snapshot import Snapshot
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

OF_A_TRANSACTION = (ELIGIBLE, STARTED, REACHED, COMPLETED, ABANDONED, FAILED, RETURNED, ANSWERED)
READ = ("subject", "time", "device", "channel", "group", "step", "answer")
MOMENTS = {
    "eligible": ELIGIBLE,
    "started": STARTED,
    "completed": COMPLETED,
    "failed": FAILED,
    "returned": RETURNED,
    "answered": ANSWERED,
}


def read_journeys(service: UUID, steps: Sequence[str]) -> tuple[Journeys, dt.datetime]:
    """Every transaction of a service, and the moment up to which the log was read."""
    with one_snapshot(*OF_A_TRANSACTION, COST) as log:
        rows = arrow(transactions(log, service, steps))
        costs = arrow(of_service(log, COST, service).select("time", "value"))
        return journeys_from(rows, costs), log.taken_at


def arrow(frame: nw.LazyFrame) -> pa.Table:
    found: pa.Table = frame.collect("pyarrow").to_native()
    return found


def of_service(log: Snapshot, name: str, service: UUID) -> nw.LazyFrame:
    return log.events(name).filter(nw.col("service") == nw.lit(service))


def transactions(log: Snapshot, service: UUID, steps: Sequence[str]) -> nw.LazyFrame:
    """One row each: the first moment of every kind, how far it came, and the lowest of several answers."""
    frames = [of_service(log, name, service).select(*READ, nw.lit(name).alias("kind")) for name in OF_A_TRANSACTION]
    moments = [
        nw.when(nw.col("kind") == name).then(nw.col("time")).min().alias(column) for column, name in MOMENTS.items()
    ]
    reached = [
        nw.when(nw.col("step") == step).then(nw.lit(place)).max().alias(f"step_{place}")
        for place, step in enumerate(steps, start=1)
    ]
    ended_by = nw.when(nw.col("kind") == COMPLETED).then(nw.col("channel")).max().alias("ended_by")
    words = [nw.col(name).max() for name in ("device", "channel", "group")]
    return nw.concat(frames).group_by("subject").agg(*moments, *reached, ended_by, *words, nw.col("answer").min())


def journeys_from(rows: pa.Table, costs: pa.Table) -> Journeys:
    steps = [name for name in rows.column_names if name.startswith("step_")]
    furthest = np.zeros(len(rows), np.int64)
    for name in steps:
        furthest = np.maximum(furthest, rows[name].fill_null(0).to_numpy())
    ended_by, channel = texts(rows["ended_by"]), texts(rows["channel"])
    return Journeys(
        **{name: micros(rows[name]) for name in ("eligible", "started", "completed", "answered")},
        failed=micros(rows["failed"]) != NEVER,
        returned=micros(rows["returned"]) != NEVER,
        furthest=furthest,
        satisfied=np.isin(texts(rows["answer"]), ["4", "5"]),
        device=texts(rows["device"]),
        channel=np.where(ended_by == "", channel, ended_by),
        group=texts(rows["group"]),
        costs_at=micros(costs["time"]),
        costs=costs["value"].to_numpy().astype(float),
    )


def micros(column: pa.ChunkedArray) -> Any:
    """Microseconds since 1970, `NEVER` where it did not happen."""
    return column.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).fill_null(NEVER).to_numpy()


def texts(column: pa.ChunkedArray) -> Any:
    return np.array(column.fill_null("").to_pylist(), dtype=np.str_)
