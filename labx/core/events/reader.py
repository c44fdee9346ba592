"""Reading the log: lake and hot rows in one snapshot, without what was retracted."""

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import narwhals as nw
from django.conf import settings
from django.db import connection, transaction

from labx.core.events.compaction import LOCK
from labx.core.events.declare import EventType, event_type
from labx.core.events.engine import duck
from labx.core.events.errors import LakeDamaged
from labx.core.events.hot import TYPED, copied
from labx.core.events.lake import extracted, kinds_of
from labx.core.events.models import LakeFile

FIELDS = "id, name, time, recorded_at, subject, value, project, retracts"
HOT = "SELECT {columns} FROM events_hotevent WHERE name = ANY ({names}) OR retracts IS NOT NULL"
ALL_HOT = "SELECT {columns} FROM events_hotevent"


@dataclass(frozen=True)
class Snapshot:
    """The log at one moment. Frames are lazy and end with the snapshot."""

    engine: duckdb.DuckDBPyConnection
    files: Sequence[LakeFile]
    taken_at: dt.datetime
    last_batch: int

    def events(self, name: str, *, after_batch: int = 0) -> nw.LazyFrame:
        """Events of one name that count, one column for each declared context key; hot rows have no batch."""
        return nw.from_native(self.relation(event_type(name), after_batch, keep_retracted=False))

    def relation(self, declared: EventType, after_batch: int, *, keep_retracted: bool) -> duckdb.DuckDBPyRelation:
        files = [file for file in self.files if file.name == declared.name and file.last_batch > after_batch]
        touched = set() if keep_retracted else self.paths_with_retracted(files)
        parts = [self.hot_part(declared)]
        for keys, some in alike(files).items():
            for is_touched in (False, True):
                paths = [file.path for file in some if (file.path in touched) == is_touched]
                if paths:
                    part = self.lake_part(paths, declared, json.loads(keys), after_batch)
                    parts.append(self.without_retracted(part) if is_touched else part)
        if not keep_retracted:
            parts[0] = self.without_retracted(parts[0])
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.union(part)
        return whole

    def hot_part(self, declared: EventType) -> duckdb.DuckDBPyRelation:
        keys = extracted("context", dict(declared.context))
        return self.engine.sql(
            f"SELECT {FIELDS}, NULL::BIGINT AS batch{keys} FROM hot WHERE name = '{declared.name}' AND retracts IS NULL"  # noqa: S608 - names are checked words
        )

    def lake_part(
        self, paths: list[str], declared: EventType, keys: dict[str, str], after_batch: int
    ) -> duckdb.DuckDBPyRelation:
        """Files with the same columns. Where those are not today's declaration, the JSON text is read instead."""
        columns = "".join(f', "{key}"' for key in declared.context)
        if keys != kinds_of(declared):
            columns = extracted("context", dict(declared.context))
        lake = self.engine.read_parquet([str(settings.LAKE_DIR / path) for path in paths], hive_partitioning=False)
        later = lake.filter(f"batch > {after_batch}") if after_batch else lake
        return later.filter("retracts IS NULL").project(f"{FIELDS}, batch{columns}")

    def without_retracted(self, part: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
        return part.join(self.engine.table("retracted"), "id = target", how="anti")

    def paths_with_retracted(self, files: Sequence[LakeFile]) -> set[str]:
        """Those files whose range of ids holds a retracted one; the others need not be compared id by id."""
        if not files or not self.engine.execute("SELECT EXISTS (FROM retracted)").fetchone()[0]:
            return set()
        ranges = [(file.path, file.first_id, file.last_id) for file in files]
        self.engine.execute("CREATE OR REPLACE TEMP TABLE span (path VARCHAR, first_id UUID, last_id UUID)")
        self.engine.executemany("INSERT INTO span VALUES (?, ?, ?)", ranges)
        found = "SELECT DISTINCT path FROM span JOIN retracted ON target BETWEEN first_id AND last_id"
        return {path for (path,) in self.engine.execute(found).fetchall()}


def alike(files: Sequence[LakeFile]) -> dict[str, list[LakeFile]]:
    """Files by which keys they hold as columns."""
    found: dict[str, list[LakeFile]] = {}
    for file in files:
        found.setdefault(json.dumps(file.keys, sort_keys=True), []).append(file)
    return found


@contextmanager
def one_snapshot(*names: str) -> Iterator[Snapshot]:
    """Manifest and hot rows at one moment, so that nothing is seen twice or missed while compaction runs.

    With `names`, hot rows of other events are left out. Inside a transaction it sees what that transaction wrote.
    """
    with duck() as engine:
        with standing_still(), connection.cursor() as cursor:
            cursor.execute("SELECT statement_timestamp()")
            taken_at = cursor.fetchone()[0]
            hot = copied(HOT, names=list(names)) if names else copied(ALL_HOT)
            files = list(LakeFile.objects.filter(dropped_at=None))
        engine.register("hot_text", hot)
        engine.execute(f"CREATE TEMP TABLE hot AS SELECT {TYPED} FROM hot_text")  # noqa: S608 - our own constants
        engine.execute("CREATE TEMP TABLE retracted AS SELECT retracts AS target FROM hot WHERE retracts IS NOT NULL")
        add_retracted_in_lake(engine, [file for file in files if file.retractions])
        wanted = [file for file in files if not names or file.name in names]
        try:
            yield Snapshot(engine, wanted, taken_at, max((file.last_batch for file in files), default=0))
        except duckdb.IOException as missing:
            raise LakeDamaged(
                f"A file of the event lake cannot be read: {missing}. Run `labx events verify`; restore the lake from "
                "the last backup if a file is gone."
            ) from missing


@contextmanager
def standing_still() -> Iterator[None]:
    """A repeatable read; inside another's transaction, which may not be one, compaction is held off instead."""
    nested = connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if nested:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [LOCK])
        else:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def add_retracted_in_lake(engine: duckdb.DuckDBPyConnection, files: Sequence[LakeFile]) -> None:
    if files:
        paths = [str(settings.LAKE_DIR / file.path) for file in files]
        lake = engine.read_parquet(paths, hive_partitioning=False, union_by_name=True)
        lake.filter("retracts IS NOT NULL").project("retracts AS target").insert_into("retracted")
