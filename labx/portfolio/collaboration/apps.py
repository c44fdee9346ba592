"""Comments, tasks, attachments and history."""

from django.apps import AppConfig


class CollaborationConfig(AppConfig):
    name = "labx.portfolio.collaboration"
    label = "collaboration"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.portfolio.collaboration import room

        rooms.announce(room.ROOM)
