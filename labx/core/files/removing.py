"""Removing a file so that its words do not stay on the disk under no name."""

import os
from datetime import datetime
from pathlib import Path

PIECE_BYTES = 1 << 20


def remove_file(path: Path) -> None:
    """Overwrite, then remove: a name taken out of the folder alone leaves the words on the disk."""
    if not path.is_file():
        return
    with path.open("r+b") as file:
        left = path.stat().st_size
        while left > 0:
            left -= file.write(bytes(min(left, PIECE_BYTES)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()


def remove_older(folder: Path, than: datetime) -> int:
    """Remove what was put there before that moment, in folders below too; how many files it was."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    old = [path for path in files if path.stat().st_mtime < than.timestamp()]
    for path in old:
        remove_file(path)
    return len(old)
