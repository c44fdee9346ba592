"""A program the supervisor keeps alive: its own process group, a lock that tells whether any of it still lives."""

import contextlib
import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from labx.core.postgres.locks import is_held, open_lock

LONGEST_PAUSE_SECONDS = 30
STEADY_SECONDS = 60
PAUSE_SECONDS = 0.05
KILL_SECONDS = 5


@dataclass
class Child:
    """One program, started again with growing pauses when it ends by itself."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    grace_seconds: float = 10
    failures: int = 0
    start_at: float = 0
    started_at: float = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.name}.lock"

    def start(self) -> None:
        """Start in a session of its own (the terminal's Ctrl-C does not reach it), with the lock inherited."""
        end_left_over(self.lock)
        lock = open_lock(self.lock)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, pass_fds=[lock], start_new_session=True
            )
            os.ftruncate(lock, 0)
            os.write(lock, str(self.process.pid).encode())
        finally:
            os.close(lock)
        self.started_at = time.monotonic()

    def watch(self, say: Callable[[str], None]) -> None:
        """Notice that it ended, and start it again when its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        end_left_over(self.lock)
        self.process = None
        self.failures = 1 if now - self.started_at > STEADY_SECONDS else self.failures + 1
        pause = min(2 ** (self.failures - 1), LONGEST_PAUSE_SECONDS)
        self.start_at = now + pause
        say(f"The {self.name} ended by itself ({ending(code)}). Starting it again in {pause} s.")

    def stop(self, is_hurried: Callable[[], bool]) -> None:
        """Ask it to end, give it time, then kill whatever is left of its group."""
        if self.process is None:
            return
        self.process.terminate()
        deadline = time.monotonic() + self.grace_seconds
        while self.process.poll() is None and time.monotonic() < deadline and not is_hurried():
            time.sleep(PAUSE_SECONDS)
        end_left_over(self.lock)
        self.process.wait()
        self.process = None


def ending(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"code {code}"


def end_left_over(lock: Path) -> None:
    """Kill what still holds the lock: a group whose leader, or whose supervisor, was killed."""
    if not is_held(lock):
        return
    group = int(lock.read_text() or 0)
    if group > 1:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
    deadline = time.monotonic() + KILL_SECONDS
    while is_held(lock) and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
