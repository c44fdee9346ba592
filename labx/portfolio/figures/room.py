"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room

ROOM = Room(
    name="figures",
    part_of="portfolio",
    title=_("Figures"),
    summary=_("Published numbers, reported claims, counters and how the laboratory is doing."),
)
