"""What the figures of desks announce to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room
from labx.desks.service.deeds import DEEDS
from labx.desks.service.events import EVENT_TYPES
from labx.desks.service.measures import MEASURES
from labx.desks.service.policy import PERMISSIONS

ROOM = Room(
    name="service",
    part_of="desks",
    title=_("How desks serve"),
    summary=_("Where visits end, counters before and after, tasks in time, rights claimed: counted, about nobody."),
    urls="labx.desks.service.urls",
    permissions=PERMISSIONS,
    deeds=DEEDS,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    demo="labx.desks.service.demo.load",
)
