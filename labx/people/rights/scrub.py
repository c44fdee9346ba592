"""What PostgreSQL keeps of deleted rows - in tables, statistics and its write-ahead log - written anew or removed.

An erasure deletes; this makes the deleted bytes leave the files. It rewrites every table, so LabX must not be running.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.utils import timezone
from psycopg import sql

from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.people.rights.models import Erasure

# Statistics hold samples of columns: what ANALYZE replaced stays behind in their tables until those are rewritten too.
STATISTICS = ("pg_statistic", "pg_statistic_ext_data")
SWITCHES = 3


@action
def note_scrub(*, by: Actor) -> int:
    """Before the rewriting, so that what this writes is rewritten with the rest."""
    waiting = Erasure.objects.filter(scrubbed_at=None).exclude(finished_at=None)
    count = waiting.update(scrubbed_at=timezone.now())
    record(by=by, action="rights.scrub", target=("rights.scrub", "database"), after={"erasures": count})
    return count


def rewrite(dsn: str) -> Iterator[str]:
    """Rewrite every table, the statistics and the log of the database `dsn`, saying each step as it begins."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        yield "Old segments of the write-ahead log will be removed, not used again."
        connection.execute("ALTER SYSTEM SET wal_recycle = off")
        connection.execute("SELECT pg_reload_conf()")
        try:
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
            connection.execute("ALTER SYSTEM RESET wal_recycle")
            connection.execute("SELECT pg_reload_conf()")


def remove_left_overs() -> list[Path]:
    """Logs of yesterday and what an interrupted backup left."""
    var = Path(settings.VAR)
    gone = []
    for path in [*var.glob("*/*.log.1"), *var.glob("backup/staging*")]:
        gone.append(path)
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return gone
