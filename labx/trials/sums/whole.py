"""One pass over the log: from exposures and events to the sums of each arm."""

from collections.abc import Callable, Iterator
from typing import Any

import narwhals as nw
import pyarrow as pa

from labx.core.events.reader import one_snapshot
from labx.trials.sums.arms import Sums, read_back, sums_of, sums_of_piece, written
from labx.trials.sums.question import Question, checked_question
from labx.trials.sums.units import exposures_of, numbers_of, totals_of, units_of

PIECE = 122_880  # units at a time


def compute_sums(question: Question) -> Sums:
    """The sums now, from every event that counts."""
    asked = checked_question(question)
    with one_snapshot(asked.exposure, *asked.events) as log:
        return sums_of_frames(asked, log.events)


def sums_of_frames(question: Question, events: Callable[[str], nw.LazyFrame]) -> Sums:
    """The same from frames of DuckDB or Spark that hold the events of one name each."""
    units = units_of(exposures_of(question, events(question.exposure)))
    return put_together(question, totals_of(question, units, numbers_of(question, events)))


def put_together(question: Question, totals: nw.LazyFrame) -> Sums:
    """On Spark each machine puts its own units together, and only those sums travel."""
    native = totals.to_native()
    if not hasattr(native, "mapInArrow"):
        return sums_of(question, native.to_arrow_reader(PIECE))

    def each(pieces: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for piece in pieces:
            yield pa.RecordBatch.from_pydict({"sums": [written(sums_of_piece(question, piece))]})

    rows: list[Any] = native.mapInArrow(each, "sums string").collect()
    found = Sums()
    for text in sorted(row["sums"] for row in rows):
        found = found.merged(read_back(text))
    return found
