"""The rows of a service brought up to date: only what came since the last time is read.

One file a service: its rows as the lake gave them up to a batch. Hot rows are added anew each time and not kept. The
file can be made from the log at any time; two at once each write a right one, and the last stays.
"""

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import duckdb
import narwhals as nw
import pyarrow as pa
from django.conf import settings

from labx.core.events.reader import one_snapshot
from labx.core.events.snapshot import Snapshot
from labx.trials.services.journeys import EVERY, Events, columns_of, key_of, rows_of, together
from labx.trials.sums.advance import arrow
from labx.trials.sums.rows_file import read_rows, write_rows

NUMBERS = itertools.count()


@dataclass(frozen=True)
class Since:
    """What came and what no longer counts; `whole(first, last)` are all events that count, of that time at least."""

    added: Events
    taken_back: Events
    whole: Callable[[dt.datetime, dt.datetime], Events]


def current_rows(service: UUID, steps: Sequence[str]) -> tuple[pa.Table, dt.datetime]:
    """Every transaction and cost of a service, and the moment up to which the log was read."""
    with one_snapshot(*EVERY) as log:
        rows = settled_rows(service, steps, log)
        if log.engine.table("hot").project("name").limit(1).fetchall():
            hot = Since(log.unsettled, log.being_taken_back, lambda *span: log.between(*span).events)
            rows = advanced(rows, hot, service, steps, log.engine)
        return rows, log.taken_at


def counted_anew(service: UUID, steps: Sequence[str]) -> tuple[pa.Table, dt.datetime]:
    """The same from the whole log, with nothing kept: what `current_rows` must give."""
    with one_snapshot(*EVERY) as log:
        return arrow(rows_of(log.events, service, steps)), log.taken_at


def settled_rows(service: UUID, steps: Sequence[str], log: Snapshot) -> pa.Table:
    """Rows of what lies in the lake: as kept, brought up to date, or made anew where nothing fits."""
    path = path_of(service)
    kept, batch = read_rows(path)
    if kept is not None and set(kept.column_names) != set(columns_of(steps)):
        kept = None
    if kept is not None and batch == log.last_batch:
        return kept

    if kept is None:
        rows = arrow(rows_of(in_lake(log), service, steps))
    else:
        since = Since(
            added=lambda name: log.settled(name, after_batch=batch),
            taken_back=lambda name: log.taken_back(name, after_batch=batch),
            whole=lambda first, last: in_lake(log.between(first, last)),
        )
        rows = advanced(kept, since, service, steps, log.engine)
    write_rows(path, rows, log.last_batch)
    return rows


def in_lake(log: Snapshot) -> Events:
    return lambda name: log.settled(name, after_batch=0)


def advanced(
    kept: pa.Table, since: Since, service: UUID, steps: Sequence[str], engine: duckdb.DuckDBPyConnection
) -> pa.Table:
    """Rows that lost an event are made anew from the log of their time; new events are put together with the others."""
    lost = lazy(arrow(keys_lost(since, service)), engine)
    added = lazy(arrow(rows_of(since.added, service, steps)), engine)
    parts = [lazy(kept.select(columns_of(steps)), engine), added]
    if has_any(lost):
        changed = nw.concat([part.join(lost, on="key", how="semi") for part in parts])
        first, last = changed.select(nw.col("first_at").min(), nw.col("last_at").max()).collect().row(0)
        events = since.whole(first, last)

        def again(name: str) -> nw.LazyFrame:
            key = key_of(name)
            return events(name).join(lost.rename({"key": key}), on=key, how="semi")

        parts = [part.join(lost, on="key", how="anti") for part in parts]
        parts.append(lazy(arrow(rows_of(again, service, steps)), engine))
    elif not has_any(added):
        return kept
    return arrow(together(parts, steps))


def keys_lost(since: Since, service: UUID) -> nw.LazyFrame:
    frames = [
        since.taken_back(name).filter(nw.col("service") == nw.lit(service)).select(nw.col(key_of(name)).alias("key"))
        for name in EVERY
    ]
    return nw.concat(frames).unique()


def has_any(frame: nw.LazyFrame) -> bool:
    return bool(len(frame.head(1).collect()))


def lazy(table: pa.Table, engine: duckdb.DuckDBPyConnection) -> nw.LazyFrame:
    """A copy inside DuckDB, where it is needed more than once."""
    name = f"service_rows_{next(NUMBERS)}"
    engine.register("arrow_rows", table)
    engine.execute(f"CREATE TEMP TABLE {name} AS FROM arrow_rows")
    engine.unregister("arrow_rows")
    return nw.from_native(engine.table(name))


def path_of(service: UUID) -> Path:
    return Path(settings.VAR, "services", f"{service}.arrow")
