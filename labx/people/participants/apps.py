"""The panel of people who take part, and how they are drawn."""

from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "labx.people.participants"
    label = "participants"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.people.participants import room

        rooms.announce(room.ROOM)
