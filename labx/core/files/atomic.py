"""Writing a file so that a crash leaves the old one or the new one, never half of either."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from pathlib import Path


def safe_write(path: Path, content: bytes | Iterable[bytes], *, mode: int = 0o644) -> int:
    """Replace `path` in one step, on disk when this returns; gives the bytes written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(8)}.part")
    pieces = [content] if isinstance(content, bytes) else content
    try:
        size = _write_new(temporary, pieces, mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return size


def _write_new(path: Path, pieces: Iterable[bytes], mode: int) -> int:
    size = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for piece in pieces:
            size += file.write(piece)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    return size


def sync_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
