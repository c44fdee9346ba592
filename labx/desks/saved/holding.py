"""A saved case that is open: what its pages carry, sealed, so that saving again asks nothing."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from labx.desks.saved.boxes import CannotOpen, case_place, open_box
from labx.desks.saved.errors import NoLongerSaved, SavedMeanwhile
from labx.desks.saved.models import SavedCase
from labx.desks.sealing import CaseFile


@dataclass(frozen=True)
class Held:
    """The code as the person has it, the key that code and PIN gave, and the edition that was opened."""

    code: str
    key: bytes
    edition: int

    def put(self, case: CaseFile, digest: str = "") -> None:
        """Pages of this case say from now on where it is kept, and how it was when it was saved."""
        key = base64.b64encode(self.key).decode()
        case.saved = {"code": self.code, "key": key, "edition": self.edition, "digest": digest or digest_of(case)}


def held_of(case: CaseFile) -> Held:
    if not case.saved:
        raise NoLongerSaved
    return Held(case.saved["code"], base64.b64decode(case.saved["key"]), case.saved["edition"])


def digest_of(case: CaseFile) -> str:
    return hashlib.sha256(json.dumps(case.content(), sort_keys=True).encode()).hexdigest()[:16]


def has_changed(case: CaseFile) -> bool:
    """Whether something was answered since it was saved."""
    return bool(case.saved) and case.saved["digest"] != digest_of(case)


def locked(held: Held) -> tuple[SavedCase, dict[str, Any]]:
    """The row, for this transaction alone, and what it holds; only the right key gets it."""
    row = SavedCase.objects.select_for_update().filter(place=case_place(held.code)).first()
    if row is None:
        raise NoLongerSaved
    try:
        return row, open_box(held.key, bytes(row.box), row.id.bytes)
    except CannotOpen as error:
        raise NoLongerSaved from error


def locked_in_edition(held: Held) -> SavedCase:
    row, content = locked(held)
    if row.edition != held.edition:
        raise SavedMeanwhile(content, row.edition)
    return row


def locked_reading(held: Held) -> SavedCase:
    """The row for whoever has its key, to be read."""
    with transaction.atomic():
        return locked(held)[0]
