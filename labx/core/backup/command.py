"""`labx backup` and `labx restore`."""

import os
import subprocess
import sys
from pathlib import Path

import click
from django.apps import apps
from django.conf import settings

from config import environment as env
from labx.core.backup.again import note_restore
from labx.core.backup.manifest import BackupRefused, Manifest
from labx.core.backup.restore import restore_backup
from labx.core.backup.write import write_backup
from labx.core.postgres.errors import PostgresUnavailable
from labx.core.postgres.launcher import ensure_running
from labx.core.postgres.locks import is_held

PREPARE = "labx.core.running.prepare"


def work_folder() -> Path:
    return settings.VAR / "backup"


def lake_table() -> str:
    return apps.get_model("events", "LakeFile")._meta.db_table


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write database, lake and media to FILE. Keys (LABX_VAR/keys) are not in it: keep them apart."""
    try:
        manifest = write_backup(
            settings.DATABASE_URL,
            file,
            lake=settings.LAKE_DIR,
            media=settings.MEDIA_ROOT,
            lake_table=lake_table(),
            work=work_folder(),
        )
    except (BackupRefused, PostgresUnavailable) as reason:
        raise click.ClickException(str(reason)) from reason
    click.echo(f"{file}: {file.stat().st_size:,} bytes, {len(manifest.files)} files, read back and checked.")
    warn_about_version(manifest)


def warn_about_version(manifest: Manifest) -> None:
    if manifest.dumped_by > manifest.postgres:
        click.echo(
            f"It goes into PostgreSQL {manifest.dumped_by} or newer only, although the server is {manifest.postgres}: "
            f"install postgresql-client-{manifest.postgres} for backups that go back into the same version.",
            err=True,
        )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force-name", default=None, help="Name of the database that is replaced, typed out on purpose.")
def restore(file: Path, force_name: str | None) -> None:
    """Replace database, lake and media by those in FILE, into the same PostgreSQL version or a newer one."""
    if is_held(settings.VAR / "run" / "supervisor.lock"):
        raise click.ClickException("LabX is running. Stop it first (Ctrl-C where it runs).")
    try:
        dsn = env.DATABASE_URL.text() or ensure_running(settings.VAR)
        note_restore()
        manifest = restore_backup(
            dsn,
            file,
            lake=settings.LAKE_DIR,
            media=settings.MEDIA_ROOT,
            work=work_folder(),
            confirmed=force_name,
        )
    except (BackupRefused, PostgresUnavailable) as reason:
        raise click.ClickException(str(reason)) from reason
    prepare(dsn)
    click.echo(f"Restored {file}, made {manifest.made_at} by LabX {manifest.labx}.")


def prepare(dsn: str) -> None:
    """In a process of its own, on the new database: bring the tables up to date, erase again what was erased since."""
    environment = {**os.environ, env.DATABASE_URL.name: dsn}
    finished = subprocess.run([sys.executable, "-m", PREPARE], env=environment, check=False)
    if finished.returncode:
        raise click.ClickException("The database is restored but not ready. `labx run` tries again and says why not.")
