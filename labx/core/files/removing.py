"""Removing a file so that its words do not stay on the disk under no name."""

import os
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
