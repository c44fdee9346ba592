"""Published numbers, reported claims, counters and how the laboratory is doing."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "labx.portfolio.figures"
    label = "figures"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.portfolio.figures import room

        rooms.announce(room.ROOM)
