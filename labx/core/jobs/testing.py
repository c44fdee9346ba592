"""What tests need of jobs: a worker in their own process and transaction."""

from collections.abc import Callable

import pytest


@pytest.fixture
def run_jobs(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """`run_jobs()` does every waiting job, its repetitions after a failure included."""
    from django.db import connection

    from labx.core.jobs import progress
    from labx.core.jobs.models import Job, State
    from labx.core.jobs.work import work_off

    monkeypatch.setattr(progress, "PAUSE_SECONDS", 0)

    def run() -> None:
        while waiting := Job.objects.filter(state=State.WAITING).order_by("created_at").first():
            work_off(waiting.id, connection)

    return run
