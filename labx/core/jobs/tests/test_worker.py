"""A real worker, killed in the middle of a job: another one does it again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from config.environment import ROOT
from labx.core.actors import system
from labx.core.jobs.models import Job
from labx.core.jobs.queue import enqueue

WORKER = """
import sys, time
from pathlib import Path
import django
django.setup()
from django.core.management import call_command
from labx.core.jobs.declare import job

@job("test.long", permission="core.read_audit")
def run(progress, *, by, mark):
    mark = Path(mark)
    progress.say(done=1, total=2, message="begun")
    if mark.exists():
        return {"times": 2}
    mark.touch()
    time.sleep(300)

call_command("procrastinate", "worker", concurrency=2)
"""
LONGEST_SECONDS = 150  # 30 until a worker counts as dead, a minute until somebody looks, and a slow machine


def worker(database_url: str) -> subprocess.Popen:
    environment = {**os.environ, "DATABASE_URL": database_url, "DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=ROOT, stderr=subprocess.DEVNULL)


def wait_for(condition, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.3)
    return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_was_doing_is_done_by_the_next(database_url: str, tmp_path: Path) -> None:
    mark = tmp_path / "begun"
    long = Job.objects.create(name="test.long", actor=system("test").key, arguments={"mark": str(mark)})
    enqueue(long.id)
    first = worker(database_url)
    try:
        assert wait_for(mark.exists, 60)
        assert Job.objects.get().message == "begun"
    finally:
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
    second = worker(database_url)
    try:
        assert wait_for(lambda: Job.objects.get().state == "done", LONGEST_SECONDS), Job.objects.values().get()
        assert (Job.objects.get().result, Job.objects.get().attempts) == ({"times": 2}, 2)
    finally:
        second.terminate()
        second.wait(30)
        connection.close()
