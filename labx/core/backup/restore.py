"""Restore a backup: everything is checked and loaded beside what is there, then swapped."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg

from labx.core.backup import database
from labx.core.backup.manifest import DUMP, BackupRefused, Manifest, checked_manifest, open_backup
from labx.core.backup.swapping import LOCK, STAGING, Swaps, finish, is_cut_short, swap_all
from labx.core.files.archive import Archive
from labx.core.postgres.locks import exclusively_or_not


def restore_backup(
    dsn: str, source: Path, *, lake: Path, media: Path, work: Path, confirmed: str | None = None
) -> Manifest:
    """Replace the database `dsn`, the lake and the media by the backup's; `confirmed` repeats the database's name."""
    swaps = Swaps(database.name_of(dsn), str(lake), str(media))
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (
        exclusively_or_not(work / LOCK) as is_alone,
        psycopg.connect(database.for_database(dsn, "postgres"), autocommit=True) as administrative,
        open_backup(source) as archive,
    ):
        if not is_alone:
            raise BackupRefused("Another backup or restore is under way. Wait until it ends.")
        if is_cut_short(work):
            finish(dsn, work)
        if confirmed != swaps.name:
            refuse_full_target(administrative, dsn, [lake, media])
        database.refuse_in_use(administrative, swaps.name)
        manifest = checked_manifest(archive)
        database.refuse_older_server(manifest, database.major(administrative))
        try:
            load_beside(administrative, dsn, swaps, archive, manifest, work)
            swap_all(administrative, swaps, work)
        finally:
            if not is_cut_short(work):
                database.drop(administrative, swaps.fresh)
                shutil.rmtree(work / STAGING, ignore_errors=True)
    return manifest


def load_beside(
    administrative: psycopg.Connection, dsn: str, swaps: Swaps, archive: Archive, manifest: Manifest, work: Path
) -> None:
    """Everything of the backup, unpacked and loaded where nobody sees it yet."""
    files = work / STAGING / "files"
    shutil.rmtree(work / STAGING, ignore_errors=True)
    (work / STAGING).mkdir(mode=0o700)
    archive.extract_to(files)
    for folder in ("lake", "media"):
        (files / folder).mkdir(exist_ok=True)
    database.create(administrative, swaps.fresh)
    database.load(manifest, database.major(administrative), files / DUMP, database.for_database(dsn, swaps.fresh))


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
