"""What this part of portfolio announces to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, ProjectPage, Room
from labx.portfolio.catalogue.deeds import DEEDS
from labx.portfolio.catalogue.policy import PERMISSIONS

ROOM = Room(
    name="catalogue",
    part_of="portfolio",
    title=_("Catalogue"),
    summary=_("What others can find, read and take: public register, feeds and exports."),
    urls="labx.portfolio.catalogue.urls",
    menu=(
        MenuEntry(_("Catalogue"), "catalogue:list", "catalogue.see"),
        MenuEntry(_("Running now"), "catalogue:running", "catalogue.see"),
    ),
    permissions=PERMISSIONS,
    deeds=DEEDS,
    api="labx.portfolio.catalogue.api.router",
    project_pages=(
        ProjectPage(_("Announcement"), "catalogue:announcement", "catalogue.announce"),
        ProjectPage(_("Case"), "catalogue:write_case", "catalogue.write_case"),
    ),
)
