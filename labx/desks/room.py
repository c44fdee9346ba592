"""What the desks announce to the house: the shape of their packs."""

from django.utils.translation import gettext_lazy as _

from labx.core.rooms import Room
from labx.desks.packs import PACK_SCHEMAS

ROOM = Room(
    name="desks",
    title=_("Desks"),
    summary=_("What to do after a life event: by when, with which documents, and why."),
    pack_schemas=PACK_SCHEMAS,
)
