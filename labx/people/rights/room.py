"""What this part of people announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.notices.declare import Mail, NoticeKind
from labx.core.rooms import MenuEntry, Room
from labx.people.rights import queries
from labx.people.rights.deeds import DEEDS
from labx.people.rights.personal import DATA
from labx.people.rights.policy import PERMISSIONS

ROOM = Room(
    name="rights",
    part_of="people",
    title=_("Privacy"),
    summary=_("Requests of data subjects, erasure, retention, records of processing."),
    urls="labx.people.rights.urls",
    menu=(
        MenuEntry(_("My data"), "rights:own", "rights.ask", is_own=True),
        MenuEntry(_("Data protection"), "rights:desk", "rights.answer"),
        MenuEntry(_("Impact assessments"), "rights:assessments", "rights.read_registers"),
        MenuEntry(_("Breaches"), "rights:breaches", "rights.report_breach"),
    ),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    notices=(
        NoticeKind("rights.asked", _("Someone asked about their data"), Mail.AT_ONCE),
        NoticeKind("rights.answered", _("About your request"), Mail.AT_ONCE),
        NoticeKind("rights.breach", _("A breach was reported"), Mail.AT_ONCE),
    ),
    waiting=queries.waiting_for,
    personal_data=DATA,
    commands="labx.people.rights.cli.rights",
    demo="labx.people.rights.demo.load",
)
