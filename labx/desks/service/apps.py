"""How a desk serves."""

from django.apps import AppConfig


class ServiceConfig(AppConfig):
    name = "labx.desks.service"
    label = "service"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.desks import views
        from labx.desks.service import counting, room

        rooms.announce(room.ROOM)
        views.WATCHING.append(counting.seen)
