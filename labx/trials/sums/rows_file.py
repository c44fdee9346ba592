"""A table of rows on disk, marked with the batch of the log up to which it was made."""

import itertools
import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pyarrow as pa
import structlog

from labx.core.events.models import Batch
from labx.core.files.atomic import safe_write
from labx.trials.sums.whole import PIECE

log = structlog.get_logger("labx.trials.sums")
MARK = b"labx.batch"


def mark_of(batch: int) -> bytes:
    """The batch and when it was claimed: after a restored backup another batch may have the same number."""
    claimed_at = Batch.objects.filter(id=batch).values_list("claimed_at", flat=True).first()
    return f"{batch} {claimed_at.isoformat() if claimed_at else ''}".encode()


def read_rows(path: Path) -> tuple[pa.Table | None, int]:
    """Kept rows and their batch; nothing where there are none, or a broken file, or those of another log."""
    if not path.exists():
        return None, 0
    try:
        table = pa.ipc.open_stream(pa.memory_map(str(path))).read_all()
    except pa.ArrowInvalid:
        return None, 0
    mark = table.schema.metadata[MARK]
    batch = int(mark.split()[0])
    return (table, batch) if mark == mark_of(batch) else (None, 0)


def write_rows(path: Path, rows: pa.Table, batch: int) -> None:
    write_marked(path, rows, mark_of(batch))


def write_behind(path: Path, rows: pa.Table, batch: int) -> None:
    """Written while the answer is already used; what could not be written is added up again the next time."""
    writer(os.getpid()).submit(write_marked, path, rows, mark_of(batch)).add_done_callback(tell_failure)


@cache
def writer(process: int) -> ThreadPoolExecutor:
    """Started at the first use in each process: a forked one has no thread of it."""
    return ThreadPoolExecutor(1, thread_name_prefix="kept-rows")


def wait_until_written() -> None:
    writer(os.getpid()).submit(bool).result()


def tell_failure(written: Future[None]) -> None:
    if problem := written.exception():
        log.warning("rows not kept", exc_info=problem)


def write_marked(path: Path, rows: pa.Table, mark: bytes) -> None:
    marked = rows.replace_schema_metadata({MARK: mark})
    parts = itertools.chain([marked.schema], marked.to_batches(max_chunksize=PIECE))
    safe_write(path, (memoryview(part.serialize()) for part in parts), mode=0o600)
