"""Who may read and install packs."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

PERMISSIONS = (
    Permission("core.see_packs", _("See where the content comes from and when it was reviewed"), public=True),
    Permission(
        "core.install_pack",
        _("Install a pack of content"),
        roles=frozenset({"content_reviewer", "lab_lead", "administrator"}),
    ),
)
