"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room

ROOM = Room(
    name="rights",
    part_of="people",
    title=_("Privacy"),
    summary=_("Requests of data subjects, erasure, retention, records of processing."),
)
