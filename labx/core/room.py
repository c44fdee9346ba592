"""What the ground floor announces: its permissions."""

from django.utils.translation import gettext_lazy as _

from labx.core.api.personal import DATA as API_DATA
from labx.core.api.policy import PERMISSIONS as API
from labx.core.audit.personal import DATA as AUDIT_DATA
from labx.core.audit.policy import PERMISSIONS as AUDIT
from labx.core.deeds import DEEDS
from labx.core.jobs.personal import DATA as JOBS_DATA
from labx.core.jobs.policy import PERMISSIONS as JOBS
from labx.core.notices.personal import DATA as NOTICES_DATA
from labx.core.notices.policy import PERMISSIONS as NOTICES
from labx.core.packs.opener import open_pack
from labx.core.packs.policy import PERMISSIONS as PACKS
from labx.core.policy import Permission
from labx.core.rooms import MenuEntry, Room
from labx.core.search.personal import DATA as SEARCH_DATA
from labx.core.search.policy import PERMISSIONS as SEARCH

ROOM = Room(
    name="core",
    title=_("The house"),
    menu=(
        MenuEntry(_("Notices"), "notices:index", "core.read_own_notices"),
        MenuEntry(_("Long work"), "jobs:index", "core.list_jobs"),
        MenuEntry(_("API tokens"), "api-pages:tokens", "core.manage_own_tokens"),
        MenuEntry(_("Content"), "packs:index", "core.install_pack"),
        MenuEntry(_("Audit"), "audit:index", "core.read_audit"),
    ),
    deeds=DEEDS,
    openers=(("pack", open_pack),),
    personal_data=(*JOBS_DATA, *NOTICES_DATA, *SEARCH_DATA, *API_DATA, *AUDIT_DATA),
    permissions=(
        Permission("core.see_public_pages", _("See the public pages"), public=True),
        Permission("core.check_health", _("Ask whether the server is alive"), public=True),
        Permission("core.read_metrics", _("Read the server's figures"), roles=frozenset({"administrator"})),
        Permission("core.load_demo", _("Load the demonstration"), roles=frozenset({"administrator"})),
        *API,
        *AUDIT,
        *JOBS,
        *NOTICES,
        *SEARCH,
        *PACKS,
    ),
)
