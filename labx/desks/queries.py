"""The desks at hand: every pack of procedures."""

from labx.core.packs.library import packs
from labx.core.packs.pack import Pack


def all_desks() -> list[Pack]:
    return [pack for pack in packs().values() if is_desk(pack)]


def find(name: str) -> Pack | None:
    pack = packs().get(f"desks/{name}")
    return pack if pack and is_desk(pack) else None


def is_desk(pack: Pack) -> bool:
    return (pack.room, pack.kind) == ("desks", "procedures")
