"""Restore a backup: everything is checked and loaded beside what is there, then swapped."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg

from labx.core.backup import database
from labx.core.backup.manifest import DUMP, BackupRefused, Manifest, checked_manifest, open_backup
from labx.core.backup.write import emptied
from labx.core.postgres.locks import exclusively_or_not


def restore_backup(
    dsn: str, source: Path, *, lake: Path, media: Path, work: Path, confirmed: str | None = None
) -> Manifest:
    """Replace the database `dsn`, the lake and the media by the backup's; `confirmed` repeats the database's name."""
    name = database.name_of(dsn)
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        exclusively_or_not(work / "backup.lock") as is_alone,
        psycopg.connect(database.for_database(dsn, "postgres"), autocommit=True) as administrative,
        open_backup(source) as archive,
    ):
        if not is_alone:
            raise BackupRefused("Another backup or restore is under way. Wait until it ends.")
        if confirmed != name:
            refuse_full_target(administrative, dsn, [lake, media])
        database.refuse_in_use(administrative, name)
        manifest = checked_manifest(archive)
        server = database.major(administrative)
        database.refuse_older_server(manifest, server)
        with emptied(work / "staging") as staging:
            archive.extract_to(staging / "files")
            fresh = f"{name}_restoring"
            database.create(administrative, fresh)
            try:
                database.load(manifest, server, staging / "files" / DUMP, database.for_database(dsn, fresh))
                database.swap(administrative, name, fresh)
            finally:
                database.drop(administrative, fresh)
            swap_folder(lake, staging / "files" / "lake")
            swap_folder(media, staging / "files" / "media")
    return manifest


def refuse_full_target(administrative: psycopg.Connection, dsn: str, folders: list[Path]) -> None:
    """What is there must be empty, or be named."""
    name = database.name_of(dsn)
    found = [str(folder) for folder in folders if folder.exists() and any(folder.iterdir())]
    if database.exists(administrative, name) and (tables := database.table_count(dsn)):
        found.insert(0, f"the database {name} ({tables} tables)")
    if found:
        raise BackupRefused(
            f"There is something to lose: {', '.join(found)}. Back it up first; to replace it, repeat the database's "
            f"name: labx restore FILE --force-name {name}"
        )


def swap_folder(folder: Path, fresh: Path) -> None:
    replaced = folder.with_name(f"{folder.name}.replaced")
    shutil.rmtree(replaced, ignore_errors=True)
    if folder.exists():
        folder.rename(replaced)
    fresh.mkdir(exist_ok=True)
    shutil.move(fresh, folder)
    shutil.rmtree(replaced, ignore_errors=True)
