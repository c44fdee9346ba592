"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room

ROOM = Room(
    name="delivery",
    part_of="portfolio",
    title=_("Delivery"),
    summary=_("Blockers, handover and follow-up."),
)
