"""A watched program: started again when it ends, stopped with everything it started."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from labx.core.postgres.locks import is_held
from labx.core.running.child import Child, end_left_over

FOREVER = "import time; time.sleep(600)"
STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(600)
"""
WITH_CHILD = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {FOREVER!r}], close_fds=False).wait()"


def child(folder: Path, program: str, **options: float) -> Child:
    command = [sys.executable, "-c", program, str(folder / "ready")]
    return Child("sleeper", command, dict(os.environ), folder, **options)  # type: ignore[arg-type]


def until(happened: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not happened():
        assert time.monotonic() < deadline, "it did not happen within 20 s"
        time.sleep(0.02)


def never() -> bool:
    return False


def test_started_again_after_growing_pauses(tmp_path: Path) -> None:
    said: list[str] = []
    sleeper = child(tmp_path, "raise SystemExit(3)")
    until(lambda: sleeper.watch(said.append) or len(said) == 3)
    assert [line[-7:-1] for line in said] == ["in 1 s", "in 2 s", "in 4 s"]
    assert "code 3" in said[0]
    sleeper.stop(never)


def test_killed_program_comes_back_alone(tmp_path: Path) -> None:
    said: list[str] = []
    sleeper = child(tmp_path, WITH_CHILD)
    sleeper.watch(said.append)
    assert sleeper.process
    first = psutil.Process(sleeper.process.pid)
    until(first.children)
    grandchild = first.children()[0]
    first.kill()
    until(lambda: sleeper.watch(said.append) or said)
    assert "killed by SIGKILL" in said[0]
    assert not grandchild.is_running() or grandchild.status() == psutil.STATUS_ZOMBIE
    until(lambda: sleeper.watch(said.append) or sleeper.process)
    assert sleeper.process.pid != first.pid
    sleeper.stop(never)
    assert not is_held(sleeper.lock)


@pytest.mark.parametrize("hurried", [True, False])
def test_program_that_ignores_the_request_is_killed(tmp_path: Path, hurried: bool) -> None:
    sleeper = child(tmp_path, STUBBORN, grace_seconds=600 if hurried else 0.5)
    sleeper.start()
    process = sleeper.process
    until((tmp_path / "ready").exists)
    sleeper.stop(lambda: hurried)
    assert process and process.returncode == -signal.SIGKILL
    assert not is_held(sleeper.lock)


def test_left_over_of_a_killed_supervisor_is_ended(tmp_path: Path) -> None:
    sleeper = child(tmp_path, FOREVER)
    sleeper.start()
    assert is_held(sleeper.lock)
    end_left_over(sleeper.lock)
    assert not is_held(sleeper.lock)
    assert sleeper.process and sleeper.process.wait() == -9
    end_left_over(sleeper.lock)
