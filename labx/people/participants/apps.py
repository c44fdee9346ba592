"""The panel of people who take part, and how they are drawn."""

from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "labx.people.participants"
    label = "participants"

    def ready(self) -> None:
        from labx.core import personal, rooms
        from labx.people.participants import room
        from labx.people.participants.personal import SOURCE

        rooms.announce(room.ROOM)
        personal.people_from(SOURCE)
