"""Read the chain from the database and say every fault it has."""

import itertools
import json
from collections.abc import Iterator

from labx.core.audit.chain import START, Fault, Link, digest_of, faults, truncation
from labx.core.audit.checkpoints import Checkpoint
from labx.core.audit.erase import ERASURE
from labx.core.audit.models import AuditEntry

CHUNK = 2_000


def verify(checkpoint: Checkpoint | None = None) -> Iterator[Fault]:
    """Every fault of the whole chain, and of its end where a checkpoint saw it."""
    read = links()
    first = list(itertools.islice(read, 1))  # from here on the chain is that of one moment: what it lacks was erased
    yield from faults(itertools.chain(first, read), erased())
    if checkpoint is not None:
        at = AuditEntry.objects.filter(position__lte=checkpoint.position).order_by("-position").first()
        last, last_hash = (at.position, bytes(at.hash)) if at else (0, START)
        yield from truncation(last, last_hash, checkpoint.position, checkpoint.hash)


def links() -> Iterator[Link]:
    entries = AuditEntry.objects.exclude(position=None).select_related("payload").order_by("position")
    for entry in entries.iterator(chunk_size=CHUNK):
        yield link(entry)


def link(entry: AuditEntry) -> Link:
    payload = getattr(entry, "payload", None)
    return Link(
        position=entry.position,
        id=str(entry.id),
        content=entry.content(entry.position),
        previous=bytes(entry.previous),
        hash=bytes(entry.hash),
        payload_digest=bytes(entry.payload_digest),
        salt=bytes(payload.salt) if payload else None,
        payload=payload.content.encode() if payload else None,
    )


def erased() -> frozenset[str]:
    """The entries that an erasure names, where the erasure's own payload is as it was sealed."""
    names: set[str] = set()
    for entry in AuditEntry.objects.filter(action=ERASURE).select_related("payload"):
        payload = getattr(entry, "payload", None)
        if payload and digest_of(bytes(payload.salt), payload.content.encode()) == bytes(entry.payload_digest):
            names.update(json.loads(payload.content)["after"]["erased"])
    return frozenset(names)


def sealed_count() -> int:
    return AuditEntry.objects.exclude(position=None).count()


def unsealed_count() -> int:
    return AuditEntry.objects.filter(position=None).count()


def verify_newest(count: int = 1_000) -> tuple[int, list[Fault]]:
    """How many of the newest sealed entries were read, and their faults: quick enough for a request."""
    newest = AuditEntry.objects.exclude(position=None).select_related("payload").order_by("-position")[: count + 1]
    read = [link(entry) for entry in list(newest)[::-1]]
    before = read.pop(0) if len(read) > count else None
    return len(read), list(faults(read, erased(), before=before))
