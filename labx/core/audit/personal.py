"""What the audit chain tells of a person: reasons and before/after go, the entries and their order stay."""

from collections.abc import Iterator
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.audit.erase import ERASURE, erase_payloads
from labx.core.audit.models import AuditEntry, AuditPayload
from labx.core.personal import MENTIONED, Person, PersonalData

WHY = "Article 17 GDPR"


def payloads_of(person: Person) -> QuerySet[AuditPayload]:
    """Told about a record that is the person's, or naming the person."""
    about = Q(entry__target_id__in=[str(identifier) for identifier in person.ids])
    naming = Q(RawSQL(MENTIONED.format("audit_auditpayload.content"), [person.patterns], BooleanField()))  # noqa: S611
    return AuditPayload.objects.filter(about | naming).exclude(entry__action=ERASURE)


def tell(person: Person) -> Iterator[dict[str, Any]]:
    """What the person did, and what was done to their records: when and what."""
    ids = [str(identifier) for identifier in person.ids]
    entries = AuditEntry.objects.filter(Q(actor__in=person.actor_keys) | Q(target_id__in=ids))
    yield from entries.order_by("at").values("at", "action", "target_kind", "target_id")


def erase(person: Person, by: Actor) -> int:
    entries = list(payloads_of(person).values_list("entry_id", flat=True))
    return erase_payloads(by=by, entries=entries, why=WHY) if entries else 0


DATA = (
    PersonalData(
        "core.audit",
        _("What the audit chain tells"),
        tell,
        erase,
        rows=lambda person: (payloads_of(person),),
        purpose=_("Show who did what, and prove that nobody changed it since"),
        basis="legal_obligation",
        stays=_("That something was done, when, and under which random code: without it the chain could be rewritten."),
        order=95,
    ),
)
