"""Keeping what people hand in exactly as it came, under the name of its own hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from labx.core.files.atomic import safe_write, sync_folder

UPLOAD_BYTES = 2 * 1024**3


class UploadRefused(ValueError):
    """The file handed in cannot be kept."""


@dataclass(frozen=True)
class KeptFile:
    """A file as it came: `path` lies under the folder it was kept in, `name` is what its owner called it."""

    path: Path
    name: str
    sha256: str
    size_bytes: int


def keep(pieces: Iterable[bytes], *, name: str, folder: Path, limit_bytes: int = UPLOAD_BYTES) -> KeptFile:
    """Store the upload unchanged; the same content handed in twice is stored once."""
    digest = hashlib.sha256()
    incoming = folder / f"incoming-{secrets.token_hex(8)}"
    try:
        size = safe_write(incoming, _counted(pieces, digest.update, name, limit_bytes), mode=0o600)
        if size == 0:
            raise UploadRefused(_("“{name}” is empty. Choose the file again.").format(name=name))
        path = kept_path(folder, digest.hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        incoming.replace(path)
        sync_folder(path.parent)
    finally:
        incoming.unlink(missing_ok=True)
    return KeptFile(path, name, digest.hexdigest(), size)


def kept_path(folder: Path, sha256: str) -> Path:
    return folder / sha256[:2] / sha256


def _counted(pieces: Iterable[bytes], update, name: str, limit_bytes: int) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit_bytes:
            raise UploadRefused(
                _("“{name}” is larger than the {limit} MB a file may have. Split it, or save it as Parquet.").format(
                    name=name, limit=limit_bytes // 1024**2
                )
            )
        update(piece)
        yield piece
