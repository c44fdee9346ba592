"""Scans of signed sheets: judged by what they hold, kept under their hash, overwritten when they go."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from labx.core.files.removing import remove_file
from labx.core.files.uploads import KeptFile, UploadRefused, keep, kept_path
from labx.people.consent.models import ConsentProof

MOST_BYTES = 20 * 1024**2
PIECE = 64 * 1024
KINDS = {
    b"%PDF": ("pdf", "application/pdf"),
    b"\x89PNG": ("png", "image/png"),
    b"\xff\xd8\xff": ("jpg", "image/jpeg"),
}


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "consent"


def path_of(sha256: str) -> Path:
    return kept_path(folder(), sha256)


def kind_of(head: bytes) -> tuple[str, str] | None:
    """Its ending and content type, by its own first bytes whatever its name says."""
    return next((kind for begin, kind in KINDS.items() if head.startswith(begin)), None)


def kept_scan(file: Any) -> KeptFile | None:
    """Keep a PDF or a picture. Raises UploadRefused for anything else."""
    if file is None:
        return None
    head = file.read(8)
    file.seek(0)
    if kind_of(head) is None:
        raise UploadRefused(_("The file is neither PDF nor PNG nor JPEG. Scan the sheet again."))
    return keep(file.chunks(PIECE), name=file.name, folder=folder(), limit_bytes=MOST_BYTES)


def remove_unused(scans: Collection[str]) -> None:
    """One sheet may show several answers: its scan goes with the last of them."""
    used = set(ConsentProof.objects.filter(scan_sha256__in=scans).values_list("scan_sha256", flat=True))
    for sha256 in set(scans) - used - {""}:
        remove_file(path_of(sha256))
