"""Who may see and steer long work."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

STEERERS = {"roles": frozenset({"administrator"}), "owner": True, "project_roles": frozenset({"lead"})}
PERMISSIONS = (
    Permission("core.list_jobs", _("See the list of one's long work"), known=True),
    Permission("core.list_all_jobs", _("See everybody's long work"), roles=frozenset({"administrator"})),
    Permission("core.see_job", _("See how far a piece of long work is"), **STEERERS),
    Permission("core.cancel_job", _("Stop a piece of long work"), **STEERERS),
    Permission("core.repeat_job", _("Run a piece of long work again"), **STEERERS),
)
