"""Who may use the API and keep tokens for it."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (
    Permission("core.read_api_description", _("Read the description of the API"), public=True),
    Permission("core.manage_own_tokens", _("Make and revoke one's own API tokens"), known=True),
    Permission("core.revoke_token", _("Revoke an API token"), owner=True, roles=frozenset({"administrator"})),
    Permission("core.read_measures", _("Read the list of measures and their values"), known=True),
)
