"""The packs at hand: those of the project and those of the organisation's own folder."""

from __future__ import annotations

from collections.abc import Iterator
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
    """The pack of a content folder, which must lie where its id says."""
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
