"""What must be true before the server starts: tables up to date, static files collected. Quick when nothing changed."""

import hashlib
import os
from pathlib import Path

import click
import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from labx.core.backup.again import do_again
from labx.core.backup.command import work_folder
from labx.core.backup.manifest import BackupRefused
from labx.core.backup.swapping import finish_cut_short

ADVISORY_LOCK = 5_230_117  # any number, the same for every LabX: two machines must not migrate at once


def migrate() -> int:
    """Apply the migrations that are missing; how many there were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if missing:
            call_command("migrate", interactive=False, verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    return len(missing)


def static_fingerprint() -> str:
    """Changes when any static file changes, appears or goes."""
    from django.contrib.staticfiles.finders import get_finders

    found = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            about = Path(storage.path(path)).stat()
            found.update(f"{path}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return found.hexdigest()


def collect_static() -> bool:
    """Collect the static files when they changed since the last time; whether they had."""
    mark = Path(settings.STATIC_ROOT) / ".fingerprint"
    fingerprint = static_fingerprint()
    if mark.exists() and mark.read_text() == fingerprint:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(fingerprint)
    return True


def end_restore() -> None:
    try:
        told = finish_cut_short(settings.DATABASE_URL, work_folder())
    except (BackupRefused, OSError) as reason:
        raise SystemExit(f"A restore was interrupted and cannot be finished: {reason}") from reason
    if told:
        click.echo(told)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    end_restore()
    if applied := migrate():
        click.echo(f"Database: {applied} migrations applied.")
    for told in do_again():
        click.echo(told)
    if collect_static():
        click.echo("Static files: collected.")


if __name__ == "__main__":
    main()
