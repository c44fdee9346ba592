"""The swaps of a restore: noted before the first, so that the next start ends what a crash cut short."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from labx.core.backup import database
from labx.core.backup.manifest import BackupRefused
from labx.core.files.atomic import safe_write
from labx.core.postgres.locks import exclusively_or_not

LOCK, STAGING, NOTE = "backup.lock", "staging", "swapping.json"


@dataclass(frozen=True)
class Swaps:
    """What is to take whose place: the database `name` is loaded beside, the folders lie in the staging folder."""

    name: str
    lake: str
    media: str

    @property
    def fresh(self) -> str:
        return f"{self.name}_restoring"


def note_of(work: Path) -> Path:
    return work / NOTE


def is_cut_short(work: Path) -> bool:
    return note_of(work).exists()


def swap_all(administrative: psycopg.Connection, swaps: Swaps, work: Path) -> None:
    """Once the database is swapped there is no way back, only on; before, an error leaves everything as it was."""
    safe_write(note_of(work), json.dumps(asdict(swaps)).encode(), mode=0o600)
    try:
        database.swap(administrative, swaps.name, swaps.fresh)
    except BaseException:
        if database.exists(administrative, swaps.fresh):
            note_of(work).unlink()
        raise
    swap_folders(swaps, work)


def swap_folders(swaps: Swaps, work: Path) -> None:
    files = work / STAGING / "files"
    swap_folder(Path(swaps.lake), files / "lake")
    swap_folder(Path(swaps.media), files / "media")
    note_of(work).unlink()
    shutil.rmtree(work / STAGING)


def swap_folder(folder: Path, fresh: Path) -> None:
    """Begun again after a crash at any point, it ends the same: `fresh` goes in one step, or stays until the end."""
    if not fresh.exists():
        return
    replaced, incoming = (folder.with_name(f"{folder.name}.{state}") for state in ("replaced", "incoming"))
    source = fresh
    if device(fresh) != device(folder.parent):
        shutil.rmtree(incoming, ignore_errors=True)
        source = shutil.copytree(fresh, incoming)
    if folder.exists():
        shutil.rmtree(replaced, ignore_errors=True)
        folder.rename(replaced)
    source.rename(folder)
    shutil.rmtree(replaced, ignore_errors=True)


def device(path: Path) -> int:
    return path.stat().st_dev


def finish_cut_short(dsn: str, work: Path) -> str:
    """End a restore that died between its swaps, before anybody uses what it left; what was done, or nothing."""
    if not is_cut_short(work):
        return ""
    with exclusively_or_not(work / LOCK) as is_alone:
        if not is_alone:
            raise BackupRefused("A restore is under way. Wait until it ends.")
        return finish(dsn, work)


def finish(dsn: str, work: Path) -> str:
    swaps = Swaps(**json.loads(note_of(work).read_text()))
    with psycopg.connect(database.for_database(dsn, "postgres"), autocommit=True) as administrative:
        if database.exists(administrative, swaps.fresh):
            database.refuse_in_use(administrative, swaps.name)
            database.swap(administrative, swaps.name, swaps.fresh)
        database.drop(administrative, f"{swaps.name}_replaced")
    swap_folders(swaps, work)
    return "A restore that had been interrupted was finished: database, lake and media are those of the backup."
