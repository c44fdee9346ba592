"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, Room
from labx.people.participants.deeds import DEEDS
from labx.people.participants.events import EVENT_TYPES
from labx.people.participants.measures import MEASURES
from labx.people.participants.personal import DATA as PERSONAL_DATA
from labx.people.participants.policy import PERMISSIONS

ROOM = Room(
    name="participants",
    part_of="people",
    title=_("Participants"),
    summary=_("The panel of people who take part, and how they are drawn."),
    urls="labx.people.participants.urls",
    menu=(
        MenuEntry(_("Participants"), "participants:list", "participants.view"),
        MenuEntry(_("Recruitments"), "participants:recruitments", "participants.view"),
        MenuEntry(_("Proofs of consent"), "participants:proofs", "consent.see_proof"),
        MenuEntry(_("Take part"), "participants:begin", "participants.join"),
    ),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    personal_data=PERSONAL_DATA,
    commands="labx.people.participants.cli.participants",
    demo="labx.people.participants.demo.load",
    api="labx.people.participants.api.router",
)
