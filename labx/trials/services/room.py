"""What services announce to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, ProjectPage, Room
from labx.trials.services import doors
from labx.trials.services.deeds import DEEDS
from labx.trials.services.events import EVENT_TYPES
from labx.trials.services.measures import MEASURES
from labx.trials.services.personal import DATA
from labx.trials.services.policy import PERMISSIONS
from labx.trials.services.searches import SEARCHES

ROOM = Room(
    name="services",
    part_of="trials",
    title=_("Services"),
    summary=_("How services work for the people who use them: indicators, series, releases, public pages."),
    urls="labx.trials.services.urls",
    menu=(MenuEntry(_("Services"), "services:list", "services.list"),),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    searches=SEARCHES,
    personal_data=DATA,
    api="labx.trials.services.api.router",
    project_pages=(ProjectPage(_("Services"), "services:of_project", "services.view"),),
    story=doors.story_of,
    public_parts=doors.public_parts,
    demo="labx.trials.services.demo.load",
)
