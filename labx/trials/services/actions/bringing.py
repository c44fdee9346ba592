"""Events of a service: a file's, all or none, taken back again; and those that programs send."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.check import NewEvent
from labx.core.events.publish import publish_many
from labx.core.files.uploads import keep
from labx.core.jobs.actions import start
from labx.core.jobs.queries import idle
from labx.core.tables.schema import Problem
from labx.trials.services.events import COST
from labx.trials.services.keeping import forget
from labx.trials.services.models import EventFile, Service
from labx.trials.services.rows import Row, event_of

State = EventFile.State


class NotNow(ValueError):
    """This cannot be done as things are; the message says what can be done instead."""


@action
def keep_file(
    *,
    by: Actor,
    service: Service,
    pieces: Iterable[bytes],
    name: str,
    complete_until: dt.datetime | None = None,
    is_followed: bool = False,
) -> EventFile:
    """Keep the file exactly as it came, and what was said of it; nothing is read from it yet."""
    policy.require(by, "services.bring_data", service)
    kept = keep(pieces, name=name, folder=EventFile.kept_in())
    refuse_twice(service, kept.sha256)
    said: dict[str, Any] = {"complete_until": complete_until, "is_followed": is_followed}
    file = EventFile.objects.create(service=service, name=name[:255], sha256=kept.sha256, bytes=kept.size_bytes, **said)
    tell(by, "services.keep_file", file, {"name": file.name, "sha256": file.sha256, "bytes": file.bytes, **said})
    return file


def refuse_twice(service: Service, sha256: str) -> None:
    """The same file twice would count everyone twice."""
    if service.files.filter(sha256=sha256, state=State.IN).exists():
        raise NotNow(_("This file is already in. Take it back first if it should be read anew."))


@action
def start_bringing(*, by: Actor, file: EventFile, is_check: bool, leave_out_faulty: bool) -> EventFile:
    """Have the worker read the file, and bring it in unless it is only to be checked."""
    policy.require(by, "services.bring_data", file)
    current = idle(file, NotNow)
    if current.state == State.IN:
        raise NotNow(_("This file is already in. Take it back first if it should be read anew."))
    if current.removed_at:
        raise NotNow(_("The file itself is no longer kept. Hand it in again."))
    refuse_twice(current.service, current.sha256)
    how = {"is_check": is_check, "leave_out_faulty": leave_out_faulty}
    job = start("services.bring_events", by=by, project=current.project_id, file=str(current.id), **how)
    current.job, current.state, current.problems, current.problem_count = job.id, State.KEPT, [], 0
    current.save(update_fields=["job", "state", "problems", "problem_count"])
    return current


@action
def start_undoing(*, by: Actor, file: EventFile) -> EventFile:
    """Have the worker take every event of the file back; done twice, it stays as it was."""
    policy.require(by, "services.bring_data", file)
    current = idle(file, NotNow)
    if current.state == State.IN:
        current.job = start("services.undo_events", by=by, project=current.project_id, file=str(current.id)).id
        current.save(update_fields=["job"])
    return current


@action
def note_findings(
    *, by: Actor, file: EventFile, state: str, rows: int, problems: Sequence[Problem], count: int
) -> None:
    """What a check, or a refusal, found. Nothing is written to the event log."""
    policy.require(by, "services.bring_data", file)
    write_findings(file, state, rows, problems, count)
    tell(by, f"services.file_{state}", file, {"name": file.name, "events": rows, "problems": count})


def write_findings(file: EventFile, state: str, rows: int, problems: Sequence[Problem], count: int) -> None:
    file.state, file.rows, file.problem_count = state, rows, count
    file.problems = [asdict(problem) for problem in problems]
    file.save(update_fields=["state", "rows", "problems", "problem_count"])


@dataclass
class Last:
    """When the last thing of all these events happened to someone; costs are no such thing."""

    at: dt.datetime | None = None

    def of(self, events: Iterable[NewEvent]) -> Iterator[NewEvent]:
        for event in events:
            if event.name != COST and event.time:
                self.at = max(self.at or event.time, event.time)
            yield event


@action
def bring_events(
    *, by: Actor, file: EventFile, rows: Iterable[Row], problems: Sequence[Problem] = (), count: int = 0
) -> EventFile:
    """Publish one event a row, all or none; done again after an interruption, it stays as it was."""
    policy.require(by, "services.bring_data", file)
    service = Service.objects.select_for_update().get(pk=file.service_id)
    current = EventFile.objects.select_for_update().get(pk=file.pk)
    if current.state == State.IN:
        return current
    refuse_twice(service, current.sha256)
    last = Last()
    taken = publish_many(last.of(event_of(row, service, current.id) for row in rows))
    current.complete_until, current.has_transactions = current.complete_until or last.at, last.at is not None
    current.save(update_fields=["complete_until", "has_transactions"])
    write_findings(current, State.IN, taken, problems, count)
    tell(by, "services.bring_events", current, {"name": current.name, "sha256": current.sha256, "events": taken})
    transaction.on_commit(lambda: forget(service))
    return current


@action
def undo_events(*, by: Actor, file: EventFile, published: Iterable[tuple[str, UUID, UUID]]) -> EventFile:
    """Take back what was `published` from a file: name, id and transaction of each event."""
    policy.require(by, "services.bring_data", file)
    current = EventFile.objects.select_for_update(of=("self",)).select_related("service").get(pk=file.pk)
    if current.state != State.IN:
        return current
    project = current.service.events_of
    count = publish_many(NewEvent(name, subject, project, retracts=event) for name, event, subject in published)
    current.state, current.undone_at = State.TAKEN_BACK, timezone.now()
    current.save(update_fields=["state", "undone_at"])
    tell(by, "services.undo_events", current, {"name": current.name, "events": count})
    transaction.on_commit(lambda: forget(current.service))
    return current


def tell(by: Actor, name: str, file: EventFile, after: dict[str, Any]) -> None:
    record(by=by, action=name, target=file, project=file.project_id, after=after)


@action
def send_events(*, by: Actor, service: Service, rows: Sequence[Row]) -> int:
    """Events of a program, all or none; returns how many. The worker counts them before a minute has passed."""
    policy.require(by, "services.bring_data", service)
    sent = publish_many(event_of(row, service, None) for row in rows)
    record(by=by, action="services.bring_events", target=service, project=service.project_id, after={"events": sent})
    return sent
