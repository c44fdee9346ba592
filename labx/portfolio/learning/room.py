"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room

ROOM = Room(
    name="learning",
    part_of="portfolio",
    title=_("Learning"),
    summary=_("Assumptions, the evidence graph, ideas, prototypes and test sessions."),
)
