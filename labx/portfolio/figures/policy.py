"""Who may see the laboratory's figures."""

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission
from labx.portfolio.policy import READERS

PERMISSIONS = (
    Permission("figures.see_numbers", _("See the laboratory's numbers"), public=True),
    Permission("figures.see_claims", _("See the register of published numbers"), public=True),
    Permission(
        "figures.read_claim", _("Read how a published number is known"), public=True, when=lambda c: c.is_readable
    ),
    Permission("figures.see_reported", _("See numbers that others reported"), public=True),
    Permission("figures.read_events", _("Open the events behind a number"), roles=READERS),
    Permission("figures.see_performance", _("See how the laboratory is doing"), roles=READERS),
    Permission("figures.load_reported", _("Load reported numbers"), roles=frozenset({"lab_lead", "administrator"})),
)
