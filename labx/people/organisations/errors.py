"""What people are told when something about organisations is not possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from labx.people.organisations.models import Organisation


class OrganisationProblem(Exception):
    """Something a person can mend: `field` is where, the message what happened and what to do."""

    field = ""


class NipcTaken(OrganisationProblem):
    field = "nipc"

    def __init__(self, other: Organisation) -> None:
        self.other = other
        super().__init__(
            _("This number is already that of “%(name)s”. Open that record, or correct the number.")
            % {"name": other.name}
        )


class NipcMissing(OrganisationProblem):
    field = "without_nipc"

    def __init__(self) -> None:
        super().__init__(_("Write the NIPC, or say why there is none, such as a foreign body."))


class LooksLikeAnother(OrganisationProblem):
    field = "name"

    def __init__(self, others: Sequence[Organisation]) -> None:
        self.others = others
        names = ", ".join(f"“{other.name}”" for other in others)
        super().__init__(
            _("This looks like %(names)s, already here. Open that record, or say below that this is another one.")
            % {"names": names}
        )


class Loop(OrganisationProblem):
    """A chain of organisations comes back to where it began."""

    def __init__(self, field: str, chain: Sequence[Organisation]) -> None:
        self.field = field
        names = " → ".join(organisation.name for organisation in chain)
        super().__init__(
            _("This would go round in a circle: %(chain)s. Change one of these links first.") % {"chain": names}
        )


class NotNow(OrganisationProblem):
    """This cannot be done in the state things are in; the message says what comes first."""


class BadDay(OrganisationProblem):
    """A date that does not fit the others."""

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        super().__init__(message)
