"""Rows of units kept between refreshes, so that a refresh reads only what came since.

One file a question: the rows as the lake gave them up to a batch. Hot rows are added anew each time and not kept. The
file can be made from the log at any time; two refreshes at once each write a right one, and the last stays.
"""

import itertools
from pathlib import Path

import pyarrow as pa
from django.conf import settings

from labx.core.events.models import Batch
from labx.core.events.reader import one_snapshot
from labx.core.events.snapshot import Snapshot
from labx.core.files.atomic import safe_write
from labx.trials.sums.advance import Changes, advanced, begun
from labx.trials.sums.arms import Sums, sums_of
from labx.trials.sums.question import Question, checked_question
from labx.trials.sums.whole import PIECE

MARK = b"labx.batch"


def current_sums(question: Question) -> Sums:
    """The sums of this moment; what compaction moved to the lake since the last time is kept for the next."""
    asked = checked_question(question)
    with one_snapshot(asked.exposure, *asked.events) as log:
        rows = settled_rows(asked, log)
        if log.engine.table("hot").project("name").limit(1).fetchall():
            hot = Changes(log.events, log.unsettled, log.being_taken_back)
            rows = advanced(asked, rows, hot, log.engine)
        return sums_of(asked, rows.to_batches(max_chunksize=PIECE))


def settled_rows(question: Question, log: Snapshot) -> pa.Table:
    """Rows of what lies in the lake: as kept, brought up to date, or made anew where nothing fits."""
    kept, batch = read(question)
    if kept is not None and batch == log.last_batch:
        return kept

    def whole(name: str):
        return log.settled(name, after_batch=0)

    if kept is None:
        rows = begun(question, whole)
    else:
        since = Changes(
            whole,
            lambda name: log.settled(name, after_batch=batch),
            lambda name: log.taken_back(name, after_batch=batch),
        )
        rows = advanced(question, kept, since, log.engine)
    write(question, rows, log.last_batch)
    return rows


def path_of(question: Question) -> Path:
    return Path(settings.VAR, "sums", f"{question.digest}.arrow")


def mark_of(batch: int) -> bytes:
    """The batch and when it was claimed: after a restored backup another batch may have the same number."""
    claimed_at = Batch.objects.filter(id=batch).values_list("claimed_at", flat=True).first()
    return f"{batch} {claimed_at.isoformat() if claimed_at else ''}".encode()


def read(question: Question) -> tuple[pa.Table | None, int]:
    """Kept rows and their batch; nothing where there are none, or a broken file, or those of another log."""
    path = path_of(question)
    if not path.exists():
        return None, 0
    try:
        table = pa.ipc.open_stream(pa.memory_map(str(path))).read_all()
    except pa.ArrowInvalid:
        return None, 0
    mark = table.schema.metadata[MARK]
    batch = int(mark.split()[0])
    return (table, batch) if mark == mark_of(batch) else (None, 0)


def write(question: Question, rows: pa.Table, batch: int) -> None:
    marked = rows.replace_schema_metadata({MARK: mark_of(batch)})
    parts = itertools.chain([marked.schema], marked.to_batches(max_chunksize=PIECE))
    safe_write(path_of(question), (memoryview(part.serialize()) for part in parts), mode=0o600)


def forget(question: Question) -> None:
    """Remove what was kept: the next refresh reads the whole log."""
    path_of(question).unlink(missing_ok=True)
