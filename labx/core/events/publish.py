"""Publishing: events are written in the transaction of the change they tell."""

import datetime as dt
import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from labx.core.events.check import CheckedEvent, NewEvent, checked
from labx.core.events.errors import EventRefused, IdempotencyConflict
from labx.core.events.models import EventId, Retraction

ROWS_AT_ONCE = 1000

__all__ = ["NewEvent", "publish", "publish_many"]


def publish(
    *,
    name: str,
    subject: UUID,
    project: UUID,
    context: Mapping[str, Any] | None = None,
    value: float | None = None,
    time: dt.datetime | None = None,
    id: UUID | None = None,
    retracts: UUID | None = None,
) -> UUID:
    """Record one event and return its id. The same id with the same content is accepted again, silently."""
    event = checked(NewEvent(name, subject, project, context, value, time, id, retracts), dt.datetime.now(dt.UTC))
    if retracts is None:
        insert([event])
    else:
        with transaction.atomic():
            insert([event])
            note_retractions([event])
    return event.id


def publish_many(events: Iterable[NewEvent]) -> int:
    """Record all these events or none, and return how many were new."""
    new = 0
    with transaction.atomic():
        for some in batched(events):
            now = dt.datetime.now(dt.UTC)
            ready = once_each(checked(event, now) for event in some)
            new += insert(ready)
            if retracting := [event for event in ready if event.row["retracts"]]:
                note_retractions(retracting)
    return new


def batched(events: Iterable[NewEvent]) -> Iterable[list[NewEvent]]:
    remaining = iter(events)
    while some := list(itertools.islice(remaining, ROWS_AT_ONCE)):
        yield some


def once_each(events: Iterable[CheckedEvent]) -> list[CheckedEvent]:
    """Without repeats, and in the order of ids, so that two writers of the same events never wait in a circle."""
    by_id: dict[UUID, CheckedEvent] = {}
    for event in events:
        if by_id.setdefault(event.id, event).digest != event.digest:
            raise IdempotencyConflict(f"Two events with the id {event.id} and other content. Give each event its own.")
    return [by_id[key] for key in sorted(by_id)]


def insert(events: Sequence[CheckedEvent]) -> int:
    """One call writes ids and rows together; only where fewer were new than given is a second look needed."""
    rows = json.dumps([event.row for event in events])
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_events(%s)", [rows])
        new = cursor.fetchone()[0]
    if new < len(events):
        refuse_other_content(events)
    return new


def refuse_other_content(events: Sequence[CheckedEvent]) -> None:
    kept = dict(EventId.objects.filter(id__in=[event.id for event in events]).values_list("id", "digest"))
    for event in events:
        if kept[event.id] != event.digest:
            raise IdempotencyConflict(
                f"{event.row['name']}: the id {event.id} already names an event with other content. "
                "Repeat exactly what was sent before, or give the new event an id of its own."
            )


def note_retractions(events: Sequence[CheckedEvent]) -> None:
    """Each event is taken back at most once, and a retraction never: publish the event anew instead."""
    wanted = {UUID(event.row["retracts"]): event for event in events}
    if len(wanted) < len(events):
        raise EventRefused("Two of these events retract the same event. Retract it once.")
    known = set(EventId.objects.filter(id__in=wanted).values_list("id", flat=True))
    if missing := wanted.keys() - known:
        raise EventRefused(f"There is no event {min(missing)} to retract. Give the id of a published event.")
    if Retraction.objects.filter(id__in=wanted).exists():
        raise EventRefused("A retraction cannot be retracted. Publish the event again under a new id.")
    Retraction.objects.bulk_create(
        [Retraction(target=target, id=event.id) for target, event in wanted.items()], ignore_conflicts=True
    )
    for target, by in Retraction.objects.filter(target__in=wanted).values_list("target", "id"):
        if by != wanted[target].id:
            raise EventRefused(f"The event {target} is already retracted by {by}. Nothing is left to do.")
