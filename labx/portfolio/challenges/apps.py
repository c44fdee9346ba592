"""Challenges that entities bring, and how they are chosen."""

from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "labx.portfolio.challenges"
    label = "challenges"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.portfolio.challenges import room

        rooms.announce(room.ROOM)
