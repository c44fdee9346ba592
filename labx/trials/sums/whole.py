"""One pass over the log: from exposures and events to the sums of each arm."""

import math
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

import narwhals as nw
import pyarrow as pa

from labx.core.events.reader import one_snapshot
from labx.core.events.snapshot import Snapshot
from labx.trials.sums.arms import Sums, read_back, sums_of, sums_of_piece, written
from labx.trials.sums.question import Question, checked_question
from labx.trials.sums.units import exposures_of, numbers_of, totals_of, units_of

PIECE = 122_880  # units at a time
AT_ONCE = 4_000_000  # units that DuckDB may hold at a time, in about two gigabytes
Events = Callable[[str], nw.LazyFrame]


def compute_sums(question: Question) -> Sums:
    """The sums now, from every event that counts."""
    asked = checked_question(question)
    with one_snapshot(asked.exposure, *asked.events) as everything:
        log = everything.between(asked.earliest, asked.until)
        parts = by_units(log, asked.exposure, log.events)
        return reduce(Sums.merged, (sums_of_frames(asked, part) for part in parts))


def by_units(log: Snapshot, exposure: str, events: Events) -> list[Events]:
    """The events of as many units as may be held at once, then those of the next: each part reads the log again."""
    count = max(1, math.ceil(most_units(log, exposure, events) / AT_ONCE))
    return [of_part(events, part, count) for part in range(count)]


def most_units(log: Snapshot, exposure: str, events: Events) -> int:
    """One for each exposure; only where those are many is it worth asking how many units they are, about."""
    exposures = log.rows_in_lake(exposure)
    if exposures <= AT_ONCE:
        return exposures
    (units,) = events(exposure).to_native().aggregate("approx_count_distinct(subject)").fetchone()
    return int(units)


def of_part(events: Events, part: int, count: int) -> Events:
    which = "true" if count == 1 else f"hash(subject) % {count} = {part}"
    return lambda name: nw.from_native(events(name).to_native().filter(which))


def sums_of_frames(question: Question, events: Events) -> Sums:
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
