"""Signed statements of how far the chain had come, kept apart so that a shortened or rewritten chain is found."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.core.files.atomic import safe_write
from labx.core.frozen.canonical import digest
from labx.core.frozen.signing import Signature, SignatureInvalid, sign, verify

PURPOSE = "audit-checkpoint"
NAME = re.compile(r"^checkpoint-(\d{12})\.json$")


class NoCheckpoint(LookupError):
    """There is nothing to state, or the file is not a checkpoint of this laboratory."""


@dataclass(frozen=True)
class Checkpoint:
    position: int
    hash: bytes
    time: datetime
    signature: Signature

    def statement(self) -> dict[str, str | int]:
        return {"position": self.position, "hash": self.hash.hex(), "time": self.time.isoformat()}

    def as_json(self) -> bytes:
        return json.dumps({**self.statement(), "signature": self.signature.as_json()}, indent=1).encode() + b"\n"


def folder() -> Path:
    return Path(settings.VAR) / "checkpoints"


def make_checkpoint() -> Checkpoint:
    """Sign where the chain is now and write it to a file of its own; the same place is never stated twice."""
    entry = AuditEntry.objects.exclude(position=None).order_by("-position").first()
    if entry is None:
        raise NoCheckpoint("No entry is sealed yet, so there is nothing to state. Run: labx audit seal")
    path = folder() / f"checkpoint-{entry.position:012d}.json"
    if path.exists():
        return read_checkpoint(path)
    time = timezone.now()
    statement = {"position": entry.position, "hash": bytes(entry.hash).hex(), "time": time.isoformat()}
    signature = sign(digest(statement), purpose=PURPOSE)
    checkpoint = Checkpoint(entry.position, bytes(entry.hash), time, signature)
    safe_write(path, checkpoint.as_json())
    return checkpoint


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint in a file, once its signature holds."""
    try:
        stored = json.loads(path.read_bytes())
        found = Checkpoint(
            position=stored["position"],
            hash=bytes.fromhex(stored["hash"]),
            time=datetime.fromisoformat(stored["time"]),
            signature=Signature.from_json(stored["signature"]),
        )
        verify(digest(found.statement()), found.signature, purpose=PURPOSE)
    except (ValueError, KeyError, TypeError) as error:
        reason = str(error) if isinstance(error, SignatureInvalid) else "it is not written as one."
        raise NoCheckpoint(
            f"{path.name} is no checkpoint of this laboratory: {reason} Use a copy kept elsewhere."
        ) from error
    return found


def latest_checkpoint() -> Checkpoint | None:
    """The one that saw most, of those in the installation's own folder."""
    found = sorted(path for path in folder().glob("checkpoint-*.json") if NAME.match(path.name))
    return read_checkpoint(found[-1]) if found else None
