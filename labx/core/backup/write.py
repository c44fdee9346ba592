"""Write a backup whose database and files agree, while LabX works."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from labx.core.backup import database
from labx.core.backup.manifest import (
    DUMP,
    MANIFEST,
    BackupRefused,
    Manifest,
    checked_manifest,
    fingerprint,
    open_backup,
)
from labx.core.backup.swapping import LOCK, STAGING, is_cut_short
from labx.core.files.large import write_large_zip
from labx.core.postgres.locks import exclusively_or_not

MOST_TRIES = 5


def write_backup(dsn: str, target: Path, *, lake: Path, media: Path, lake_table: str, work: Path) -> Manifest:
    """Write `target`, read it back and give its manifest. `work` is a folder on the file system of `lake`.

    `lake_table` names the manifest table: its column `path` lists the lake's files, `dropped_at` those replaced.
    """
    if target.exists():
        raise BackupRefused(f"{target} exists and is not overwritten. Name another file.")
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    with exclusively_or_not(work / LOCK) as is_alone:
        if not is_alone:
            raise BackupRefused("Another backup or restore is under way. Wait until it ends.")
        if is_cut_short(work):
            raise BackupRefused("A restore was interrupted. Start LabX first, or restore again: either ends it.")
        with emptied(work / STAGING) as staging:
            manifest = _gather(dsn, staging, lake, media, lake_table)
            (staging / MANIFEST).write_text(manifest.text())
            write_large_zip(target, [(name, staging / name) for name in [MANIFEST, *manifest.files]])
    with open_backup(target) as archive:
        return checked_manifest(archive)


@contextlib.contextmanager
def emptied(folder: Path) -> Iterator[Path]:
    """A folder that is new now and gone afterwards, even if the last user was killed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _gather(dsn: str, staging: Path, lake: Path, media: Path, lake_table: str) -> Manifest:
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    for attempt in range(1, MOST_TRIES + 1):
        with psycopg.connect(dsn) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()[0]
            try:
                keep(_lake_files(connection, lake, lake_table), lake, staging / "lake")
            except FileNotFoundError as gone:
                # Merged away between the snapshot and now: a new snapshot lists its successor.
                if attempt == MOST_TRIES:
                    raise BackupRefused(f"The lake's file {gone.filename} is in the manifest but missing.") from gone
                shutil.rmtree(staging / "lake")
                continue
            for file in _below(media):
                # What goes meanwhile was erased, or was not whole yet: all the others are still to be saved.
                with contextlib.suppress(FileNotFoundError):
                    hold(file, staging / "media" / file.relative_to(media))
            server = database.major(connection)
            version = database.dump(dsn, snapshot, server, staging / DUMP)
            break
    names = sorted(str(path.relative_to(staging)) for path in _below(staging))
    return Manifest(made_at, server, version, {name: fingerprint(staging / name) for name in names})


def _lake_files(connection: psycopg.Connection, lake: Path, table: str) -> list[Path]:
    """A dropped line's file was merged into another and may be gone."""
    query = sql.SQL("SELECT path FROM {} WHERE dropped_at IS NULL").format(sql.Identifier(table))
    return [lake / path for (path,) in connection.execute(query)]


def _below(folder: Path) -> Iterator[Path]:
    """Every plain file; unlike `rglob`, `walk` bears that a folder goes meanwhile."""
    for place, _folders, names in os.walk(folder):
        yield from (path for path in (Path(place, name) for name in names) if path.is_file() and not path.is_symlink())


def keep(files: Iterable[Path], root: Path, staging: Path) -> None:
    staging.mkdir()
    for file in files:
        hold(file, staging / file.relative_to(root))


def hold(file: Path, held: Path) -> None:
    """By a hard link: quick, and it stays when the original is removed."""
    held.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, held)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(file, held)
