"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room

ROOM = Room(
    name="challenges",
    part_of="portfolio",
    title=_("Challenges"),
    summary=_("Challenges that entities bring, and how they are chosen."),
)
