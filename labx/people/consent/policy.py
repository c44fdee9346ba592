"""Who may do what with consent."""

from django.utils.translation import gettext_lazy as _

from labx.core.actors import TEAM
from labx.core.policy import Permission

OFFICERS = frozenset({"data_protection_officer", "administrator"})
KEEPERS = frozenset({"lab_lead", "data_protection_officer", "administrator"})
READERS = TEAM | {"data_protection_officer", "content_reviewer"}

PERMISSIONS = (
    Permission("consent.see_texts", _("Read the consent texts, drafts included"), roles=READERS),
    Permission("consent.manage_texts", _("Write, publish and withdraw consent texts"), roles=KEEPERS),
    Permission("consent.record_answer", _("Record what somebody agreed to or took back"), roles=TEAM, owner=True),
    Permission("consent.see_ledger", _("See what a participant agreed to, by pseudonym"), roles=READERS),
    Permission("consent.see_proof", _("See the proof of an answer: note, scan, guardian"), roles=KEEPERS),
    Permission("consent.change_proof", _("Replace or remove the scan of a signed sheet"), roles=OFFICERS),
)
