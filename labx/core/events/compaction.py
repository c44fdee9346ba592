"""Compaction: hot rows become files of the lake, in one transaction that both records the files and drops the rows.

The claim is the DELETE itself: what it returns is what is written, and if anything fails before the commit the rows are
still there and the files, which no manifest names, are swept later.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa
from django.conf import settings
from django.db import connection, transaction

from labx.core.events.hot import copied
from labx.core.events.lake import write_batch
from labx.core.events.models import Batch, LakeFile

LOCK = 0x4C61_6265
ROWS_AT_ONCE = 500_000
WORTH_A_VACUUM = 100_000
GRACE = dt.timedelta(hours=1)

CLAIM = """
DELETE FROM events_hotevent WHERE ctid = ANY (ARRAY (SELECT ctid FROM events_hotevent LIMIT {limit}))
RETURNING {columns}
"""


@dataclass(frozen=True)
class Compacted:
    rows: int
    files: int


@contextmanager
def only_one() -> Iterator[bool]:
    """Open a transaction that alone may move events; false where another process is at it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        alone = cursor.fetchone()[0]
        if alone:
            cursor.execute("SELECT set_config('labx.event_log', 'compaction', true)")
        yield alone
        if alone:
            cursor.execute("SELECT set_config('labx.event_log', '', true)")


def claim(max_rows: int) -> pa.Table:
    return copied(CLAIM, limit=max_rows)


def compact(*, max_rows: int = ROWS_AT_ONCE) -> Compacted:
    """Move up to `max_rows` committed hot rows to the lake."""
    with only_one() as alone:
        rows = claim(max_rows) if alone else None
        if not rows:
            return Compacted(0, 0)
        batch = Batch.objects.create(rows=rows.num_rows)
        files = LakeFile.objects.bulk_create(write_batch(rows, batch.id))
    if rows.num_rows >= WORTH_A_VACUUM and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM events_hotevent")
    return Compacted(rows.num_rows, len(files))


def compact_all() -> Compacted:
    """Compact until the hot rows of this moment are in the lake."""
    rows = files = 0
    while (step := compact()).rows:
        rows, files = rows + step.rows, files + step.files
        if step.rows < ROWS_AT_ONCE:
            break
    return Compacted(rows, files)


def sweep(*, grace: dt.timedelta = GRACE) -> int:
    """Remove files that nobody can be reading: merged ones, and leftovers that no manifest ever named."""
    before = dt.datetime.now(dt.UTC) - grace
    with only_one() as alone:
        if not alone:
            return 0
        named = {settings.LAKE_DIR / path for path in LakeFile.objects.values_list("path", flat=True)}
        found = [path for suffix in ("parquet", "part") for path in settings.LAKE_DIR.glob(f"*/*/*.{suffix}")]
        orphans = [path for path in found if path not in named and path.stat().st_mtime < before.timestamp()]
        dropped = list(LakeFile.objects.filter(dropped_at__lt=before))
        # Files first: a crash between the two leaves lines of files that are gone, which the next sweep finishes.
        for path in [*orphans, *(settings.LAKE_DIR / file.path for file in dropped)]:
            path.unlink(missing_ok=True)
        LakeFile.objects.filter(id__in=[file.id for file in dropped]).delete()
    return len(orphans) + len(dropped)
