"""What the trials room announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, Room
from labx.trials import doors
from labx.trials.deeds import DEEDS
from labx.trials.events import EVENT_TYPES
from labx.trials.measures import MEASURES
from labx.trials.packs import PACK_SCHEMAS
from labx.trials.personal import DATA
from labx.trials.plan.reading import check_plan
from labx.trials.policy import PERMISSIONS
from labx.trials.searches import SEARCHES

ROOM = Room(
    name="trials",
    title=_("Trials"),
    summary=_("A change to a public service, measured: plan, data, effect, package."),
    urls="labx.trials.urls",
    menu=(MenuEntry(_("Trials"), "trials:list", "trials.list"),),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    searches=SEARCHES,
    personal_data=DATA,
    pack_schemas=PACK_SCHEMAS,
    plan_schema=check_plan,
    plan_url="trials:new_plan",
    plan_label=_("Write the protocol of a trial"),
    plan_template="trials/plan.html",
    doors=doors.of_protocol,
    holds=doors.missing_of,
    story=doors.story_of,
    public_parts=doors.public_parts,
    open_data=doors.open_data,
    api="labx.trials.api.router",
    commands="labx.trials.cli.trials",
    demo="labx.trials.demo.load",
    gallery="labx.trials.gallery.fill",
    openers=(("analysis", doors.open_analysis),),
)
