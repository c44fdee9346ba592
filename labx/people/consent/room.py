"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, Room
from labx.people.consent.deeds import DEEDS
from labx.people.consent.packs import PACK_SCHEMAS
from labx.people.consent.personal import DATA as PERSONAL_DATA
from labx.people.consent.policy import PERMISSIONS

ROOM = Room(
    name="consent",
    part_of="people",
    title=_("Consent"),
    summary=_("What each person agreed to, and what they took back."),
    urls="labx.people.consent.urls",
    menu=(MenuEntry(_("Consent texts"), "consent:list", "consent.see_texts"),),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    personal_data=PERSONAL_DATA,
    pack_schemas=PACK_SCHEMAS,
    commands="labx.people.consent.cli.consent",
)
