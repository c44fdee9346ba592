"""Counters where a desk is staffed."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "labx.desks.counter"
    label = "counter"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.desks import views
        from labx.desks.counter import room, sheet

        rooms.announce(room.ROOM)
        views.STEPS.update(sheet.STEPS)
