"""Public entities, partners and who speaks for them."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "labx.people.organisations"
    label = "organisations"

    def ready(self) -> None:
        from labx.core import rooms
        from labx.people.organisations import room

        rooms.announce(room.ROOM)
