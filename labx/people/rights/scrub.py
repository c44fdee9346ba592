"""What PostgreSQL keeps of deleted rows - in tables, statistics and its write-ahead log - written anew or removed.

An erasure deletes; this makes the deleted bytes leave the files. It rewrites every table, so LabX must not be running.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import sql

from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.people.rights.errors import RightsProblem
from labx.people.rights.models import Erasure

# Statistics hold samples of columns. ANALYZE leaves those of a table that became empty as they were, and what it
# replaces stays behind in their tables: so they are emptied before and rewritten after.
STATISTICS = ("pg_statistic", "pg_statistic_ext_data")
SWITCHES = 3
# Rewriting a table takes along deleted rows that another session may still see.
SETTINGS = ("wal_recycle", "autovacuum")
LOOKING = """
    SELECT pid::text || ' ' || backend_type FROM pg_stat_activity
    WHERE (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL) AND pid <> pg_backend_pid()
      AND coalesce(datname, current_database()) = current_database()
    UNION ALL SELECT gid FROM pg_prepared_xacts WHERE database = current_database()
"""
PATIENCE_SECONDS = 60


class OthersAreLooking(RightsProblem):
    """Sessions of other programs keep the deleted rows alive."""

    def __init__(self, sessions: list[str]) -> None:
        super().__init__(
            _("Other sessions still see the deleted rows, so nothing was rewritten: end them and try again. They are: ")
            + ", ".join(sessions)
        )


@action
def note_scrub(*, by: Actor) -> int:
    """Before the rewriting, so that what this writes is rewritten with the rest."""
    waiting = Erasure.objects.filter(scrubbed_at=None).exclude(finished_at=None)
    count = waiting.update(scrubbed_at=timezone.now())
    record(by=by, action="rights.scrub", target=("rights.scrub", "database"), after={"erasures": count})
    return count


def rewrite(dsn: str, note: Callable[[], int]) -> Iterator[str]:
    """Rewrite every table, the statistics and the log of the database `dsn`, saying each step as it begins."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield "Old segments of the write-ahead log will be removed, not used again."
        for setting in SETTINGS:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
        try:
            wait_until_alone(connection)
            yield f"Erasures noted as scrubbed: {note()}."
            for table in STATISTICS:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier("pg_catalog", table)))
            yield "Rewriting every table and index."
            connection.execute("VACUUM (FULL, ANALYZE)")
            yield "Rewriting the statistics."
            for table in STATISTICS:
                connection.execute(sql.SQL("VACUUM (FULL) {}").format(sql.Identifier("pg_catalog", table)))
            yield "Closing the write-ahead log and removing what lies before."
            for _time in range(SWITCHES):
                connection.execute("SELECT pg_switch_wal()")
                connection.execute("CHECKPOINT")
        finally:
            for setting in SETTINGS:
                connection.execute(sql.SQL("ALTER SYSTEM RESET {}").format(sql.Identifier(setting)))
            connection.execute("SELECT pg_reload_conf()")


def wait_until_alone(connection: psycopg.Connection, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Until no session may see what was deleted; automatic vacuuming is told to stop."""
    ends = time.monotonic() + patience_seconds
    while True:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'autovacuum worker'"
        )
        sessions = [name for (name,) in connection.execute(LOOKING)]
        if not sessions:
            return
        if time.monotonic() > ends:
            raise OthersAreLooking(sessions)
        time.sleep(0.2)


def remove_left_overs() -> list[Path]:
    """Logs of yesterday and what an interrupted backup left."""
    var = Path(settings.VAR)
    gone = []
    for path in [*var.glob("*/*.log.1"), *var.glob("backup/staging*")]:
        gone.append(path)
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return gone
