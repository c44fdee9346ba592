"""The worker: compacts, merges and sweeps without pause. `--broken` ways of compacting must be found out."""

import datetime as dt
import time
from collections.abc import Callable

from django.db import DatabaseError, connection

from labx.core.events.compaction import claim, compact, only_one, sweep
from labx.core.events.hot import copied
from labx.core.events.lake import write_batch
from labx.core.events.merging import merge
from labx.core.events.models import Batch, LakeFile

ROWS = 300
PAUSE_SECONDS = 0.02
GRACE = dt.timedelta(seconds=20)


def compact_well() -> None:
    compact(max_rows=ROWS)
    merge(at_least=4)
    sweep(grace=GRACE)


def drop_before_recording() -> None:
    """Broken: the batch is dropped in one transaction and recorded in the next."""
    with only_one() as alone:
        rows = claim(ROWS) if alone else None
        batch = Batch.objects.create(rows=rows.num_rows) if rows else None
    if batch:
        files = write_batch(rows, batch.id)
        with only_one():
            LakeFile.objects.bulk_create(files)


def claim_by_the_clock() -> None:
    """Broken: what was recorded before a moment is taken, though some of it commits only later."""
    with only_one() as alone, connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        until = cursor.fetchone()[0]
        earlier = "FROM events_hotevent WHERE recorded_at <= {until}"
        rows = copied("SELECT {columns} " + earlier, until=until) if alone else None
        if rows:
            batch = Batch.objects.create(rows=rows.num_rows)
            LakeFile.objects.bulk_create(write_batch(rows, batch.id))
            cursor.execute("DELETE FROM events_hotevent WHERE recorded_at <= %s", [until])


WAYS: dict[str, Callable[[], None]] = {
    "well": compact_well,
    "order": drop_before_recording,
    "clock": claim_by_the_clock,
}


def main(way: str) -> None:
    while True:
        try:
            WAYS[way]()
        except DatabaseError:
            connection.close()
        time.sleep(PAUSE_SECONDS)
