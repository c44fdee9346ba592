"""Boxes of a counter: closed with a key of the laboratory and of that row alone. A dump opens none of them."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django.conf import settings

from labx.desks.saved import boxes

Content = dict[str, Any]


def key_of(row: UUID) -> bytes:
    secret = hashlib.sha256(settings.SECRET_KEY.encode()).digest()
    return hashlib.blake2b(key=secret, salt=row.bytes, digest_size=boxes.KEY_BYTES, person=b"desk counter box").digest()


def closed(row: UUID, content: Content) -> bytes:
    return boxes.close_box(key_of(row), content, row.bytes)


def opened(row: UUID, box: bytes) -> Content:
    return boxes.open_box(key_of(row), bytes(box), row.bytes)
