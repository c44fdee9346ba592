"""Desks: what to do after a life event, as dated rules."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "labx.desks"
    label = "desks"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.desks import room

        rooms.announce(room.ROOM)
