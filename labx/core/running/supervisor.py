"""Bring up the database, the server and the worker; watch them; stop them in order."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import click

from config import environment as env
from labx.core.postgres import launcher
from labx.core.running.address import status
from labx.core.running.child import Child
from labx.core.running.prepared import state

PAUSE_SECONDS = 0.1
LONGEST_START_SECONDS = 120
MOST_ERRORS_BEFORE_FIRST_ANSWER = 3
OK = 200
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LABX = str(Path(sys.executable).with_name("labx"))


def say(message: str) -> None:
    click.echo(message, err=True)


class CannotRun(RuntimeError):
    """LabX cannot be brought up; the message says why and what to do."""


@dataclass
class Wishes:
    """How often a stop was asked for: once is politely, twice is at once."""

    stops: int = 0
    last: str = ""

    def note(self, number: int, _frame: FrameType | None) -> None:
        self.stops += 1
        self.last = signal.Signals(number).name

    def is_stopping(self) -> bool:
        return self.stops > 0

    def is_hurried(self) -> bool:
        return self.stops > 1


@contextmanager
def listening_to_signals() -> Iterator[Wishes]:
    wishes = Wishes()
    before = {number: signal.signal(number, wishes.note) for number in SIGNALS}
    try:
        yield wishes
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def named(host: str) -> str:
    """A name where there is one: passkeys refuse an address of numbers."""
    return "localhost" if host == "127.0.0.1" else host


@dataclass
class Supervisor:
    """Everything one `labx run` looks after. `embedded` is the folder of its own database, if it has one."""

    host: str
    port: int
    run_folder: Path
    embedded: Path | None
    processes: int
    wishes: Wishes
    environment: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    children: list[Child] = field(default_factory=list)

    def run(self) -> None:
        """Bring all up, then watch until a stop is asked for."""
        try:
            self.bring_up()
            while not self.pausing():
                self.watch()
        finally:
            self.stop()

    def bring_up(self) -> None:
        began = time.monotonic()
        self.environment |= {"LABX_PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        self.start_database()
        self.prepare()
        if self.wishes.is_stopping():
            return
        server = self.server()
        self.children.append(server)
        self.await_answer(server)
        if self.wishes.is_stopping():
            return
        self.children.append(self.worker())
        click.echo(f"LabX answers at http://{named(self.host)}:{self.port}/ after {time.monotonic() - began:.1f} s.")
        if env.DEMO.flag():
            self.once(LABX, "demo", "--enqueue", must_succeed=False)
        click.echo("Ctrl-C stops everything.")

    def start_database(self) -> None:
        if self.embedded:
            self.environment["DATABASE_URL"] = launcher.ensure_running(self.embedded)

    def prepare(self) -> None:
        """Migrate and collect static files, unless nothing changed since that was last done."""
        mark = self.run_folder / "prepared"
        static = env.VAR.folder() / "static"
        dsn = self.environment["DATABASE_URL"]
        if not mark.exists() or mark.read_text() != state(dsn, static):
            self.once(sys.executable, "-m", "labx.core.running.prepare", must_succeed=True)
            if not self.wishes.is_stopping():
                mark.write_text(state(dsn, static))

    def once(self, *command: str, must_succeed: bool) -> None:
        """Run one of our own programs to its end, unless a stop is asked for."""
        process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True)
        while process.poll() is None:
            if self.pausing():
                process.terminate()
        if process.wait() and not self.wishes.is_stopping():
            what = f"`{' '.join(command)}` failed with code {process.returncode}; its reason is above."
            if must_succeed:
                raise CannotRun(what)
            say(what)

    def server(self) -> Child:
        options = ["--interface", "asginl", "--host", self.host, "--port", str(self.port), "--no-ws"]
        options += ["--workers", str(self.processes), "--workers-kill-timeout", "3", "--log-level", "warning"]
        options += ["--static-path-route", "/static", "--static-path-mount", str(env.VAR.folder() / "static")]
        command = [sys.executable, "-m", "granian", *options, "config.asgi:application"]
        return Child("server", command, {**self.metrics(), **self.environment}, self.run_folder)

    def metrics(self) -> dict[str, str]:
        """Where several processes put what they count together; what earlier ones counted is gone, as with one."""
        if self.processes == 1:
            return {}
        folder = self.run_folder / "metrics"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return {"PROMETHEUS_MULTIPROC_DIR": str(folder)}

    def worker(self) -> Child:
        """Jobs give way to pages: many people wait for a page, nobody for a job."""
        return Child("worker", ["nice", LABX, "worker"], self.environment, self.run_folder)

    def await_answer(self, server: Child) -> None:
        """Until the page answers; what will never answer is given up with its reason."""
        errors = 0
        deadline = time.monotonic() + LONGEST_START_SECONDS
        while not self.wishes.is_stopping():
            self.watch()
            answer = status(self.host, self.port) if server.process else None
            if answer == OK:
                return
            errors += answer is not None
            if errors >= MOST_ERRORS_BEFORE_FIRST_ANSWER or server.failures >= MOST_ERRORS_BEFORE_FIRST_ANSWER:
                what = f"answers with error {answer}" if answer else "ends as soon as it starts"
                raise CannotRun(f"The server {what}; its reason is above. Try `labx doctor`.")
            if time.monotonic() > deadline:
                raise CannotRun(f"The server does not answer after {LONGEST_START_SECONDS} s. Try `labx doctor`.")
            self.pausing()

    def watch(self) -> None:
        if self.embedded and not launcher.is_whole(self.embedded):
            say("The database ended by itself. Starting it again.")
            launcher.ensure_running(self.embedded)
        for child in self.children:
            child.watch(say)

    def stop(self) -> None:
        if self.wishes.is_stopping():
            click.echo(f"Stopping ({self.wishes.last}) ...")
        for child in self.children:
            child.stop(self.wishes.is_hurried)
        if self.embedded:
            launcher.stop(self.embedded)
        click.echo("LabX has stopped.")

    def pausing(self) -> bool:
        """Wait a moment; whether a stop is asked for."""
        time.sleep(PAUSE_SECONDS)
        return self.wishes.is_stopping()
