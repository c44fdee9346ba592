"""The queue under the jobs: procrastinate, on the same PostgreSQL and in the same transaction."""

from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections
from procrastinate.contrib.django import app

TASK = "labx.core.jobs.run"


def enqueue(job_id: UUID, *, wait_seconds: int = 0) -> None:
    """Have a worker run the job, once the caller's transaction commits."""
    schedule = {"schedule_in": {"seconds": wait_seconds}} if wait_seconds else {}
    app.configure_task(TASK, **schedule).defer(job_id=str(job_id))


@app.task(name=TASK)
def run(job_id: str) -> None:
    from labx.core.jobs.work import work_off

    own_connection = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        work_off(UUID(job_id), own_connection)
    finally:
        own_connection.close()


@app.periodic(cron="* * * * *")
@app.task(name="labx.core.jobs.resume", queueing_lock="labx.core.jobs.resume", pass_context=True)
async def resume_stalled(context, timestamp: int) -> None:
    """Put back what a worker was doing when it died; a worker that lives says so every ten seconds."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)


@app.periodic(cron="17 3 * * *")
@app.task(name="labx.core.jobs.forget", queueing_lock="labx.core.jobs.forget", pass_context=True)
async def forget_old(context, timestamp: int) -> None:
    """Drop the queue's own records of a week ago; the jobs' rows stay."""
    await app.job_manager.delete_old_jobs(
        nb_hours=24 * 7, include_failed=True, include_cancelled=True, include_aborted=True
    )
