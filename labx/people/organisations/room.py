"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room
from labx.people.organisations.deeds import DEEDS
from labx.people.organisations.events import EVENT_TYPES
from labx.people.organisations.measures import MEASURES
from labx.people.organisations.policy import PERMISSIONS
from labx.people.organisations.searches import SEARCHES

ROOM = Room(
    name="organisations",
    part_of="people",
    title=_("Organisations"),
    summary=_("Public entities, partners and who speaks for them."),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    searches=SEARCHES,
)
