"""Trials: a change to a public service, measured."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    name = "labx.trials"
    label = "trials"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.trials import room

        rooms.announce(room.ROOM)
