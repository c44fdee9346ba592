"""What a reference to an installed pack opens into."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language

from labx.core.rooms import Opened


def open_pack(row: UUID) -> Opened | None:
    from labx.core.packs.models import InstalledPack  # the room is announced before tables may be read

    found = InstalledPack.objects.filter(pk=row).first()
    if found is None:
        return None
    room, slug = found.pack_id.split("/")
    return Opened(found.pack.title(get_language() or "pt"), reverse("packs:pack", args=[room, slug]), found.sha256)
