"""What the portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, ProjectPage, Room
from labx.portfolio.deeds import DEEDS
from labx.portfolio.events import EVENT_TYPES
from labx.portfolio.measures import MEASURES
from labx.portfolio.packs import DEMO_PROJECTS
from labx.portfolio.personal import DATA as PERSONAL_DATA
from labx.portfolio.policy import PERMISSIONS
from labx.portfolio.searches import SEARCHES

ROOM = Room(
    name="portfolio",
    title=_("Portfolio"),
    summary=_("Projects, their protocols, evidence, decisions and published numbers."),
    menu=(
        MenuEntry(_("Your desk"), "portfolio:desk", "portfolio.see_desk"),
        MenuEntry(_("Projects"), "portfolio:list", "portfolio.list_projects"),
    ),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    personal_data=PERSONAL_DATA,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    searches=SEARCHES,
    pack_schemas=(DEMO_PROJECTS,),
    demo="labx.portfolio.demo.load",
    project_pages=(ProjectPage(_("Organisations"), "portfolio:organisations", "portfolio.view_project"),),
    api="labx.portfolio.api.router",
    commands="labx.portfolio.cli.portfolio",
)
