"""The pack of the project, read once."""

from functools import cache
from pathlib import Path

from django.conf import settings

from labx.core.packs.library import read_in_place
from labx.desks.cases import desk_of


@cache
def pack():
    return read_in_place(Path(settings.BASE_DIR) / "content" / "desks" / "bereavement-pt")


@cache
def desk():
    return desk_of(pack())
