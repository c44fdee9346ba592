"""Run one job: claim it, do it, write down how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import structlog
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from labx.core.accounts import UnknownActor, actor_again, contact
from labx.core.jobs.declare import DeclaredJob, UnknownJob, declared_job
from labx.core.jobs.models import Job, State
from labx.core.jobs.progress import Cancelled, Progress
from labx.core.jobs.queue import enqueue
from labx.core.logs import kind_and_place

log = structlog.get_logger(__name__)
FIRST_WAIT_SECONDS = 10
LONGEST_WAIT_SECONDS = 3600
BUSY_WAIT_SECONDS = 30


def work_off(job_id: UUID, own_connection: BaseDatabaseWrapper) -> None:
    """Do the job unless it is over. Whatever happens, the row tells; nothing is raised for what a job may do wrong."""
    with claimed(job_id, own_connection) as is_mine:
        if not is_mine:
            enqueue(job_id, wait_seconds=BUSY_WAIT_SECONDS)
            return
        job = begun(job_id)
        if job is None:
            return
        try:
            declared = declared_job(job.name)
        except UnknownJob as error:
            end(job, State.FAILED, error=str(error))
            return
        if job.attempts > declared.attempts:
            end(job, State.FAILED, error=_("The worker stopped each of the %d times this ran.") % declared.attempts)
            return
        do(job, declared, Progress(job_id, own_connection))


@contextmanager
def claimed(job_id: UUID, own_connection: BaseDatabaseWrapper) -> Iterator[bool]:
    """Whether this worker alone runs the job: a lock that the database lets go when a worker dies."""
    key = job_id.int & (2**63 - 1)
    with own_connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        is_mine = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with own_connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def begun(job_id: UUID) -> Job | None:
    """The job, marked as running; nothing when it ended meanwhile or does not exist."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state__in=[State.WAITING, State.RUNNING]).first()
        if job is not None:
            job.state, job.attempts, job.started_at = State.RUNNING, job.attempts + 1, timezone.now()
            job.save(update_fields=["state", "attempts", "started_at"])
    return job


def do(job: Job, declared: DeclaredJob, progress: Progress) -> None:
    known = contact(job.owner_id) if job.owner_id else None
    with translation.override(known.language if known else None):
        try:
            by = actor_again(job.actor, None if job.scopes is None else frozenset(job.scopes))
            progress.write()
            result = declared.run(progress, by=by, **job.arguments)
        except Cancelled:
            end(job, State.CANCELLED)
        except Exception as error:
            failed(job, declared, error)
        else:
            end(job, State.DONE, result=result)


def failed(job: Job, declared: DeclaredJob, error: Exception) -> None:
    log.warning("job failed", job=str(job.id), name=job.name, attempt=job.attempts, **kind_and_place(error))
    if isinstance(error, declared.retry_on) and job.attempts < declared.attempts:
        wait = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 3 ** (job.attempts - 1))
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=State.WAITING, error=told(error, declared))
            enqueue(job.pk, wait_seconds=wait)
    else:
        end(job, State.FAILED, error=told(error, declared))


def told(error: Exception, declared: DeclaredJob) -> str:
    """What the reader is told of a failure."""
    if isinstance(error, (*declared.explains, UnknownActor)):
        return str(error)
    message = _("Something unforeseen happened (%s). Run it again; if it fails again, tell an administrator.")
    return message % type(error).__name__


def end(job: Job, state: State, *, result: dict | None = None, error: str = "") -> None:
    Job.objects.filter(pk=job.pk).update(state=state, result=result, error=error, finished_at=timezone.now())
