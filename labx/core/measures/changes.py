"""What events add to a measure and what taken-back events take away, for each project and for all together."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection
from pyarrow import csv

from labx.core.measures.compute import narrowed
from labx.core.measures.declare import OF_A_NUMBER, Measure
from labx.core.measures.models import EVERYWHERE


@dataclass
class Change:
    """What moves in one project."""

    events: int = 0
    subjects: int = 0
    total: float = 0.0


Changes = dict[UUID, Change]
MOVED = "CREATE TEMP TABLE IF NOT EXISTS moved (project uuid, subject uuid, events bigint) ON COMMIT DROP"


def changes(wanted: Measure, added: nw.LazyFrame, removed: nw.LazyFrame) -> Changes:
    """For events, sums and means."""
    found: Changes = {EVERYWHERE: Change()}
    for sign, frame in ((1, added), (-1, removed)):
        for project, events, total in by_project(wanted, frame):
            for key in (project, EVERYWHERE):
                change = found.setdefault(key, Change())
                change.events += sign * events
                change.total += sign * total
    return found


def by_project(wanted: Measure, frame: nw.LazyFrame) -> Iterator[tuple[UUID, int, float]]:
    total = [nw.col(wanted.of).sum().alias("total")] if wanted.aggregation in OF_A_NUMBER else []
    grouped = narrowed(wanted, frame).group_by("project").agg(nw.len().alias("events"), *total)
    for project, events, *summed in grouped.sort("project").collect().iter_rows():
        yield project, events, summed[0] if summed else 0.0


def subject_changes(wanted: Measure, added: nw.LazyFrame, removed: nw.LazyFrame) -> pa.Table:
    """How each subject's number of events moves: columns project, subject, events; no row where nothing moves."""
    parts = []
    for sign, frame in ((1, added), (-1, removed)):
        grouped = narrowed(wanted, frame).group_by("project", "subject").agg((nw.len() * sign).alias("events"))
        texts = grouped.select(nw.col("project", "subject").cast(nw.String), nw.col("events").cast(nw.Int64))
        parts.append(texts.collect().to_native())
    both = pa.concat_tables(parts)
    everywhere = both.set_column(0, "project", pa.array([str(EVERYWHERE)] * len(both), pa.string()))
    moved = pa.concat_tables([both, everywhere]).group_by(["project", "subject"]).aggregate([("events", "sum")])
    moved = moved.rename_columns({"events_sum": "events"})
    return moved.filter(pc.not_equal(moved["events"], 0))


def copy_into_table(moved: pa.Table) -> None:
    """Put subject changes into a temporary table of this transaction."""
    sink = BytesIO()
    csv.write_csv(moved.select(["project", "subject", "events"]), sink, csv.WriteOptions(include_header=False))
    with connection.cursor() as cursor:
        cursor.execute(MOVED)
        cursor.execute("TRUNCATE moved")
        with cursor.copy("COPY moved (project, subject, events) FROM STDIN (FORMAT csv)") as copy:
            copy.write(sink.getvalue())
        # A few thousand rows meet millions: without figures the planner reads the millions.
        cursor.execute("ANALYZE moved")
