"""Counters where a desk is staffed."""

from django.apps import AppConfig


class CounterConfig(AppConfig):
    name = "labx.desks.counter"
    label = "counter"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.desks import views
        from labx.desks.counter import room, sheet
        from labx.desks.counter.booking import steps

        rooms.announce(room.ROOM)
        views.STEPS.update({**sheet.STEPS, **steps.STEPS})
        views.HERE.update(steps.HERE)
