"""`labx run` as a person starts it: answers, mends what is killed, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from config import environment as env
from labx.core.postgres import launcher
from labx.core.postgres.locks import is_held
from labx.core.postgres.place import place_of
from labx.core.running.address import status

PATIENCE_SECONDS = 240


@pytest.fixture
def var() -> Iterator[Path]:
    top = Path(tempfile.mkdtemp(prefix="labx-"))
    top.chmod(0o755)
    yield top / "var"
    launcher.stop(top / "var")
    shutil.rmtree(top)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class Run:
    """One `labx run` and what it says."""

    def __init__(self, var: Path, port: int) -> None:
        self.var, self.port = var, port
        environment = {name: value for name, value in os.environ.items() if name != env.DATABASE_URL.name}
        self.output = var.parent / f"said-{time.monotonic_ns()}.txt"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [str(Path(sys.executable).with_name("labx")), "run", "--port", str(port)],
                env={**environment, "LABX_VAR": str(var)},
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=env.ROOT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def until(self, happened: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            assert time.monotonic() < deadline and self.process.poll() is None, f"Not {what}. It said:\n{self.said}"
            time.sleep(0.1)

    def until_says(self, pattern: str) -> None:
        self.until(lambda: re.search(pattern, self.said), f"saying {pattern}")

    def until_answers(self) -> None:
        self.until(lambda: status("127.0.0.1", self.port) == 200, "answering")

    def pid_of(self, child: str) -> int:
        return int((self.var / "run" / f"{child}.lock").read_text())

    def end(self, number: signal.Signals = signal.SIGINT) -> str:
        self.process.send_signal(number)
        self.process.wait(PATIENCE_SECONDS)
        return self.said

    def leftovers(self) -> list[str]:
        return [
            lock.name for lock in [*self.var.glob("run/*.lock"), *self.var.glob("postgres/*.lock")] if is_held(lock)
        ]


@pytest.fixture
def start(var: Path) -> Iterator[Callable[[int], Run]]:
    """Start `labx run` on a port; whatever still runs at the end is stopped."""
    started: list[Run] = []

    def run_on(port: int) -> Run:
        started.append(Run(var, port))
        return started[-1]

    yield run_on
    for run in started:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)


def test_run_mends_itself_outlives_a_kill_and_stops_whole(start: Callable[[int], Run], var: Path, port: int) -> None:
    """One story, for the first start of a folder is the long one."""
    first = start(port)
    first.until_says(f"LabX answers at http://localhost:{port}/")
    os.kill(first.pid_of("server"), signal.SIGKILL)
    first.until_says("The server ended by itself .killed by SIGKILL.")
    first.until_answers()
    postmaster = place_of(var, "postgres").data / "postmaster.pid"
    psutil.Process(int(postmaster.read_text().split()[0])).kill()
    first.until_says("The database ended by itself")
    first.until(lambda: status("127.0.0.1", port, "/readyz") == 200, "ready again")
    beside = start(port)
    assert beside.process.wait(PATIENCE_SECONDS) == 1
    assert "LabX already runs from" in beside.said
    server = first.pid_of("server")
    first.end(signal.SIGKILL)
    assert psutil.pid_exists(server)
    for number in (signal.SIGTERM, signal.SIGINT):
        again = start(port)
        again.until_says("LabX answers at")
        assert again.pid_of("server") != server
        assert "migrations applied" not in again.said
        assert again.end(number).rstrip().endswith("LabX has stopped.")
        assert again.process.returncode == 0
        assert again.leftovers() == []


def test_taken_port(start: Callable[[int], Run], var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        run = start(listener.getsockname()[1])
        assert run.process.wait(PATIENCE_SECONDS) == 1
    assert "is taken" in run.said
    assert not (var / "postgres").exists()
