"""Checks of the worker and its jobs."""

from __future__ import annotations

from labx.core.doctor.database import ask, check_of_database
from labx.core.doctor.registry import Finding, broken, note, ok

SILENT_SECONDS = 60
OVERDUE_MINUTES = 10


ALIVE = """
SELECT count(*) FROM procrastinate_workers WHERE now() - last_heartbeat < make_interval(secs => %s)
"""
OVERDUE = """
SELECT count(DISTINCT job.id) FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id
WHERE job.status = 'todo' AND event.type = 'deferred'
AND greatest(event.at, job.scheduled_at) < now() - make_interval(mins => %s)
"""
STALLED = """
SELECT count(*) FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
WHERE job.status = 'doing'
AND (worker.id IS NULL OR now() - worker.last_heartbeat > make_interval(secs => %s))
"""
UNFINISHED = "SELECT count(*) FROM jobs_job WHERE state = 'failed'"
FAILED = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'"  # kept for a week


def count(query: str, *values: int) -> int:
    return sum(number for (number,) in ask(query, *values))


@check_of_database("Worker")
def worker() -> Finding:
    workers, waiting = count(ALIVE, SILENT_SECONDS), count(OVERDUE, OVERDUE_MINUTES)
    if not workers and waiting:
        said = f"No worker is alive and {waiting} jobs have waited more than {OVERDUE_MINUTES} minutes."
        return broken(said, "Start `labx run`, or `labx worker` on a server.")
    if not workers:
        return note("No worker is alive; no job waits for one.", "`labx run` starts one.")
    return ok(f"{workers} workers are alive; {waiting} jobs have waited more than {OVERDUE_MINUTES} minutes.")


@check_of_database("Jobs")
def jobs() -> Finding:
    if stalled := count(STALLED, SILENT_SECONDS):
        return note(f"{stalled} jobs stopped with their worker.", "A living worker takes them up again in a minute.")
    if unfinished := count(UNFINISHED):
        return note(f"{unfinished} pieces of long work did not finish.", "See why, and try again, on “Long work”.")
    if failed := count(FAILED):
        return note(f"{failed} tasks of the worker failed in the last week.", "The worker's log says which, and why.")
    return ok("No job has failed or stopped half-way.")
