"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.notices.declare import Mail, NoticeKind
from labx.core.rooms import MenuEntry, ProjectPage, Room
from labx.portfolio.challenges import holds, queries, story
from labx.portfolio.challenges.deeds import DEEDS
from labx.portfolio.challenges.events import EVENT_TYPES
from labx.portfolio.challenges.measures import MEASURES
from labx.portfolio.challenges.packs import PACK_SCHEMAS
from labx.portfolio.challenges.personal import DATA
from labx.portfolio.challenges.policy import PERMISSIONS
from labx.portfolio.challenges.searches import SEARCHES

ROOM = Room(
    name="challenges",
    part_of="portfolio",
    title=_("Challenges"),
    summary=_("Challenges that entities bring, and how they are chosen."),
    urls="labx.portfolio.challenges.urls",
    menu=(MenuEntry(_("Challenges"), "challenges:list", "challenges.list"),),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    searches=SEARCHES,
    notices=(NoticeKind("challenges.answered", _("The laboratory answered your challenge"), mail=Mail.AT_ONCE),),
    pack_schemas=PACK_SCHEMAS,
    project_pages=(
        ProjectPage(_("Challenge"), "challenges:origin", "challenges.see_origin"),
        ProjectPage(_("Care for people"), "challenges:ethics", "challenges.see_ethics"),
    ),
    holds=holds.of_protocol,
    waiting=queries.waiting_for,
    story=story.of_project,
    personal_data=DATA,
    api="labx.portfolio.challenges.api.router",
    demo="labx.portfolio.challenges.demo.load",
)
