"""Erase what audit entries told of a person; that it was erased is itself an entry."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection, transaction

from labx.core import policy
from labx.core.actors import Actor
from labx.core.audit.models import AuditPayload
from labx.core.audit.record import record

ERASURE = "audit.erase"


class NothingErased(LookupError):
    """None of the named entries has a payload that may be erased."""


@transaction.atomic
def erase_payloads(*, by: Actor, entries: Iterable[UUID], why: str) -> int:
    """Delete reason and before/after of these entries for good; the chain stays whole. Returns how many."""
    policy.require(by, "core.erase_audit")
    payloads = AuditPayload.objects.filter(entry_id__in=list(entries)).exclude(entry__action=ERASURE)
    names = sorted(str(name) for name in payloads.values_list("entry_id", flat=True))
    if not names:
        raise NothingErased("None of these audit entries has a payload, so nothing was erased. Choose some that do.")
    record(by=by, action=ERASURE, target=("audit.entries", names[0]), why=why, after={"erased": names})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL labx.audit_erasure = 'on'")
        AuditPayload.objects.filter(entry_id__in=names)._raw_delete("default")
        cursor.execute("SET LOCAL labx.audit_erasure = 'off'")
    return len(names)
