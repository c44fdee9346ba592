"""Who may do what with people."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (
    Permission("people.sign_in", _("Sign in, recover a password, confirm an e-mail"), public=True),
    Permission("people.accept_invitation", _("Open an account by invitation"), public=True),
    Permission("people.see_own_account", _("See one's own account"), known=True),
    Permission("people.change_own_account", _("Change one's own account"), owner=True),
    Permission("people.end_own_session", _("End one's own sessions"), owner=True),
    Permission("people.manage_accounts", _("Invite people and give roles"), roles=frozenset({"administrator"})),
)
