"""Boxes of a counter: closed with a key of the laboratory and of that row alone. A dump opens none of them.

What an earlier key of the laboratory closed still opens.
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.conf import settings

from labx.desks.saved import boxes

Content = dict[str, Any]
NOTHING = {"called": "", "contact": ""}


def key_of(row: UUID, of_laboratory: str) -> bytes:
    secret = hashlib.sha256(of_laboratory.encode()).digest()
    return hashlib.blake2b(key=secret, salt=row.bytes, digest_size=boxes.KEY_BYTES, person=b"desk counter box").digest()


def closed(row: UUID, content: Content) -> bytes:
    return boxes.close_box(key_of(row, settings.SECRET_KEY), content, row.bytes)


def opened(row: UUID, box: bytes) -> Content:
    for earlier in settings.SECRET_KEY_FALLBACKS:
        with suppress(boxes.CannotOpen):
            return boxes.open_box(key_of(row, earlier), bytes(box), row.bytes)
    return boxes.open_box(key_of(row, settings.SECRET_KEY), bytes(box), row.bytes)


def door_of(row: UUID, code: str, of_laboratory: str) -> bytes:
    """What a code is known by: keyed, so that a dump gives no code back."""
    return hashlib.blake2b(code.encode(), key=key_of(row, of_laboratory), digest_size=32).digest()


def opens(row: UUID, code: str, door: bytes) -> bool:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(door, door_of(row, code, key)) for key in keys)
