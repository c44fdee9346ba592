"""A pack that was read and found sound."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from labx.core.files.archive import zip_bytes
from labx.core.frozen.canonical import digest


@dataclass(frozen=True)
class Case:
    """One line of checks.yaml, as a lawyer or a teacher wrote it."""

    name: str
    input: Any
    expected: Any
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Pack:
    """Content with its provenance. `content` is the whole of pack.yaml, `texts` the Markdown files beside it,
    `files` every file as it was written."""

    content: Mapping[str, Any]
    cases: tuple[Case, ...]
    texts: Mapping[str, str]
    files: Mapping[str, str]

    @property
    def id(self) -> str:
        return self.content["id"]

    @property
    def room(self) -> str:
        return self.id.partition("/")[0]

    @property
    def kind(self) -> str:
        return self.content["kind"]

    @property
    def version(self) -> str:
        return self.content["version"]

    @property
    def order(self) -> tuple[int, ...]:
        """Versions compare as numbers: 1.10.0 comes after 1.9.0."""
        return tuple(int(part) for part in self.version.split("."))

    @property
    def is_checked(self) -> bool:
        return bool(self.content["checked_by"])

    @property
    def review_words(self) -> str:
        """Who checked it; never a reviewer that was not."""
        if not self.is_checked:
            return _("not reviewed yet")
        names = ", ".join(self.content["checked_by"])
        return _("reviewed by {names} on {date}").format(names=names, date=self.content["reviewed_on"])

    def title(self, language: str) -> str:
        titles = self.content["title"]
        return titles.get(language[:2]) or next(iter(titles.values()))

    def is_overdue(self, today: datetime.date) -> bool:
        """Its review date has passed: pages grey it out and say so."""
        return today > datetime.date.fromisoformat(self.content["review_by"])

    @cached_property
    def sha256(self) -> str:
        """Of what the pack says: comments and layout of its files do not count."""
        return digest(self.as_json())

    def as_json(self) -> dict[str, Any]:
        cases = [{"name": case.name, "input": case.input, "expected": case.expected} for case in self.cases]
        return {"pack": dict(self.content), "cases": cases, "texts": dict(self.texts)}

    def as_zip(self) -> bytes:
        """The folder as another laboratory installs it."""
        folder = self.id.partition("/")[2]
        return zip_bytes({f"{folder}/{name}": text.encode() for name, text in self.files.items()})
