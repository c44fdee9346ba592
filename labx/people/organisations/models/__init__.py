"""Tables of organisations."""

from labx.people.organisations.models.affiliations import Absence, Affiliation, LentRole
from labx.people.organisations.models.imports import Import
from labx.people.organisations.models.organisations import (
    Contact,
    FormerName,
    Level,
    Merge,
    Organisation,
    Partner,
    PartnerKind,
    PublicEntity,
)

__all__ = [
    "Absence",
    "Affiliation",
    "Contact",
    "FormerName",
    "Import",
    "LentRole",
    "Level",
    "Merge",
    "Organisation",
    "Partner",
    "PartnerKind",
    "PublicEntity",
]
