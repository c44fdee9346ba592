"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room
from labx.people.participants.personal import DATA as PERSONAL_DATA

ROOM = Room(
    name="participants",
    part_of="people",
    title=_("Participants"),
    summary=_("The panel of people who take part, and how they are drawn."),
    personal_data=PERSONAL_DATA,
)
