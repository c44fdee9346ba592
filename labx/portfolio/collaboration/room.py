"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import ProjectPage, Room
from labx.portfolio.collaboration.deeds import DEEDS
from labx.portfolio.collaboration.notices import NOTICES
from labx.portfolio.collaboration.personal import DATA as PERSONAL_DATA
from labx.portfolio.collaboration.policy import PERMISSIONS

ROOM = Room(
    name="collaboration",
    part_of="portfolio",
    title=_("Working together"),
    summary=_("Comments, tasks, attachments and history."),
    urls="labx.portfolio.collaboration.urls",
    permissions=PERMISSIONS,
    deeds=DEEDS,
    personal_data=PERSONAL_DATA,
    notices=NOTICES,
    project_pages=(
        ProjectPage(_("Conversation"), "collaboration:of_project", "collaboration.read"),
        ProjectPage(_("Tasks"), "collaboration:tasks", "collaboration.read"),
        ProjectPage(_("Files"), "collaboration:files", "collaboration.read"),
        ProjectPage(_("What happened"), "collaboration:activity", "collaboration.read"),
    ),
    api="labx.portfolio.collaboration.api.router",
    demo="labx.portfolio.collaboration.demo.load",
)
