"""Who acts: an account, a participant, a job or a token; and the roles there are."""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

LAB_ROLES = {
    "participant": _("Participant"),
    "network_member": _("Network member"),
    "entity_contact": _("Entity contact"),
    "researcher": _("Researcher"),
    "analyst": _("Analyst"),
    "lab_lead": _("Lab lead"),
    "counter_staff": _("Counter staff"),
    "content_reviewer": _("Content reviewer"),
    "data_protection_officer": _("Data-protection officer"),
    "administrator": _("Administrator"),
}
PROJECT_ROLES = {
    "lead": _("Project lead"),
    "researcher": _("Researcher"),
    "analyst": _("Analyst"),
    "entity_contact": _("Entity contact"),
    "observer": _("Observer"),
}
TEAM = frozenset({"researcher", "analyst", "lab_lead", "administrator"})
ACCOUNTS = frozenset({"account", "token"})


@dataclass(frozen=True)
class Actor:
    """One who acts. `key` is what the audit chain and the events keep: never a name.

    `scopes`: the only permissions a token carries of its account's; nothing for everyone else.
    """

    kind: Literal["anonymous", "account", "participant", "job", "token", "system"]
    id: UUID | str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    name: str = ""
    scopes: frozenset[str] | None = None

    @property
    def key(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    @property
    def account_id(self) -> UUID | None:
        """The account that acts, itself or by a token."""
        return self.id if self.kind in ACCOUNTS and isinstance(self.id, UUID) else None

    @property
    def is_known(self) -> bool:
        return self.kind != "anonymous"


ANONYMOUS = Actor("anonymous")


def system(name: str) -> Actor:
    """LabX itself, at the command line or in a scheduled job; may do anything, and the audit chain says so."""
    return Actor("system", name, frozenset({"administrator"}), name)
