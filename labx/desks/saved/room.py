"""What this part of the desks announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room
from labx.desks.saved.deeds import DEEDS
from labx.desks.saved.personal import DATA
from labx.desks.saved.policy import PERMISSIONS

ROOM = Room(
    name="saved",
    part_of="desks",
    title=_("Saved cases"),
    summary=_("Cases kept with a code and a PIN, parts of a plan shared by a link, reminders: only for who asks."),
    urls="labx.desks.saved.urls",
    permissions=PERMISSIONS,
    deeds=DEEDS,
    personal_data=DATA,
)
