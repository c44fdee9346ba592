"""Boxes that only a code with its PIN, or a link, opens: keys are derived, used and forgotten."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from dataclasses import dataclass
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES, SALT_BYTES, NONCE_BYTES = 32, 16, 12
BLOCK = 2048  # contents are filled up to a multiple, so that their length tells little


class CannotOpen(ValueError):
    """The key is another one, or the box was changed."""


@dataclass(frozen=True)
class Cost:
    """What one derivation takes; RFC 9106 section 4, second recommended choice."""

    passes: int = 3
    kibibytes: int = 64 * 1024
    lanes: int = 4


COST = Cost()


def new_salt() -> bytes:
    return os.urandom(SALT_BYTES)


def key_of(code: str, pin: str, salt: bytes) -> bytes:
    """Argon2id over code and PIN together: neither opens anything alone."""
    return hash_secret_raw(f"{code}:{pin}".encode(), salt, COST.passes, COST.kibibytes, COST.lanes, KEY_BYTES, Type.ID)


def case_place(code: str) -> bytes:
    """Where a case lies. The code has 80 random bits, so its hash does not give it back; no key comes from it."""
    return hashlib.blake2b(code.encode(), digest_size=KEY_BYTES, person=b"desk case place").digest()


def share_place(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=KEY_BYTES, person=b"desk share plac").digest()


def share_key(secret: str) -> bytes:
    """The secret of a link is random and long: a plain hash of it is a key."""
    return hashlib.blake2b(secret.encode(), digest_size=KEY_BYTES, person=b"desk share key").digest()


def close_box(key: bytes, content: dict[str, Any], what: bytes) -> bytes:
    """AES-256-GCM; `what` names the thing, so that the box of one does not open in the place of another."""
    packed = zlib.compress(json.dumps(content, ensure_ascii=False).encode())
    filled = len(packed).to_bytes(4, "big") + packed
    filled += bytes(-len(filled) % BLOCK)
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, filled, what)


def open_box(key: bytes, box: bytes, what: bytes) -> dict[str, Any]:
    try:
        filled = AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], what)
    except (InvalidTag, ValueError) as error:
        raise CannotOpen from error
    opened: dict[str, Any] = json.loads(zlib.decompress(filled[4 : 4 + int.from_bytes(filled[:4], "big")]))
    return opened
