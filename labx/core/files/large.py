"""Writing a zip too large for memory: files are stored as they are, the archive is on disk when this returns."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable
from pathlib import Path

from labx.core.files.atomic import sync_folder


def write_large_zip(path: Path, files: Iterable[tuple[str, Path]]) -> int:
    """Write (name, file) pairs to `path`, readable by its owner only; an existing file is never replaced."""
    temporary = path.with_name(f".{path.name[:100]}.part")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w+b") as held:
            with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
                for name, file in files:
                    archive.write(file, name)
            held.flush()
            os.fsync(held.fileno())
        os.link(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)
    return path.stat().st_size
