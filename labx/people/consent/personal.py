"""What consent keeps of a person: the ledger holds random numbers only; notes, scans and guardians go."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData, Retention, erasing
from labx.people.consent import queries
from labx.people.consent.actions.proofs import forget_proofs
from labx.people.consent.models import ConsentEntry, ConsentProof, Guardian

KEPT_DAYS = 3 * 365
PURPOSE = _("Prove what each person agreed to, and stop when they take it back")


def proofs_of(person: Person) -> QuerySet[ConsentProof]:
    return ConsentProof.objects.filter(entry__subject__in=person.subjects)


def guardians_of(person: Person) -> QuerySet[Guardian]:
    return Guardian.objects.filter(entry__subject__in=person.subjects)


def tell(person: Person) -> Iterator[dict[str, Any]]:
    columns = ("purpose", "answer", "project", "text__version", "text__text", "language", "channel", "at", "expires_at")
    yield from ConsentEntry.objects.filter(subject__in=person.subjects).order_by("number").values(*columns)
    yield from proofs_of(person).values("oral_note", "scan_name")
    yield from guardians_of(person).values("name", "contact")


def erase(person: Person, by: Actor) -> int:
    gone = forget_proofs(proofs_of(person))
    with erasing():
        return gone + guardians_of(person).delete()[0]


def ended_before(before: datetime) -> QuerySet[ConsentProof]:
    """Proofs of what ran out, or was taken back, before this moment."""
    taken_back = queries.taken_back_later().filter(at__lt=before)
    return ConsentProof.objects.filter(Q(entry__expires_at__lt=before) | Exists(taken_back))


DATA = (
    PersonalData(
        "consent.ledger",
        _("Consents"),
        tell,
        erase,
        rows=lambda person: (proofs_of(person), guardians_of(person)),
        purpose=PURPOSE,
        basis="legal_obligation",
        order=60,
        stays=_("That somebody agreed, under a random number: the law asks us to be able to show it."),
        retention=Retention(
            KEPT_DAYS,
            _("Notes, scans and guardians that show an agreement are kept for three years after it ended."),
            ended_before,
            lambda rows, by: forget_proofs(rows),
        ),
    ),
)
