"""Who may do what with the rights of the people whose data are here."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.core.policy import Permission

OFFICERS = frozenset({"data_protection_officer", "administrator"})
WRITERS = OFFICERS | {"lab_lead"}


def is_done(erasure: Any) -> bool:
    return erasure.is_done


PERMISSIONS = (
    Permission("rights.ask", _("Ask for one's own data, their correction or erasure"), known=True),
    Permission("rights.follow_request", _("Follow one's own request"), owner=True, roles=OFFICERS),
    Permission("rights.withdraw_request", _("Take back one's own request"), owner=True, roles=OFFICERS),
    Permission("rights.read_receipt", _("Read the receipt of an erasure, by its address"), public=True, when=is_done),
    Permission("rights.answer", _("Answer requests of data subjects"), roles=OFFICERS),
    Permission("rights.erase", _("Erase a person's data"), roles=OFFICERS),
    Permission("rights.apply_retention", _("See and erase what was kept long enough"), roles=OFFICERS),
    Permission("rights.read_registers", _("Read the registers of data protection"), roles=WRITERS),
    Permission("rights.write_registers", _("Write the registers of data protection"), roles=OFFICERS),
    Permission("rights.advise", _("Advise on an impact assessment"), roles=frozenset({"data_protection_officer"})),
    Permission(
        "rights.report_breach", _("Report a breach of personal data"), roles=WRITERS | {"researcher", "analyst"}
    ),
)
