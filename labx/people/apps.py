"""People: accounts, entities, partners, participants, consent."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "labx.people"
    label = "people"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.people import room, signals

        rooms.announce(room.ROOM)
        signals.connect()
