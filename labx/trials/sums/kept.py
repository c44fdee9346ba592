"""Rows of units kept between refreshes, so that a refresh reads only what came since.

One file a question: the rows as the lake gave them up to a batch. Hot rows are added anew each time and not kept. The
file can be made from the log at any time; two refreshes at once each write a right one, and the last stays.
"""

import datetime as dt
from pathlib import Path

import narwhals as nw
import pyarrow as pa
from django.conf import settings

from labx.core.events.reader import one_snapshot
from labx.core.events.snapshot import Snapshot
from labx.trials.sums.advance import Changes, advanced, begun
from labx.trials.sums.arms import Sums, sums_of
from labx.trials.sums.question import Question, checked_question
from labx.trials.sums.rows_file import read_rows, wait_until_written, write_behind
from labx.trials.sums.whole import PIECE, by_units


def current_sums(question: Question) -> Sums:
    """The sums of this moment; what compaction moved to the lake since the last time is kept for the next."""
    asked = checked_question(question)
    with one_snapshot(asked.exposure, *asked.events) as everything:
        log = everything.between(asked.earliest, asked.until)
        kept, batch = read(asked)
        is_settled = kept is not None and batch == log.last_batch
        settled = kept if is_settled else rows_until_now(asked, log, kept, batch)
        rows = with_hot_rows(asked, log, settled)
        found = sums_of(asked, rows.to_batches(max_chunksize=PIECE))
        if not is_settled:
            write_behind(path_of(asked), settled, log.last_batch)
    return found


def with_hot_rows(question: Question, log: Snapshot, settled: pa.Table) -> pa.Table:
    if not log.engine.table("hot").project("name").limit(1).fetchall():
        return settled
    hot = Changes(lambda name, *span: log.between(*span).events(name), log.unsettled, log.being_taken_back)
    return advanced(question, settled, hot, log.engine)


def rows_until_now(question: Question, log: Snapshot, kept: pa.Table | None, batch: int) -> pa.Table:
    def whole(name: str, first: dt.datetime | None = None, last: dt.datetime | None = None) -> nw.LazyFrame:
        return log.between(first, last).settled(name, after_batch=0)

    if kept is None:
        return pa.concat_tables(begun(question, part) for part in by_units(log, question.exposure, whole))
    since = Changes(
        whole,
        lambda name: log.settled(name, after_batch=batch),
        lambda name: log.taken_back(name, after_batch=batch),
    )
    return advanced(question, kept, since, log.engine)


def path_of(question: Question) -> Path:
    return Path(settings.VAR, "sums", f"{question.digest}.arrow")


def read(question: Question) -> tuple[pa.Table | None, int]:
    wait_until_written()
    return read_rows(path_of(question))


def forget(question: Question) -> None:
    """Remove what was kept: the next refresh reads the whole log."""
    wait_until_written()
    path_of(question).unlink(missing_ok=True)
