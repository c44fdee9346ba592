"""Assumptions, the evidence graph, ideas, prototypes and test sessions."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "labx.portfolio.learning"
    label = "learning"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.portfolio.learning import room

        rooms.announce(room.ROOM)
