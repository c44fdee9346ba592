"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room

ROOM = Room(
    name="organisations",
    part_of="people",
    title=_("Organisations"),
    summary=_("Public entities, partners and who speaks for them."),
)
