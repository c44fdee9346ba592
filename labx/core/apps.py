"""The ground that every room stands on."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "labx.core"
    label = "core"

    def ready(self) -> None:
        from labx.core import room, rooms

        rooms.announce(room.ROOM)
