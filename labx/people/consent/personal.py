"""What consent keeps of a person: the ledger holds random numbers only; notes, scans and guardians go."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.files.removing import remove_file
from labx.core.files.uploads import kept_path
from labx.core.personal import Person, PersonalData, erasing
from labx.people.consent.models import ConsentEntry, ConsentProof, Guardian

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
    scans = list(proofs_of(person).exclude(scan_sha256="").values_list("scan_sha256", flat=True))
    with erasing():
        gone = proofs_of(person).delete()[0] + guardians_of(person).delete()[0]
    still_used = set(ConsentProof.objects.filter(scan_sha256__in=scans).values_list("scan_sha256", flat=True))
    for scan in set(scans) - still_used:
        remove_file(kept_path(Path(settings.MEDIA_ROOT) / "consent", scan))
    return gone


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
    ),
)
