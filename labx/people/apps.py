"""People: accounts, entities, partners, participants, consent."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "labx.people"
    label = "people"

    def ready(self) -> None:
        from labx.core import accounts, personal, rooms
        from labx.people import contacts, room, signals
        from labx.people.personal import SOURCE

        rooms.announce(room.ROOM)
        accounts.accounts_from(contacts.contact_of)
        personal.people_from(SOURCE)
        signals.connect()
