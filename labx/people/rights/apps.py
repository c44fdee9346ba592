"""Requests of data subjects, erasure, retention, records of processing."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "labx.people.rights"
    label = "rights"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.people.rights import room

        rooms.announce(room.ROOM)
