"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room
from labx.people.consent.personal import DATA as PERSONAL_DATA

ROOM = Room(
    name="consent",
    part_of="people",
    title=_("Consent"),
    summary=_("What each person agreed to, and what they took back."),
    personal_data=PERSONAL_DATA,
)
