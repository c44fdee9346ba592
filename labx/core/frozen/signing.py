"""Signing a digest with the lab's key, and checking a signature old or new."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from django.utils.translation import gettext as _

from labx.core.frozen.keyring import Keyring, lab_keyring

ALGORITHM = "Ed25519"
DIGEST_CHARACTERS = 64


class SignatureInvalid(ValueError):
    """The signature does not belong to this content, purpose or key."""


@dataclass(frozen=True)
class Signature:
    """A signature as it is stored: `purpose` is signed too, so that one for a protocol serves nothing else."""

    key_id: str
    purpose: str
    value: str
    algorithm: str = ALGORITHM

    def as_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Signature:
        return cls(**stored)


def sign(digest: str, *, purpose: str, keys: Keyring | None = None) -> Signature:
    """Sign a SHA-256 in hexadecimal for one purpose, such as `protocol` or `package`."""
    identifier, private = (keys or lab_keyring()).signer()
    value = private.sign(signed_bytes(digest, purpose))
    return Signature(identifier, purpose, base64.b64encode(value).decode())


def verify(digest: str, signature: Signature, *, purpose: str, keys: Keyring | None = None) -> None:
    """Return quietly when the signature holds; else say why it does not."""
    if signature.algorithm != ALGORITHM or signature.purpose != purpose:
        raise SignatureInvalid(
            _("The signature was made for “{purpose}” with {algorithm}, not for “{wanted}” with {ours}.").format(
                purpose=signature.purpose, algorithm=signature.algorithm, wanted=purpose, ours=ALGORITHM
            )
        )
    public = (keys or lab_keyring()).public_key(signature.key_id)
    content = signed_bytes(digest, purpose)
    try:
        public.verify(base64.b64decode(signature.value, validate=True), content)
    except (InvalidSignature, ValueError):
        raise SignatureInvalid(
            _("The content is not what key {key} signed: it or its signature was changed.").format(key=signature.key_id)
        ) from None


def signed_bytes(digest: str, purpose: str) -> bytes:
    """Exactly what is signed; public, so that others can check without LabX."""
    if len(digest) != DIGEST_CHARACTERS or digest.strip("0123456789abcdef"):
        raise SignatureInvalid(_("“{digest}” is not a SHA-256 in hexadecimal.").format(digest=digest[:80]))
    return f"labx-signature-1\n{purpose}\nsha256:{digest}".encode()
