"""What the desks announce to the house."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import MenuEntry, Room
from labx.desks.packs import PACK_SCHEMAS
from labx.desks.policy import PERMISSIONS

ROOM = Room(
    name="desks",
    title=_("Desks"),
    summary=_("What to do after a life event: by when, with which documents, and why."),
    urls="labx.desks.urls",
    menu=(MenuEntry(_("Desks"), "desks:list", "desks.use"),),
    permissions=PERMISSIONS,
    pack_schemas=PACK_SCHEMAS,
    api="labx.desks.api.router",
    commands="labx.desks.cli.desks",
)
