"""What a backup says about itself, and whether it is true."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from labx.core.files.archive import Archive
from labx.core.files.entries import ArchiveRefused, Limits

MANIFEST = "manifest.json"
DUMP = "database.dump"
FORMAT = 1
NO_LIMIT = 2**62
OWN_LIMITS = Limits(NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT, NO_LIMIT, depth=64)


class BackupRefused(RuntimeError):
    """A backup that cannot be written, read or restored; the message says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """`postgres` is the server's major version, `dumped_by` that of pg_dump: the oldest server it can go back into."""

    made_at: str
    postgres: int
    dumped_by: int
    files: dict[str, str]
    labx: str = version("labx")
    format: int = FORMAT

    def text(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_backup(path: Path) -> Archive:
    if not path.exists():
        raise BackupRefused(f"{path} does not exist. Name the file that `labx backup` wrote.")
    try:
        return Archive(path, OWN_LIMITS)
    except ArchiveRefused as refusal:
        raise BackupRefused(f"{path} is no LabX backup: {refusal}") from refusal


def checked_manifest(archive: Archive) -> Manifest:
    """The manifest, after every file was read and found to be what it says."""
    manifest = _read_manifest(archive)
    there, promised = set(archive.names) - {MANIFEST}, set(manifest.files)
    if there != promised:
        odd = sorted(there ^ promised)[0]
        raise BackupRefused(f"The backup is damaged: {odd} is {'missing' if odd in promised else 'unannounced'}.")
    for name, expected in manifest.files.items():
        found = hashlib.sha256()
        for piece in _pieces(archive, name):
            found.update(piece)
        if found.hexdigest() != expected:
            raise BackupRefused(f"The backup is damaged: {name} is not what was saved. Use another backup.")
    return manifest


def _read_manifest(archive: Archive) -> Manifest:
    try:
        fields = json.loads(archive.read(MANIFEST))
        if fields["format"] != FORMAT:
            raise BackupRefused(f"The backup has format {fields['format']}, this LabX reads {FORMAT}. Update LabX.")
        return Manifest(**fields)
    except (KeyError, TypeError, ValueError, ArchiveRefused) as error:
        raise BackupRefused(f"The file is no LabX backup: its {MANIFEST} is missing or damaged ({error}).") from error


def _pieces(archive: Archive, name: str):
    try:
        yield from archive.pieces(name)
    except ArchiveRefused as refusal:
        raise BackupRefused(f"The backup is damaged: {refusal}") from refusal
