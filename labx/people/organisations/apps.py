"""Public entities, partners and who speaks for them."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "labx.people.organisations"
    label = "organisations"

    def ready(self) -> None:
        from labx.core import policy, rooms
        from labx.people.organisations import queries, room

        rooms.announce(room.ROOM)
        policy.lent_from(queries.lent_roles)
