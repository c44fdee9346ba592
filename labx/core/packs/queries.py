"""Installed packs, read."""

from labx.core.packs.models import InstalledPack


def installed_versions(pack_id: str) -> list[InstalledPack]:
    """Newest version first."""
    rows = InstalledPack.objects.filter(pack_id=pack_id)
    return sorted(rows, key=lambda row: row.pack.order, reverse=True)


def newest_installed(pack_id: str) -> InstalledPack | None:
    return next(iter(installed_versions(pack_id)), None)
