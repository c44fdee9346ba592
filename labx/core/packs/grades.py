"""How well a statement is known: fact grades and statements with their source and dates."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class FactGrade(StrEnum):
    """From best to worst. X is last: until the conflict is resolved nothing is known."""

    OFFICIAL = "A"
    OFFICIAL_OLDER = "A-"
    SECONDARY = "B"
    UNVERIFIED = "C"
    CONFLICT = "X"

    @property
    def meaning(self) -> str:
        return MEANINGS[self]

    @property
    def may_be_told_as_fact(self) -> bool:
        """Never C; X only beside its written resolution, which is for a person to show."""
        return self not in {FactGrade.UNVERIFIED, FactGrade.CONFLICT}


ORDER = tuple(FactGrade)
MEANINGS = {
    FactGrade.OFFICIAL: _("read in an official page or a statute"),
    FactGrade.OFFICIAL_OLDER: _("official, but an older wording or one step removed"),
    FactGrade.SECONDARY: _("read in a secondary source, not contradicted"),
    FactGrade.UNVERIFIED: _("not verified"),
    FactGrade.CONFLICT: _("sources contradict each other"),
}


def lower(first: FactGrade | str, second: FactGrade | str) -> FactGrade:
    """Of two grades the lower wins: a conclusion is no better known than its weakest part."""
    return max(FactGrade(first), FactGrade(second), key=ORDER.index)


def is_in_force(statement: Mapping[str, Any], day: datetime.date) -> bool:
    """Whether a statement of a pack (with `valid_from` and `valid_to`) holds on that day, both ends included."""
    begins, ends = statement.get("valid_from"), statement.get("valid_to")
    begun = begins is None or datetime.date.fromisoformat(begins) <= day
    return begun and (ends is None or day <= datetime.date.fromisoformat(ends))
