"""A case as a counter holds it: what the family said and did, and what staff saw and did with them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass, field, fields
from typing import Any

from labx.core.packs.pack import Pack
from labx.desks.counter import queries
from labx.desks.counter.models import Case
from labx.desks.sealing import CaseFile, CaseUnreadable, open_case

WHERE = frozenset({"saved", "visit", "code", "edition", "digest"})
FAMILYS = tuple(one.name for one in fields(CaseFile) if one.name not in {"saved", "visit"})
SHORT = ("answers", "declined", "done", "have", "is_large")  # what a printed square has room for


@dataclass
class CounterFile(CaseFile):
    """`papers` and `deeds` go by document and by task; `visits` are the days on which the family came.

    Pages carry it sealed with the edition that was opened, so that two who work at once lose nothing.
    """

    papers: dict[str, dict[str, str]] = field(default_factory=dict)
    deeds: dict[str, dict[str, str]] = field(default_factory=dict)
    visits: list[str] = field(default_factory=list)
    is_counted: bool = False  # that it was closed once
    since: int = 0  # the edition in which names were last erased: pages from before are not taken
    code: str = ""
    edition: int = 0
    digest: str = ""

    def content(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if name not in WHERE}

    def has_changed(self) -> bool:
        return self.digest != digest_of(self.content())

    def for_family(self) -> CaseFile:
        """As the family takes it along: their own part."""
        return CaseFile(**{name: getattr(self, name) for name in FAMILYS})


def digest_of(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


def file_of(row: Case) -> CounterFile:
    """As it lies here now."""
    return file_in(queries.content_of(row), row.code, row.edition)


def file_in(content: dict[str, Any], code: str, edition: int) -> CounterFile:
    """What another version of LabX kept besides is left aside."""
    known = {one.name for one in fields(CounterFile)} - WHERE
    case = CounterFile(**{name: value for name, value in content.items() if name in known})
    case.code, case.edition, case.digest = code, edition, digest_of(case.content())
    return case


def first_content(pack: Pack, brought: CaseFile | None) -> dict[str, Any]:
    """A case begins with what the family brought, or empty."""
    said = brought.content() if brought else {"pack": pack.id, "version": pack.version}
    return CounterFile(**said).content()


def for_square(case: CaseFile) -> str:
    """The case in capital letters and digits, which every scanner types the same on every keyboard."""
    short = CaseFile(case.pack, case.version, **{name: getattr(case, name) for name in SHORT})
    return base64.b32encode(base64.urlsafe_b64decode(short.seal())).decode().rstrip("=")


def from_square(typed: str, pack: str) -> CaseFile:
    letters = "".join(typed.split()).upper()
    try:
        sealed = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError) as error:
        raise CaseUnreadable from error
    return open_case(base64.urlsafe_b64encode(sealed).decode(), pack)
