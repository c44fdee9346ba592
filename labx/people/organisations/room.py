"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.notices.declare import Mail, NoticeKind
from labx.core.rooms import MenuEntry, Room
from labx.people.organisations.deeds import DEEDS
from labx.people.organisations.events import EVENT_TYPES
from labx.people.organisations.measures import MEASURES
from labx.people.organisations.personal import DATA as PERSONAL_DATA
from labx.people.organisations.policy import PERMISSIONS
from labx.people.organisations.searches import SEARCHES

ROOM = Room(
    name="organisations",
    part_of="people",
    title=_("Organisations"),
    summary=_("Public entities, partners and who speaks for them."),
    urls="labx.people.organisations.urls",
    menu=(
        MenuEntry(_("Public entities"), "organisations:entities", "organisations.view"),
        MenuEntry(_("Partners"), "organisations:partners", "organisations.view"),
    ),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    personal_data=PERSONAL_DATA,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    searches=SEARCHES,
    notices=(
        NoticeKind("organisations.affiliation", _("Who speaks for an entity"), Mail.AT_ONCE),
        NoticeKind("organisations.absence", _("You stand in for someone"), Mail.AT_ONCE),
    ),
    api="labx.people.organisations.api.router",
    commands="labx.people.organisations.cli.organisations",
    demo="labx.people.organisations.demo.load",
)
