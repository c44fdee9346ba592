"""Reading the jobs."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actors import Actor
from labx.core.jobs.declare import UnknownJob, declared_job
from labx.core.jobs.models import Job, State
from labx.core.pages.progress import Progress

Kept = TypeVar("Kept", bound=Model)


def job(job_id: UUID) -> Job | None:
    return Job.objects.filter(pk=job_id).first()


def is_under_way(job_id: UUID | None) -> bool:
    """Whether the job waits or runs; what stopped, failed or never was leaves its record free."""
    found = Job.objects.filter(pk=job_id).first()
    return found is not None and found.is_moving


def idle(record: Kept, refused: type[Exception]) -> Kept:
    """The record, locked, while no job of its own works on it; `refused` is raised otherwise."""
    current: Kept = type(record)._default_manager.select_for_update(no_key=True).get(pk=record.pk)
    if is_under_way(current.job):  # type: ignore[attr-defined]
        raise refused(_("The work has not ended yet: wait for it, or stop it."))
    return current


def jobs_of(actor: Actor) -> QuerySet:
    """One's own, or everybody's for those who may."""
    everyone = policy.allows(actor, "core.list_all_jobs")
    return Job.objects.all() if everyone else Job.objects.filter(owner_id=actor.id)


def title_of(name: str) -> str:
    try:
        return str(declared_job(name).title)
    except UnknownJob:
        return name


def progress_of(found: Job, actor: Actor) -> Progress:
    """The job as a page shows it, with the buttons this reader may press."""
    state = "cancelling" if found.cancel_asked and found.state == State.RUNNING else found.state
    can_cancel = found.is_moving and policy.allows(actor, "core.cancel_job", found)
    can_repeat = state in {State.FAILED, State.CANCELLED} and policy.allows(actor, "core.repeat_job", found)
    result_url = (found.result or {}).get("url", "")
    return Progress(
        title=title_of(found.name),
        state=state,
        url=reverse("jobs:job", args=[found.pk]),
        message=found.error if state == State.FAILED else found.message,
        done=found.done,
        total=found.total,
        cancel_url=reverse("jobs:cancel", args=[found.pk]) if can_cancel else "",
        again_url=reverse("jobs:repeat", args=[found.pk]) if can_repeat else "",
        result_url=result_url,
        result_label=(found.result or {}).get("label", _("See the result")) if result_url else "",
    )
