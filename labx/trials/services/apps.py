"""Services: what a public service does for people, counted from its own events."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "labx.trials.services"
    label = "services"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.trials.services import room

        rooms.announce(room.ROOM)
