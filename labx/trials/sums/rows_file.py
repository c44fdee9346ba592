"""A table of rows on disk, marked with the batch of the log up to which it was made."""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from labx.core.events.models import Batch
from labx.core.files.atomic import safe_write
from labx.trials.sums.whole import PIECE

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


@contextmanager
def writing_rows(path: Path, rows: pa.Table, batch: int) -> Iterator[None]:
    """Write while the block goes on: waiting for the disk takes longer than adding the rows up."""
    mark = mark_of(batch)
    with ThreadPoolExecutor(1) as writer:
        written = writer.submit(write_marked, path, rows, mark)
        yield
        written.result()


def write_marked(path: Path, rows: pa.Table, mark: bytes) -> None:
    marked = rows.replace_schema_metadata({MARK: mark})
    parts = itertools.chain([marked.schema], marked.to_batches(max_chunksize=PIECE))
    safe_write(path, (memoryview(part.serialize()) for part in parts), mode=0o600)
