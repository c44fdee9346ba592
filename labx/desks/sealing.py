"""A case on its way through the browser and back: encrypted, so that a shared machine shows nothing; kept nowhere."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from dataclasses import dataclass, field
from typing import Any, TypeVar

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

# Every note and letter as long as it may be, in signs that do not get shorter, still fits.
LONGEST = 500_000


class CaseUnreadable(ValueError):
    """What came back is not a case that was given out here, or was changed on the way."""


@dataclass
class CaseFile:
    """Answers as they were given, by fact; what was asked in order; what is not to be asked again; what is done.

    `notes` and `helpers` (who else does it) go by task, `have` names documents at hand, `letters` holds what was typed
    for each letter, under "" what all letters share. `people` are told by name, with relation, day of birth and what is
    true of them; `agreed` is by role on whom all agreed.
    """

    pack: str
    version: str
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    have: list[str] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    helpers: dict[str, str] = field(default_factory=dict)
    letters: dict[str, dict[str, str]] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    agreed: dict[str, str] = field(default_factory=dict)
    municipality: str = ""  # whose holiday counts, "other" where it is not known here
    is_large: bool = False
    saved: dict[str, Any] = field(default_factory=dict)  # where it is kept too, if the person asked, and the key to it
    visit: dict[str, Any] = field(default_factory=dict)  # pages that were counted already, so that each counts once

    def content(self) -> dict[str, Any]:
        """What the person said and did, without where it is kept."""
        return {name: value for name, value in self.__dict__.items() if name not in {"saved", "visit"}}

    def seal(self) -> str:
        packed = zlib.compress(json.dumps(self.__dict__, ensure_ascii=False).encode())
        return _box().encrypt(packed).decode()


Kind = TypeVar("Kind", bound=CaseFile)


def open_case(sealed: str, pack: str, kind: type[Kind] = CaseFile) -> Kind:
    """The case in a sealed text, of this pack; `kind` where pages of another part carry more."""
    if len(sealed) > LONGEST:
        raise CaseUnreadable
    try:
        case = kind(**json.loads(zlib.decompress(_box().decrypt(sealed.strip().encode()))))
    except (InvalidToken, UnicodeEncodeError, zlib.error, TypeError, ValueError) as error:
        raise CaseUnreadable from error
    if case.pack != pack:
        raise CaseUnreadable
    return case


def _box() -> MultiFernet:
    return fernet_of(b"desk case")


def fernet_of(purpose: bytes) -> MultiFernet:
    """Closes with today's key of the laboratory; what an earlier one closed still opens."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = [hashlib.blake2b(secret.encode(), digest_size=32, person=purpose).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
