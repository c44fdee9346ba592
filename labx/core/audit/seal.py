"""The one sealer: gives committed entries their place in the chain, in order, while writers go on."""

from django.db import connection, transaction
from django.utils import timezone

from labx.core.audit.chain import START, hash_of
from labx.core.audit.models import AuditEntry

SEALER_LOCK = 0x4C61_6258_0001  # one sealer at a time; writers never take this lock
BATCH = 5_000


def seal() -> int:
    """Seal every entry that is committed now; returns how many.

    The order of sealing is the order of the chain, so an entry whose transaction commits later simply comes later:
    nothing can appear before what is already sealed.
    """
    total = 0
    while count := seal_batch():
        total += count
    return total


@transaction.atomic
def seal_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
    last = AuditEntry.objects.exclude(position=None).order_by("-position").first()
    position, previous = (last.position, bytes(last.hash)) if last else (0, START)
    entries = list(AuditEntry.objects.filter(position=None).order_by("id")[:BATCH])
    for entry in entries:
        position += 1
        entry.position, entry.previous = position, previous
        entry.hash = previous = hash_of(previous, entry.content(position))
    write(entries)
    return len(entries)


def write(entries: list[AuditEntry]) -> None:
    """One statement for the batch."""
    if not entries:
        return
    columns = zip(*((entry.id, entry.position, entry.previous, entry.hash) for entry in entries), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE audit_auditentry AS entry
            SET position = sealed.position, previous = sealed.previous, hash = sealed.hash, sealed_at = %s
            FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[], %s::bytea[]) AS sealed (id, position, previous, hash)
            WHERE entry.id = sealed.id
            """,
            [timezone.now(), *(list(column) for column in columns)],
        )
