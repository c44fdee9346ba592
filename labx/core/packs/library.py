"""The packs at hand: those of the project and those of the organisation's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from labx.core.packs.pack import Pack
from labx.core.packs.problems import PackProblem, PackRefused
from labx.core.packs.reader import PACK_FILE, read_folder


def pack_folders() -> Iterator[Path]:
    """Every folder content/<room>/<pack> of every content folder, in a fixed order."""
    for content in settings.CONTENT_DIRS:
        yield from sorted(path.parent for path in Path(content).glob(f"*/*/{PACK_FILE}"))


def read_in_place(folder: Path) -> Pack:
    """The pack of a content folder, which must lie where its id says; read again once a file of it changes."""
    return read_once(folder, tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.iterdir())))


@lru_cache(maxsize=128)
def read_once(folder: Path, _files: tuple[tuple[str, int], ...]) -> Pack:
    pack = read_folder(folder)
    place = f"{folder.parent.name}/{folder.name}"
    if pack.id != place:
        message = _("The id is “{id}” and the folder is “{place}”. Make them the same.")
        raise PackRefused(place, [PackProblem(PACK_FILE, 1, "id", message.format(id=pack.id, place=place))])
    return pack


def packs() -> dict[str, Pack]:
    """The newest version of each sound pack; of two folders with the same version the organisation's own wins."""
    found: dict[str, Pack] = {}
    for folder in pack_folders():
        try:
            pack = read_in_place(folder)
        except PackRefused:
            continue  # `labx pack check` tells; one bad pack must not take the others away
        if pack.id not in found or pack.order >= found[pack.id].order:
            found[pack.id] = pack
    return dict(sorted(found.items()))
