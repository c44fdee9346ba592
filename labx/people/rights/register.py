"""The register of erasures: a file apart from the database and its backups, that knows people by keyed digests only.

One line an erasure, each with an HMAC over itself and the line before, so that a line changed or taken out is found.
"""

import contextlib
import fcntl
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings

from labx.core.files.atomic import safe_write, sync_folder
from labx.core.frozen.canonical import canonical
from labx.core.personal import Person

KEY_BYTES = 32


class RegisterDamaged(RuntimeError):
    """A line is not as it was written."""


@dataclass(frozen=True)
class Entry:
    """`people`: digests of every id of one person; `kept`: cells that were decided to stay."""

    erasure: str
    people: frozenset[str]
    kept: frozenset[str]


def folder() -> Path:
    return Path(settings.VAR) / "erasures"


def path() -> Path:
    return folder() / "register.jsonl"


def key() -> bytes:
    """Kept with the other keys, which no backup holds: without it the register says nothing about anyone."""
    file = Path(settings.KEYS_DIR) / "erasure_key"
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        new = file.with_name(f".{secrets.token_hex(8)}")
        safe_write(new, secrets.token_bytes(KEY_BYTES), mode=0o600)
        with contextlib.suppress(FileExistsError):
            os.link(new, file)
        new.unlink()
        sync_folder(file.parent)
    return file.read_bytes()


def digest(text: str, secret: bytes | None = None) -> str:
    return hmac.new(secret or key(), text.strip().lower().encode(), sha256).hexdigest()


def digests_of(person: Person, secret: bytes | None = None) -> frozenset[str]:
    """Of the ids alone, which a restored database has again; an address may be somebody else's by then."""
    secret = secret or key()
    return frozenset(digest(str(known), secret) for known in person.ids)


def cell(table: str, column: str, row: str) -> str:
    return digest(f"{table}\0{column}\0{row}")


def append(erasure: str, person: Person, kept: Iterable[str]) -> None:
    """On disk when this returns; the same erasure is written once."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        lines = file.read().splitlines()
        entries = checked(lines)
        if any(entry.erasure == erasure for entry in entries):
            return
        before = json.loads(lines[-1])["seal"] if lines else ""
        content = {"erasure": erasure, "people": sorted(digests_of(person)), "kept": sorted(kept), "before": before}
        file.write(canonical({**content, "seal": seal(content)}) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    sync_folder(folder())


def seal(content: dict[str, Any]) -> str:
    return hmac.new(key(), canonical(content), sha256).hexdigest()


def entries() -> list[Entry]:
    return checked(path().read_bytes().splitlines()) if path().exists() else []


def checked(lines: list[bytes]) -> list[Entry]:
    found, before = [], ""
    for number, line in enumerate(lines, start=1):
        try:
            content = json.loads(line)
            sealed = content.pop("seal")
        except (ValueError, KeyError) as error:
            raise RegisterDamaged(damage(number)) from error
        if content["before"] != before or not hmac.compare_digest(sealed, seal(content)):
            raise RegisterDamaged(damage(number))
        before = sealed
        found.append(Entry(content["erasure"], frozenset(content["people"]), frozenset(content["kept"])))
    return found


def damage(number: int) -> str:
    return (
        f"Line {number} of the register of erasures is not as it was written, or a line before it is missing. "
        f"Put back the copy of {path().name} that you keep elsewhere, and the erasure_key that belongs to it."
    )
