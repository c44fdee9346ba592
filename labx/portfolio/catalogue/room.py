"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room

ROOM = Room(
    name="catalogue",
    part_of="portfolio",
    title=_("Catalogue"),
    summary=_("What others can find, read and take: public register, feeds and exports."),
)
