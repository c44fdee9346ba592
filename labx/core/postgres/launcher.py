"""Start the embedded PostgreSQL when it is wanted, share it, and stop it when the last user leaves."""

import atexit
import fcntl
import os
import time
from pathlib import Path

from labx.core.postgres import cluster
from labx.core.postgres.errors import PostgresUnavailable
from labx.core.postgres.locks import exclusively, is_held, open_lock, try_lock
from labx.core.postgres.place import Place, place_of, prepare

START_SECONDS = 120  # a large database may have much to recover after a crash
STOP_SECONDS = 60
ORPHAN_SECONDS = 3  # processes whose postmaster was killed end by themselves within that, or never
PAUSE_SECONDS = 0.05
LOG_TAIL_LINES = 15

_in_use: dict[Path, tuple[int, int]] = {}


def ensure_running(var: Path, name: str = "postgres", *, durable: bool = True) -> str:
    """The connection string of the server `name` under `var`, started when it is not running.

    The server stops when the last process that called this function ends. `durable=False` is for data that may be
    lost with the machine: tests.
    """
    var.mkdir(parents=True, exist_ok=True)
    place = place_of(var, name)
    prepare(place)
    with exclusively(place.starting_lock):
        _use(place)
        _bring_up(place, durable=durable)
    return place.dsn()


def dsn_if_running(var: Path, name: str = "postgres") -> str | None:
    """The connection string when the server is running; cheap, starts nothing."""
    if not is_running(var, name):
        return None
    return place_of(var, name).dsn()


def is_running(var: Path, name: str = "postgres") -> bool:
    """Whether any process of the server lives; it may be one that outlived its postmaster."""
    return is_held(var / name / "running.lock")


def is_whole(var: Path, name: str = "postgres") -> bool:
    """Whether the server's first process lives, on which all others depend."""
    place = place_of(var, name)
    number = cluster.postmaster(place)
    return is_running(var, name) and number is not None and cluster.runs_here(number, place)


def stop(var: Path, name: str = "postgres") -> None:
    """Stop the server whoever uses it, and wait until its last process is gone."""
    if not is_running(var, name):
        return
    place = place_of(var, name)
    with exclusively(place.starting_lock):
        _stop(place)


def _bring_up(place: Place, *, durable: bool) -> None:
    started = False
    deadline = time.monotonic() + START_SECONDS
    orphaned = time.monotonic() + ORPHAN_SECONDS
    while not (is_held(place.running_lock) and cluster.answers(place)):
        if not is_held(place.running_lock):
            if started:
                raise PostgresUnavailable(f"PostgreSQL ended while starting.\n{_log_tail(place)}")
            binaries = cluster.binaries_of(place)
            cluster.initialise(place, binaries)
            cluster.configure(place, durable=durable)
            cluster.start(place, binaries)
            started = True
        elif not started and time.monotonic() > orphaned:
            cluster.end_orphans(place)
        if time.monotonic() > deadline:
            raise PostgresUnavailable(f"PostgreSQL does not answer after {START_SECONDS} s.\n{_log_tail(place)}")
        time.sleep(PAUSE_SECONDS)
    if started:
        cluster.furnish(place)


def _log_tail(place: Place) -> str:
    lines = place.log.read_text(errors="replace").splitlines() if place.log.exists() else []
    return "\n".join([f"The end of {place.log}:", *lines[-LOG_TAIL_LINES:]])


def _use(place: Place) -> None:
    held = _in_use.get(place.home)
    if held and held[0] == os.getpid():
        return
    descriptor = open_lock(place.users_lock)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    _in_use[place.home] = (os.getpid(), descriptor)
    atexit.register(_leave, place)


def _leave(place: Place) -> None:
    process, descriptor = _in_use.get(place.home, (0, -1))
    if process != os.getpid() or not place.home.exists():
        return
    del _in_use[place.home]
    with exclusively(place.starting_lock):
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        if try_lock(descriptor, fcntl.LOCK_EX):
            _stop(place)
    os.close(descriptor)


def _stop(place: Place) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    if is_held(place.running_lock):
        cluster.signal_stop(place)
    while is_held(place.running_lock):
        if time.monotonic() > deadline:
            raise PostgresUnavailable(f"PostgreSQL does not stop after {STOP_SECONDS} s.\n{_log_tail(place)}")
        time.sleep(PAUSE_SECONDS)
        cluster.end_orphans(place)
