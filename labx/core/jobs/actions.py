"""Start, stop and repeat long work."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.jobs.declare import declared_job
from labx.core.jobs.models import Job, State
from labx.core.jobs.queue import enqueue


class NotNow(RuntimeError):
    """The job is not in a state in which this can be done."""


@dataclass(frozen=True)
class Scope:
    """What a job's permission is asked of when there is no record yet: its project."""

    project_id: UUID | None
    owner_id: UUID | None = None


@action
def start_job(*, by: Actor, name: str, project: UUID | None, arguments: dict[str, Any]) -> Job:
    declared = declared_job(name)
    policy.require(by, declared.permission, Scope(project) if project else None)
    job = Job.objects.create(
        name=name,
        arguments=arguments,
        actor=by.key,
        scopes=None if by.scopes is None else sorted(by.scopes),
        owner_id=by.account_id,
        project_id=project,
    )
    record(by=by, action="core.start_job", target=job, after={"name": name}, project=project)
    enqueue(job.id)
    return job


def start(name: str, *, by: Actor, project: UUID | None = None, **arguments: Any) -> Job:
    """Have the worker do this; it begins once the caller's transaction commits."""
    return start_job(by=by, name=name, project=project, arguments=arguments)


@action
def cancel_job(*, by: Actor, job: Job) -> Job:
    """Stop: at once where it has not begun, else at the next point where stopping is safe."""
    policy.require(by, "core.cancel_job", job)
    current = Job.objects.select_for_update().get(pk=job.pk)
    if not current.is_moving:
        raise NotNow(_("This work has already ended, so there is nothing to stop."))
    current.cancel_asked = True
    if current.state == State.WAITING:
        current.state = State.CANCELLED
    current.save(update_fields=["cancel_asked", "state"])
    record(by=by, action="core.cancel_job", target=current, project=current.project_id)
    return current


@action
def repeat_job(*, by: Actor, job: Job) -> Job:
    """Run again what failed or was stopped."""
    policy.require(by, "core.repeat_job", job)
    current = Job.objects.select_for_update().get(pk=job.pk)
    if current.state not in {State.FAILED, State.CANCELLED}:
        raise NotNow(_("Only work that failed or was stopped can run again."))
    before = {"state": current.state, "error": current.error}
    current.state, current.attempts, current.cancel_asked = State.WAITING, 0, False
    current.error, current.message, current.done, current.finished_at = "", "", 0, None
    current.save()
    record(by=by, action="core.repeat_job", target=current, before=before, project=current.project_id)
    enqueue(current.id)
    return current
