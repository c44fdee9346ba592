"""Who may read the audit chain, and who may erase what it told of a person."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

GUARDIANS = frozenset({"administrator", "data_protection_officer"})
PERMISSIONS = (
    Permission("core.read_audit", _("Read the audit chain"), roles=GUARDIANS),
    Permission("core.erase_audit", _("Erase personal data from the audit chain"), roles=GUARDIANS),
)
