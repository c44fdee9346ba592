"""Who may do what with people."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (
    Permission("people.see_own_account", _("See and change one's own account"), known=True),
    Permission("people.manage_accounts", _("Invite people and give roles"), roles=frozenset({"administrator"})),
)
