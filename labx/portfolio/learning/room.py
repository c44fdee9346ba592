"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.notices.declare import Mail, NoticeKind
from labx.core.rooms import ProjectPage, Room
from labx.portfolio.learning import nodes, story
from labx.portfolio.learning.deeds import DEEDS
from labx.portfolio.learning.events import EVENT_TYPES
from labx.portfolio.learning.measures import MEASURES
from labx.portfolio.learning.personal import DATA
from labx.portfolio.learning.policy import PERMISSIONS

ROOM = Room(
    name="learning",
    part_of="portfolio",
    title=_("Learning"),
    summary=_("Assumptions, the evidence graph, ideas, prototypes and test sessions."),
    urls="labx.portfolio.learning.urls",
    permissions=PERMISSIONS,
    deeds=DEEDS,
    event_types=EVENT_TYPES,
    measures=MEASURES,
    notices=(NoticeKind("learning.claims_under_review", _("Published numbers under review"), mail=Mail.AT_ONCE),),
    project_pages=(
        ProjectPage(_("Assumptions"), "learning:assumptions", "learning.view"),
        ProjectPage(_("Evidence"), "learning:graph", "learning.view"),
        ProjectPage(_("Ideas"), "learning:ideas", "learning.view"),
        ProjectPage(_("Prototypes"), "learning:prototypes", "learning.view"),
    ),
    story=story.of_project,
    openers=(
        ("observation", nodes.open_finding),
        ("insight", nodes.open_finding),
        ("test", nodes.open_test_finding),
    ),
    personal_data=DATA,
    api="labx.portfolio.learning.api.router",
    demo="labx.portfolio.learning.demo.load",
)
