"""A tar archive without its compression, held to its limits before anything interprets it."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from labx.core.files.entries import ArchiveRefused, Limits

GZIP_MAGIC = b"\x1f\x8b"
PIECE_BYTES = 1024 * 1024
TAR_BLOCK_BYTES = 512
# Each entry costs a header, its padding and perhaps an extended header; the archive ends with a record of zeros.
OVERHEAD_BYTES_AN_ENTRY = 6 * TAR_BLOCK_BYTES
END_BYTES = 64 * 1024


def unpack_tar(source: Path, limits: Limits, held: BinaryIO) -> None:
    """Write the tar itself into `held`. Long headers are read into memory by tarfile: bound the whole first."""
    with source.open("rb") as file:
        is_gzip = file.read(2) == GZIP_MAGIC
    most = limits.total_bytes + limits.entries * OVERHEAD_BYTES_AN_ENTRY + END_BYTES
    if is_gzip:
        most = min(most, limits.ratio * source.stat().st_size + PIECE_BYTES)
    size = 0
    with gzip.open(source) if is_gzip else source.open("rb") as packed:
        while piece := packed.read(PIECE_BYTES):
            size += len(piece)
            if size > most:
                raise ArchiveRefused(source.name, "", _("unpacks to more than {limit} bytes").format(limit=most))
            held.write(piece)
    held.seek(0)
