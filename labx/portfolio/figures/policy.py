"""Who may see the laboratory's figures."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import PROJECT_ROLES
from labx.core.policy import Permission
from labx.portfolio.policy import READERS

PERMISSIONS = (
    Permission("figures.see_numbers", _("See the laboratory's numbers"), public=True),
    Permission("figures.see_claims", _("See the register of published numbers"), public=True),
    Permission(
        "figures.read_claim",
        _("Read how a published number is known"),
        public=True,
        public_when=lambda claim: claim.is_readable,
        roles=READERS,
        project_roles=frozenset(PROJECT_ROLES),
        when=lambda claim: claim.project.published_at is not None,
    ),
    Permission("figures.see_reported", _("See numbers that others reported"), public=True),
    Permission("figures.read_events", _("Open the events behind a number"), roles=READERS),
    Permission("figures.see_performance", _("See how the laboratory is doing"), roles=READERS),
    Permission("figures.load_reported", _("Load reported numbers"), roles=frozenset({"lab_lead", "administrator"})),
)
