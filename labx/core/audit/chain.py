"""The arithmetic of the chain: what is hashed, and what a broken link looks like. No database here."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from labx.core.frozen.canonical import canonical

START = bytes(32)


class Link(NamedTuple):
    """One sealed entry as the chain sees it; `payload` and `salt` are nothing once erased."""

    position: int
    id: str
    content: bytes
    previous: bytes
    hash: bytes
    payload_digest: bytes
    salt: bytes | None
    payload: bytes | None


class Fault(NamedTuple):
    """Something in the chain that is not as it was sealed."""

    position: int
    id: str
    field: str
    message: str


def content_of(**fields: str | int | None) -> bytes:
    """The bytes an entry is sealed as (RFC 8785): every column that stays, none that may be erased."""
    return canonical(fields)


def digest_of(salt: bytes, payload: bytes) -> bytes:
    return hashlib.sha256(salt + payload).digest()


def hash_of(previous: bytes, content: bytes) -> bytes:
    return hashlib.sha256(previous + content).digest()


def faults(
    links: Iterable[Link], erased: frozenset[str] = frozenset(), *, before: Link | None = None
) -> Iterator[Fault]:
    """Every fault of links given in the order of their positions. Judging one takes only its two neighbours."""
    suspect: Link | None = None
    before_suspect: Link | None = None
    for link in links:
        if suspect is not None:
            yield blame(suspect, before_suspect, link)
            suspect = None
        yield from gap(before, link)
        if hash_of(link.previous, link.content) != link.hash:
            suspect, before_suspect = link, before
        elif follows(before, link) and link.previous != hash_before(before) and intact(before):
            message = (
                f"Entry {link.position} ({link.id}) does not continue the entry before it: one of them was rewritten."
            )
            yield Fault(link.position, link.id, "previous", message)
        yield from payload_faults(link, erased)
        before = link
    if suspect is not None:
        yield blame(suspect, before_suspect, None)


def follows(before: Link | None, link: Link) -> bool:
    return link.position == (before.position if before else 0) + 1


def hash_before(before: Link | None) -> bytes:
    return before.hash if before else START


def intact(link: Link | None) -> bool:
    return link is None or hash_of(link.previous, link.content) == link.hash


def gap(before: Link | None, link: Link) -> Iterator[Fault]:
    last = before.position if before else 0
    if link.position <= last:
        yield Fault(
            link.position, link.id, "position", f"Entry {link.position} stands after entry {last}: out of order."
        )
    for missing in range(last + 1, link.position):
        yield Fault(missing, "", "entry", f"Entry {missing} was removed: {last} is followed by {link.position}.")


def blame(link: Link, before: Link | None, after: Link | None) -> Fault:
    """Which part of an entry whose hash does not match was changed, as far as its neighbours can tell."""
    if after is not None and follows(link, after) and after.previous != link.hash:
        field = "hash"
    elif follows(before, link) and link.previous != hash_before(before):
        field = "previous"
    else:
        field = "content"
    return Fault(
        link.position, link.id, field, f"Entry {link.position} ({link.id}) was changed after it was sealed: {field}."
    )


def payload_faults(link: Link, erased: frozenset[str]) -> Iterator[Fault]:
    if link.payload is None or link.salt is None:
        if link.id not in erased:
            message = f"The payload of entry {link.position} ({link.id}) is gone and no erasure names it."
            yield Fault(link.position, link.id, "payload", message)
    elif digest_of(link.salt, link.payload) != link.payload_digest:
        message = f"The payload of entry {link.position} ({link.id}) was changed after it was sealed."
        yield Fault(link.position, link.id, "payload", message)


def truncation(last: int, last_hash: bytes, checkpoint: int, checkpoint_hash: bytes) -> Iterator[Fault]:
    """What a checkpoint tells of the chain: `last` is the entry at the checkpoint, or the last there is before it."""
    for missing in range(last + 1, checkpoint + 1):
        message = f"Entry {missing} was removed: the chain ends at {last}, the checkpoint saw {checkpoint}."
        yield Fault(missing, "", "entry", message)
    if last == checkpoint and last_hash != checkpoint_hash:
        message = f"Entry {checkpoint} is not the one the checkpoint saw: the chain was rewritten at or before it."
        yield Fault(checkpoint, "", "hash", message)
