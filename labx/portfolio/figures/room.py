"""What the figures announce to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, Room
from labx.portfolio.figures.packs import PACK_SCHEMAS
from labx.portfolio.figures.policy import PERMISSIONS

ROOM = Room(
    name="figures",
    part_of="portfolio",
    title=_("Figures"),
    summary=_("Published numbers, reported claims, counters and how the laboratory is doing."),
    menu=(
        MenuEntry(_("Numbers"), "figures:numbers", "figures.see_numbers"),
        MenuEntry(_("How we are doing"), "figures:performance", "figures.see_performance"),
    ),
    permissions=PERMISSIONS,
    deeds={"figures.load_reported": _("Numbers that others reported were loaded")},
    pack_schemas=PACK_SCHEMAS,
    urls="labx.portfolio.figures.urls",
    api="labx.portfolio.figures.api.router",
    commands="labx.portfolio.figures.cli.figures",
    demo="labx.portfolio.figures.demo.load",
)
