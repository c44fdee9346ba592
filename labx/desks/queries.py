"""The desks at hand: every pack of procedures."""

from labx.core.packs.library import packs
from labx.core.packs.pack import Pack


def all_desks() -> list[Pack]:
    return [pack for pack in packs().values() if (pack.room, pack.kind) == ("desks", "procedures")]


def find(name: str) -> Pack | None:
    return packs().get(f"desks/{name}")
