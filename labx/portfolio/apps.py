"""The portfolio: the hub that ties the rooms together."""

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "labx.portfolio"
    label = "portfolio"

    def ready(self) -> None:
        from labx.core import policy, rooms
        from labx.people.organisations import handed
        from labx.portfolio import handing, queries, room

        rooms.announce(room.ROOM)
        policy.membership_from(queries.roles_in_project, queries.roles_by_project)
        handed.roles_from(handing.roles_held_by)
        handed.when_affiliation_ends(handing.end_memberships)
        handed.show_on_record(handing.projects_with)
