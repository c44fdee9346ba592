"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room

ROOM = Room(
    name="collaboration",
    part_of="portfolio",
    title=_("Working together"),
    summary=_("Comments, tasks, attachments and history."),
)
