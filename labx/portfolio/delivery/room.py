"""What delivery announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, ProjectPage, Room
from labx.portfolio.delivery import queries
from labx.portfolio.delivery.events import EVENT_TYPES
from labx.portfolio.delivery.measures import MEASURES
from labx.portfolio.delivery.packs import PACK_SCHEMAS
from labx.portfolio.delivery.personal import DATA
from labx.portfolio.delivery.policy import PERMISSIONS

ROOM = Room(
    name="delivery",
    part_of="portfolio",
    title=_("Delivery"),
    summary=_("Blockers, handover and follow-up."),
    menu=(MenuEntry(_("Blockers"), "delivery:everywhere", "delivery.list_blockers"),),
    permissions=PERMISSIONS,
    deeds={
        "delivery.open_blocker": _("A blocker was noted"),
        "delivery.edit_blocker": _("A blocker was changed"),
        "delivery.write_handover": _("The handover was written"),
        "delivery.ask_follow_up": _("The owner was asked how it goes"),
        "delivery.answer_follow_up": _("The owner answered how it goes"),
    },
    event_types=EVENT_TYPES,
    measures=MEASURES,
    personal_data=DATA,
    pack_schemas=PACK_SCHEMAS,
    urls="labx.portfolio.delivery.urls",
    api="labx.portfolio.delivery.api.router",
    demo="labx.portfolio.delivery.demo.load",
    project_pages=(
        ProjectPage(_("Blockers"), "delivery:blockers", "delivery.view"),
        ProjectPage(_("Handover"), "delivery:handover", "delivery.view"),
    ),
    story=queries.story_of,
    waiting=queries.waiting_for,
    openers=(("follow_up", queries.open_follow_up),),
)
