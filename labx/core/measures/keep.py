"""Keeping measures up to date: only what came since the last time is read.

Counted for good is what lies in the lake up to a batch, less what retractions up to that batch took back. Hot rows are
added anew at each refresh. So a retraction is right whether it comes before, with or long after the batch of its event.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from labx.core.events.reader import one_snapshot
from labx.core.events.snapshot import Snapshot
from labx.core.measures.changes import Change, Changes, changes, copy_into_table, subject_changes
from labx.core.measures.declare import Measure, checked, measures
from labx.core.measures.models import KeptCount, KeptMeasure, KeptSubject

LOCK = 0x4C61_6266
KEPT = ("count", "unique_subjects", "sum", "mean")
COUNTED = ("events", "subjects", "total", "hot_events", "hot_subjects", "hot_total")

SUBJECTS_MOVED = """
SELECT moved.project,
       sum((coalesce(kept.events, 0) = 0)::int - (coalesce(kept.events, 0) + moved.events = 0)::int)
FROM moved LEFT JOIN measures_keptsubject AS kept
     ON kept.measure_id = %s AND kept.project = moved.project AND kept.subject = moved.subject
GROUP BY moved.project
"""
KEEP_SUBJECTS = """
INSERT INTO measures_keptsubject AS kept (measure_id, project, subject, events)
SELECT %s, project, subject, events FROM moved ORDER BY project, subject
ON CONFLICT (measure_id, project, subject) DO UPDATE SET events = kept.events + excluded.events
"""
DROP_UNCOUNTED = """
DELETE FROM measures_keptsubject AS kept USING moved
WHERE kept.measure_id = %s AND kept.project = moved.project AND kept.subject = moved.subject AND kept.events = 0
"""


def refresh(
    wanted: Iterable[Measure] | None = None, *, wait: bool = True, unless_since: dt.datetime | None = None
) -> int:
    """Bring measures up to date (all that are declared, unless told) and return how many; 0 where another is at it,
    or did it `unless_since` this moment while this one waited.
    """
    asked = measures().values() if wanted is None else wanted
    todo = [checked(measure) for measure in asked if measure.aggregation in KEPT]
    with transaction.atomic():
        if not alone(wait=wait) or (unless_since and (oldest(todo) or unless_since) > unless_since):
            return 0
        with one_snapshot(*{measure.event for measure in todo}) as log:
            for measure in todo:
                refresh_one(measure, log)
    return len(todo)


def oldest(needed: list[Measure]) -> dt.datetime | None:
    """When these were last brought up to date, all of them as they are defined now; nothing where one never was."""
    wanted = {one.name: digest(one) for one in needed}
    lines = KeptMeasure.objects.filter(name__in=wanted).values_list("name", "definition", "refreshed_at")
    times = [when for name, definition, when in lines if definition == wanted[name] and when]
    return min(times) if len(times) == len(wanted) else None


def alone(*, wait: bool) -> bool:
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return cursor.fetchone()[0]


def refresh_one(measure: Measure, log: Snapshot) -> None:
    kept = kept_measure(measure)
    if kept.batch < log.last_batch:
        settle(measure, kept, log)
    hot = {} if log.is_quiet(measure.event) else moved(measure, kept, log, settled=False)
    with_hot_rows = kept.counts.exclude(hot_events=0, hot_subjects=0, hot_total=0)
    changed = []
    for count in counts_of(kept, [*hot, *with_hot_rows.values_list("project", flat=True)]):
        change = hot.get(count.project, Change())
        new = (change.events, change.subjects, change.total)
        if new != (count.hot_events, count.hot_subjects, count.hot_total):
            count.hot_events, count.hot_subjects, count.hot_total = new
            changed.append(count)
    store(changed)
    kept.refreshed_at = log.taken_at
    kept.save()


def counts_of(kept: KeptMeasure, projects: Iterable[UUID]) -> list[KeptCount]:
    """The counts of these projects, new ones where there was none."""
    known = {count.project: count for count in kept.counts.filter(project__in=set(projects))}
    return [known.get(project) or KeptCount(measure=kept, project=project) for project in dict.fromkeys(projects)]


def store(counts: list[KeptCount]) -> None:
    KeptCount.objects.bulk_create(
        counts, update_conflicts=True, unique_fields=["measure", "project"], update_fields=COUNTED, batch_size=1000
    )


def kept_measure(measure: Measure) -> KeptMeasure:
    """The line of this measure; begun anew when its definition is another than the one that was counted."""
    definition = digest(measure)
    kept, _ = KeptMeasure.objects.get_or_create(name=measure.name, defaults={"definition": definition})
    if kept.definition != definition:
        kept.definition = definition
        forget(kept)
    return kept


def digest(measure: Measure) -> str:
    said = [measure.event, measure.aggregation, measure.of, sorted(measure.where.items())]
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def forget(kept: KeptMeasure) -> None:
    kept.batch = 0
    KeptSubject.objects.filter(measure=kept).delete()
    kept.counts.all().delete()


def settle(measure: Measure, kept: KeptMeasure, log: Snapshot) -> None:
    """Count for good what compaction put into the lake since."""
    if measure.aggregation in ("sum", "mean") and kept.batch and has_rows(measure, kept, log):
        # Taking a number from a rounded sum does not give back what was there before: add all of it up again.
        forget(kept)
    new = moved(measure, kept, log, settled=True)
    counts = counts_of(kept, new)
    for count in counts:
        change = new[count.project]
        count.events += change.events
        count.subjects += change.subjects
        count.total += change.total
    store(counts)
    kept.batch = log.last_batch


def has_rows(measure: Measure, kept: KeptMeasure, log: Snapshot) -> bool:
    return bool(len(log.taken_back(measure.event, after_batch=kept.batch).head(1).collect()))


def moved(measure: Measure, kept: KeptMeasure, log: Snapshot, *, settled: bool) -> Changes:
    """What to add and take away: from the lake since the kept batch, or from the hot rows of now."""
    if settled:
        added = log.settled(measure.event, after_batch=kept.batch)
        removed = log.taken_back(measure.event, after_batch=kept.batch)
    else:
        added, removed = log.unsettled(measure.event), log.being_taken_back(measure.event)
    if measure.aggregation != "unique_subjects":
        return changes(measure, added, removed)
    copy_into_table(subject_changes(measure, added, removed))
    with connection.cursor() as cursor:
        cursor.execute(SUBJECTS_MOVED, [kept.name])
        by_project: dict[UUID, int] = dict(cursor.fetchall())
        if settled:
            cursor.execute(KEEP_SUBJECTS, [kept.name])
            cursor.execute(DROP_UNCOUNTED, [kept.name])
    return {project: Change(subjects=int(number)) for project, number in by_project.items()}
