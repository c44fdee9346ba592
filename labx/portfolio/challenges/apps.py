"""Challenges that entities bring, and how they are chosen."""

from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "labx.portfolio.challenges"
    label = "challenges"

    def ready(self) -> None:
        from labx.core import policy, rooms
        from labx.portfolio.challenges import queries, room

        policy.entities_from(queries.speaks_for)
        rooms.announce(room.ROOM)
