"""Reading the log: lake and hot rows in one snapshot, without what was retracted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import connection, transaction

from labx.core.events.compaction import LOCK
from labx.core.events.engine import duck
from labx.core.events.errors import LakeDamaged
from labx.core.events.hot import TYPED, copied_in_pieces
from labx.core.events.models import LakeFile
from labx.core.events.snapshot import Snapshot

SOME_HOT = "SELECT {columns} FROM events_hotevent WHERE name = ANY ({names}) OR retracts IS NOT NULL"
ALL_HOT = "SELECT {columns} FROM events_hotevent"
READ_OF_MANIFEST = (
    "path",
    "name",
    "keys",
    "rows",
    "retractions",
    "first_time",
    "last_time",
    "first_id",
    "last_id",
    "last_batch",
)
RETRACTED = """
CREATE TEMP TABLE retracted AS
SELECT retracts AS target, NULL::BIGINT AS batch FROM hot WHERE retracts IS NOT NULL
"""


@contextmanager
def one_snapshot(*names: str) -> Iterator[Snapshot]:
    """Manifest and hot rows at one moment, so that nothing is seen twice or missed while compaction runs.

    With `names`, hot rows of other events are left out. Inside a transaction it sees what that transaction wrote.
    """
    with duck() as engine:
        with standing_still(), connection.cursor() as cursor:
            cursor.execute("SELECT statement_timestamp()")
            taken_at = cursor.fetchone()[0]
            query, given = (SOME_HOT, {"names": list(names)}) if names else (ALL_HOT, {})
            fill_hot(engine, copied_in_pieces(query, **given))
            files = list(LakeFile.objects.filter(dropped_at=None).only(*READ_OF_MANIFEST))
        engine.execute(RETRACTED)
        wanted = [file for file in files if not names or file.name in names]
        try:
            add_retracted_in_lake(engine, [file for file in files if file.retractions])
            yield Snapshot(engine, wanted, taken_at, max((file.last_batch for file in files), default=0))
        except duckdb.IOException as missing:
            raise LakeDamaged(
                f"A file of the event lake cannot be read: {missing}. Run `labx events verify`; restore the lake from "
                "the last backup if a file is gone."
            ) from missing


def fill_hot(engine: duckdb.DuckDBPyConnection, pieces: Iterator[pa.Table]) -> None:
    for number, piece in enumerate(pieces):
        engine.register("hot_text", piece)
        into = "INSERT INTO hot" if number else "CREATE TEMP TABLE hot AS"
        engine.execute(f"{into} SELECT {TYPED} FROM hot_text")  # noqa: S608 - our own constants
        engine.unregister("hot_text")


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
        lake.filter("retracts IS NOT NULL").project("retracts AS target, batch").insert_into("retracted")
