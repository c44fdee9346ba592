"""What the portfolio keeps of a person."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData, erasing, own_rows
from labx.portfolio.models import Membership, Protocol

PURPOSE = _("Carry out the laboratory's projects and answer for them")


def signed_by(person: Person) -> QuerySet[Protocol]:
    return Protocol.objects.filter(frozen_by__in=person.actor_keys).exclude(signer="")


def tell_signatures(person: Person) -> Iterator[dict[str, Any]]:
    yield from signed_by(person).values("title", "version", "project__title", "frozen_at", "signer", "digest")


def erase_signatures(person: Person, by: Actor) -> int:
    """The name goes; the signed text already holds nothing but a random code."""
    with erasing():
        return signed_by(person).update(signer="")


DATA = (
    own_rows(
        "portfolio.memberships",
        _("Roles in projects"),
        lambda person: Membership.objects.filter(account__in=person.accounts),
        purpose=PURPOSE,
    ),
    PersonalData(
        "portfolio.signatures",
        _("Signed protocols"),
        tell_signatures,
        erase_signatures,
        rows=lambda person: (signed_by(person),),
        columns=frozenset({"portfolio_protocol.signer"}),
        purpose=PURPOSE,
        basis="legal_obligation",
        stays=_(
            "The signature of a frozen protocol, shown as a random code: the law asks us to keep what was promised."
        ),
    ),
)
