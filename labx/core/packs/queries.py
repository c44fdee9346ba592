"""Packs, read: those at hand and those that were installed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone

from labx.core.packs.checks import CaseResult, run_checks
from labx.core.packs.library import pack_folders, packs, read_in_place
from labx.core.packs.models import InstalledPack
from labx.core.packs.pack import Pack
from labx.core.packs.problems import PackRefused
from labx.core.packs.reader import schema_of


@dataclass(frozen=True)
class PackInHand:
    """A pack with what a reviewer asks first: is it overdue, which versions run, do its checks hold."""

    pack: Pack
    installed: tuple[InstalledPack, ...]

    @property
    def slug(self) -> str:
        return self.pack.id.partition("/")[2]

    @property
    def is_overdue(self) -> bool:
        return self.pack.is_overdue(timezone.localdate())

    @property
    def is_installed(self) -> bool:
        return any(row.version == self.pack.version for row in self.installed)

    @property
    def results(self) -> list[CaseResult]:
        return list(run_checks(self.pack, schema_of(self.pack)))


def newest_first(rows: Iterable[InstalledPack]) -> tuple[InstalledPack, ...]:
    return tuple(sorted(rows, key=lambda row: row.pack.order, reverse=True))


def installed_versions(pack_id: str) -> list[InstalledPack]:
    """Newest version first."""
    return list(newest_first(InstalledPack.objects.filter(pack_id=pack_id)))


def newest_installed(pack_id: str) -> InstalledPack | None:
    return next(iter(installed_versions(pack_id)), None)


def packs_in_hand() -> list[PackInHand]:
    """The newest of each pack, by its id; one that was installed and is in no folder any more is shown too."""
    rows: dict[str, list[InstalledPack]] = defaultdict(list)
    for row in InstalledPack.objects.all():
        rows[row.pack_id].append(row)
    installed = {name: newest_first(found) for name, found in rows.items()}
    newest = {name: versions[0].pack for name, versions in installed.items()} | packs()
    return [PackInHand(pack, installed.get(name, ())) for name, pack in sorted(newest.items())]


def pack_called(room: str, slug: str) -> PackInHand | None:
    return next((found for found in packs_in_hand() if found.pack.id == f"{room}/{slug}"), None)


def refused_packs() -> list[PackRefused]:
    """What lies in a content folder and may not be used, with every problem found."""
    return [refusal for folder in pack_folders() if (refusal := refusal_of(folder))]


def refusal_of(folder: Path) -> PackRefused | None:
    try:
        read_in_place(folder)
    except PackRefused as refusal:
        return refusal
    return None
