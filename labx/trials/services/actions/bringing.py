"""Events of a service: a file's, all or none, taken back again; and those that programs send."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import narwhals as nw
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.check import NewEvent
from labx.core.events.publish import publish_many
from labx.core.events.reader import one_snapshot
from labx.trials.services.events import TITLES
from labx.trials.services.models import EventFile, Service
from labx.trials.services.numbers import forget
from labx.trials.services.rows import Row, event_of

AT_ONCE = 10_000


class NotAgain(ValueError):
    """This was done already; the message says what can be done instead."""


@action
def bring_events(*, by: Actor, service: Service, rows: Sequence[Row], name: str, sha256: str) -> EventFile:
    """Publish one event a row. The same file twice would count everyone twice, and is refused."""
    policy.require(by, "services.bring_data", service)
    current = Service.objects.select_for_update().get(pk=service.pk)
    if current.files.filter(sha256=sha256, undone_at=None).exists():
        raise NotAgain(_("This file is already in. Take it back first if it should be read anew."))
    file = EventFile.objects.create(service=current, name=name[:255], sha256=sha256, rows=len(rows))
    publish_many(event_of(row, current, file.id) for row in rows)
    record(
        by=by,
        action="services.bring_events",
        target=file,
        project=service.project_id,
        after={"name": file.name, "sha256": sha256, "events": len(rows)},
    )
    transaction.on_commit(lambda: forget(current))
    return file


@action
def undo_events(*, by: Actor, file: EventFile) -> EventFile:
    """Take back every event of a file; done twice, it stays as it was."""
    policy.require(by, "services.bring_data", file)
    current = EventFile.objects.select_for_update().select_related("service").get(pk=file.pk)
    if current.undone_at:
        return current
    publish_many(retractions_of(current))
    current.undone_at = timezone.now()
    current.save(update_fields=["undone_at"])
    record(by=by, action="services.undo_events", target=current, project=file.project_id, after={"name": current.name})
    transaction.on_commit(lambda: forget(current.service))
    return current


def retractions_of(file: EventFile) -> Iterator[NewEvent]:
    with one_snapshot(*TITLES) as log:
        found = {
            name: log.events(name).filter(nw.col("file") == nw.lit(file.id)).select("id", "subject").collect("pyarrow")
            for name in TITLES
        }
    for name, frame in found.items():
        for some in frame.to_native().to_batches(max_chunksize=AT_ONCE):
            for row in some.to_pylist():
                retracted = UUID(str(row["id"]))
                yield NewEvent(name, UUID(str(row["subject"])), file.service.events_of, retracts=retracted)


@action
def send_events(*, by: Actor, service: Service, rows: Sequence[Row]) -> int:
    """Events of a program, all or none; returns how many."""
    policy.require(by, "services.bring_data", service)
    sent = publish_many(event_of(row, service, None) for row in rows)
    record(by=by, action="services.bring_events", target=service, project=service.project_id, after={"events": sent})
    transaction.on_commit(lambda: forget(service))
    return sent
