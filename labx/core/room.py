"""What the ground floor announces: its permissions."""

from django.utils.translation import gettext_lazy as _

from labx.core.api.policy import PERMISSIONS as API
from labx.core.audit.policy import PERMISSIONS as AUDIT
from labx.core.jobs.policy import PERMISSIONS as JOBS
from labx.core.packs.policy import PERMISSIONS as PACKS
from labx.core.policy import Permission
from labx.core.rooms import Room
from labx.core.search.policy import PERMISSIONS as SEARCH

ROOM = Room(
    name="core",
    title=_("The house"),
    permissions=(
        Permission("core.see_public_pages", _("See the public pages"), public=True),
        Permission("core.check_health", _("Ask whether the server is alive"), public=True),
        Permission("core.read_metrics", _("Read the server's figures"), roles=frozenset({"administrator"})),
        Permission("core.load_demo", _("Load the demonstration"), roles=frozenset({"administrator"})),
        *API,
        *AUDIT,
        *JOBS,
        *SEARCH,
        *PACKS,
    ),
)
