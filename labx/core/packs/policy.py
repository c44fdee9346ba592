"""Who may install packs."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (
    Permission(
        "core.install_pack",
        _("Install a pack of content"),
        roles=frozenset({"content_reviewer", "lab_lead", "administrator"}),
    ),
)
