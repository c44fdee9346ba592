"""One database cluster: make it, configure it, start its server, stop it."""

import contextlib
import fcntl
import os
import signal
from pathlib import Path

import psycopg

from labx.core.postgres.account import user_name
from labx.core.postgres.binaries import Binaries, binaries_for, reachable
from labx.core.postgres.errors import PostgresUnavailable
from labx.core.postgres.locks import open_lock
from labx.core.postgres.place import SOCKET_NAME, Place

BIGGEST_LOG_BYTES = 10_000_000
BUILTIN_LOCALE_SINCE = 17
SUPERUSER = "postgres"
PROCESSES = Path("/proc")

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "jit": "off",
    "synchronous_commit": "on",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_line_prefix": "'%m [%p] '",
    # The log must not repeat what people wrote: no statements, no DETAIL lines with values.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
THROWAWAY = {"fsync": "off", "full_page_writes": "off"}


def binaries_of(place: Place) -> Binaries:
    return reachable(binaries_for(place.data), place.account, place.root)


def initialise(place: Place, binaries: Binaries) -> None:
    """Make the data directory, in one step that is either done or not."""
    if (place.data / "PG_VERSION").exists():
        return
    unfinished = place.root / "data.unfinished"
    place.account.run(["rm", "-rf", unfinished])
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    locale = builtin if binaries.major >= BUILTIN_LOCALE_SINCE else ["--locale=C.UTF-8"]
    place.account.run(
        [binaries.program("initdb"), "-D", unfinished, "-U", SUPERUSER, "--encoding=UTF8", "--auth=peer", *locale]
    )
    with (unfinished / "postgresql.conf").open("a") as configuration:
        configuration.write("\ninclude 'labx.conf'\n# Your own settings: write them below, they win.\n")
    unfinished.rename(place.data)


def configure(place: Place, *, durable: bool) -> None:
    """Write LabX's own settings and who may connect: this user and root, by their identity, over the socket only."""
    settings = SETTINGS if durable else {**SETTINGS, **THROWAWAY}
    users = sorted({user_name(), "root"})
    mapped = [f'labx "{user}" {role}' for user in users for role in ("labx", SUPERUSER)]
    for name, lines in {
        "labx.conf": [f"{setting} = {value}" for setting, value in settings.items()],
        "pg_hba.conf": ["local all all peer map=labx"],
        "pg_ident.conf": mapped,
    }.items():
        path = place.data / name
        path.write_text("\n".join(lines) + "\n")
        place.account.own(path)


def start(place: Place, binaries: Binaries) -> None:
    """Start the server and let every one of its processes hold the running lock."""
    lock = open_lock(place.running_lock)
    log = _open_log(place.log)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # The lock was free, so nobody runs here: these files can only be left over, their number may be anybody's.
        (place.data / "postmaster.pid").unlink(missing_ok=True)
        (place.socket / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
        options = f"-k '{place.socket}' -p 5432"
        command = [binaries.program("pg_ctl"), "start", "-W", "-s", "-D", place.data, "-o", options]
        place.account.run(command, pass_fds=[lock], output=log)
    finally:
        os.close(log)
        os.close(lock)


def _open_log(log: Path) -> int:
    if log.exists() and log.stat().st_size > BIGGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    return os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)


def signal_stop(place: Place) -> None:
    """Ask for a fast stop: sessions end, nothing committed is lost."""
    number = postmaster(place)
    if number and runs_here(number, place):
        os.kill(number, signal.SIGINT)
    else:
        end_orphans(place)


def postmaster(place: Place) -> int | None:
    """The number in the server's pid file, which may be left over from one that was killed."""
    try:
        return int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def runs_here(number: int, place: Place) -> bool:
    """Whether this is a living process of this server: all of them work in its data folder."""
    if not PROCESSES.exists():
        return True
    try:
        return (PROCESSES / str(number) / "cwd").readlink() == place.data
    except FileNotFoundError:
        return False
    except PermissionError:
        # Another user's process: of the server when the server is another user's.
        return place.account.uid != os.geteuid()


def end_orphans(place: Place) -> None:
    """Kill what outlived its postmaster: it may wait for ever for a lock that a killed process held."""
    number = postmaster(place)
    if not PROCESSES.exists() or (number and runs_here(number, place)):
        return
    for entry in PROCESSES.iterdir():
        if entry.name.isdigit() and runs_here(int(entry.name), place):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(int(entry.name), signal.SIGKILL)


def furnish(place: Place) -> None:
    """Make the ordinary role and the database that LabX uses; the role is no superuser, as in a ministry."""
    with psycopg.connect(place.dsn(SUPERUSER, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = 'labx'").fetchone():
            connection.execute("CREATE ROLE labx LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'labx'").fetchone():
            connection.execute("CREATE DATABASE labx OWNER labx TEMPLATE template0")


def answers(place: Place) -> bool:
    """Whether the server takes connections now."""
    try:
        psycopg.connect(place.dsn(SUPERUSER, "postgres"), connect_timeout=2).close()
    except psycopg.OperationalError as refusal:
        if "Peer authentication failed" in str(refusal):
            raise PostgresUnavailable(
                f"The database under {place.home} was started by another user. Stop LabX there, or run as that user."
            ) from refusal
        return False
    return True
