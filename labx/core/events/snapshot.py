"""The log at one moment, as lazy frames: what counts, what came since a batch, what was taken back since."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import duckdb
import narwhals as nw
from django.conf import settings

from labx.core.events.declare import EventType, event_type
from labx.core.events.lake import extracted, kinds_of
from labx.core.events.models import LakeFile

FIELDS = "id, name, time, recorded_at, subject, value, project, retracts"
EVERY = "true"
IN_LAKE = "batch IS NOT NULL"
HOT = "batch IS NULL"


class Alike(NamedTuple):
    """What files must share to be read together: their columns, and what has to be left out of them."""

    keys: str
    has_retractions: bool
    has_retracted: bool


@dataclass(frozen=True)
class Snapshot:
    """Lake files and hot rows of one moment. Frames end with the snapshot; hot rows have no batch number.

    The temporary table `hot` holds the hot rows, `retracted` the target and the batch of every retraction.
    """

    engine: duckdb.DuckDBPyConnection
    files: Sequence[LakeFile]
    taken_at: dt.datetime
    last_batch: int

    def events(self, name: str) -> nw.LazyFrame:
        """Events of one name that count, one column for each declared context key."""
        declared = event_type(name)
        lake = self.lake(declared, self.files_of(name), EVERY)
        return nw.from_native(union([self.without(EVERY, self.hot(declared)), *lake]))

    def settled(self, name: str, *, after_batch: int) -> nw.LazyFrame:
        """Events in the lake after a batch, without those whose retraction is in the lake as well."""
        declared = event_type(name)
        files = [file for file in self.files_of(name) if file.last_batch > after_batch]
        parts = self.lake(declared, files, IN_LAKE)
        if after_batch:  # all batches come after none: their numbers need not be read
            parts = [part.filter(f"batch > {after_batch}") for part in parts]
        return nw.from_native(union([self.hot(declared).filter("false"), *parts]))

    def taken_back(self, name: str, *, after_batch: int) -> nw.LazyFrame:
        """Events up to a batch that a retraction in the lake took back after it."""
        came_later = f"batch > {after_batch}"
        return self.retracted_in_lake(name, came_later).filter(nw.col("batch") <= after_batch)

    def unsettled(self, name: str) -> nw.LazyFrame:
        """Hot events that count."""
        return nw.from_native(self.without(EVERY, self.hot(event_type(name))))

    def being_taken_back(self, name: str) -> nw.LazyFrame:
        """Events in the lake whose retraction is hot."""
        return self.retracted_in_lake(name, HOT)

    def retracted_in_lake(self, name: str, which: str) -> nw.LazyFrame:
        declared = event_type(name)
        paths = self.paths_with_retracted(self.files_of(name), which)
        files = [file for file in self.files_of(name) if file.path in paths]
        targets = self.engine.table("retracted").filter(which).project("target")
        parts = [part.join(targets, "id = target", how="semi") for part in self.lake(declared, files, "")]
        return nw.from_native(union([self.hot(declared).filter("false"), *parts]))

    def is_quiet(self, name: str) -> bool:
        """Whether no hot row is such an event or takes any back."""
        moving = self.engine.table("hot").filter(f"name = '{event_type(name).name}' OR retracts IS NOT NULL")
        return not moving.project("id").limit(1).fetchall()

    def rows_in_lake(self, name: str) -> int:
        return sum(file.rows for file in self.files_of(name))

    def between(self, first: dt.datetime | None, last: dt.datetime | None = None) -> "Snapshot":
        """The same moment without the lake files that hold nothing of this time, to which each end may be open."""
        files = [
            file
            for file in self.files
            if (first is None or file.last_time >= first) and (last is None or file.first_time <= last)
        ]
        return replace(self, files=files)

    def files_of(self, name: str) -> list[LakeFile]:
        return [file for file in self.files if file.name == name]

    def hot(self, declared: EventType) -> duckdb.DuckDBPyRelation:
        keys = extracted("context", dict(declared.context))
        hot = self.engine.table("hot").filter(f"name = '{declared.name}' AND retracts IS NULL")
        return hot.project(f"{FIELDS}, NULL::BIGINT AS batch{keys}")

    def lake(self, declared: EventType, files: Sequence[LakeFile], which: str) -> list[duckdb.DuckDBPyRelation]:
        """Events of these files, without those that one of `which` retractions took back."""
        touched = self.paths_with_retracted(files, which) if which else set()
        parts = []
        for alike, paths in grouped(files, touched).items():
            part = self.lake_part(paths, declared, alike)
            parts.append(self.without(which, part) if alike.has_retracted else part)
        return parts

    def lake_part(self, paths: list[str], declared: EventType, alike: Alike) -> duckdb.DuckDBPyRelation:
        """Files with the same columns. Where those are not today's declaration, the JSON text is read instead."""
        columns = "".join(f', "{key}"' for key in declared.context)
        if json.loads(alike.keys) != kinds_of(declared):
            columns = extracted("context", dict(declared.context))
        lake = self.engine.read_parquet([str(settings.LAKE_DIR / path) for path in paths], hive_partitioning=False)
        if alike.has_retractions:
            lake = lake.filter("retracts IS NULL")
        return lake.project(f"{FIELDS}, batch{columns}")

    def without(self, which: str, part: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        targets = self.engine.table("retracted").filter(which).project("target")
        return part.join(targets, "id = target", how="anti")

    def paths_with_retracted(self, files: Sequence[LakeFile], which: str) -> set[str]:
        """Those files whose range of ids holds a retracted one; the others need not be compared id by id."""
        if not files or not self.engine.table("retracted").filter(which).limit(1).fetchall():
            return set()
        self.engine.execute("CREATE OR REPLACE TEMP TABLE span (path VARCHAR, first_id UUID, last_id UUID)")
        self.engine.executemany(
            "INSERT INTO span VALUES (?, ?, ?)", [(file.path, file.first_id, file.last_id) for file in files]
        )
        between = self.engine.table("span").join(
            self.engine.table("retracted").filter(which).project("target"), "target BETWEEN first_id AND last_id"
        )
        return {path for (path,) in between.project("path").distinct().fetchall()}


def grouped(files: Sequence[LakeFile], touched: set[str]) -> dict[Alike, list[str]]:
    found: dict[Alike, list[str]] = {}
    for file in files:
        keys = json.dumps(file.keys, sort_keys=True)
        found.setdefault(Alike(keys, file.retractions > 0, file.path in touched), []).append(file.path)
    return found


def union(parts: Sequence[duckdb.DuckDBPyRelation]) -> duckdb.DuckDBPyRelation:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.union(part)
    return whole
