"""What is wrong with a plan, told all at once: each place and what to write there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

# What the event log takes as a code; the others are words of LabX itself in tables of units.
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")
RESERVED = frozenset({"tried", "person", "arm", "unit", "cluster", "stratum", "pair"})
# A published number has room for these and no more; a frozen plan could not be shortened then.
LONGEST, LONGEST_TEXT = {"outcome_unit": 60}, 200


class BadPlan(ValueError):
    """The plan cannot be run; `problems` lists each field and what to write there."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{where}: {what}" for where, what in problems))


@dataclass
class Reading:
    """Collects what is wrong while fields are read; `place` leads to them from the top of the plan."""

    raw: Mapping[str, Any]
    problems: list[tuple[str, str]] = field(default_factory=list)
    place: str = ""

    def within(self, key: str, raw: Any) -> "Reading":
        """The same collection, for fields that lie deeper."""
        if not isinstance(raw, Mapping):
            self.refuse(key, _("This part is missing or has another shape."))
        return Reading(raw if isinstance(raw, Mapping) else {}, self.problems, f"{self.place}{key}.")

    def each(self, key: str) -> list["Reading"]:
        """One reading for each entry of a list."""
        entries = self.raw.get(key) or []
        if not isinstance(entries, list | tuple):
            self.refuse(key, _("This part is missing or has another shape."))
            return []
        return [self.within(f"{key}.{number}", entry) for number, entry in enumerate(entries)]

    def refuse(self, key: str, what: str) -> None:
        self.problems.append((f"{self.place}{key}", what))

    def only(self, known: Any) -> None:
        for unknown in sorted(set(self.raw) - set(known)):
            self.refuse(unknown, _("This field does not belong to a trial's plan: remove it."))

    def text(self, key: str, *, required: bool = True, most: int | None = None) -> str:
        value = str(self.raw.get(key) or "").strip()
        if not value and required:
            self.refuse(key, _("Write this field: the analysis cannot run without it."))
        if len(value) > (most := most or LONGEST.get(key, LONGEST_TEXT)):
            self.refuse(key, _("Write at most %(most)d characters.") % {"most": most})
        return value

    def code(self, key: str) -> str:
        """A short name for the event log."""
        value = self.text(key)
        if value and not CODE.fullmatch(value):
            self.refuse(
                key, _("“%(code)s” is no code: write 1 to 64 digits or letters without accents.") % {"code": value}
            )
        if value in RESERVED:
            self.refuse(key, _("“%(code)s” is a word of LabX itself: choose another.") % {"code": value})
        return value

    def choice(self, key: str, choices: Any, default: str | None = None) -> str:
        value = self.raw.get(key) or default
        if value not in choices:
            self.refuse(key, _("Choose one of: %(choices)s.") % {"choices": ", ".join(choices)})
        return str(value)

    def number(self, key: str, low: float, high: float, default: float | None = None) -> float | None:
        value = self.raw.get(key, default)
        if value is None:
            return None
        if not isinstance(value, int | float) or isinstance(value, bool) or not low < value < high:
            self.refuse(key, _("Write a number above %(low)g and below %(high)g.") % {"low": low, "high": high})
            return default
        return float(value)

    def whole(self, key: str, least: int, most: int, default: int | None = None) -> int | None:
        value = self.raw.get(key, default)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            words = {"least": least, "most": most}
            self.refuse(key, _("Write a whole number from %(least)d to %(most)d.") % words)
            return default
        return value

    def once(self, key: str, codes: list[str]) -> None:
        """No two entries of a list go by the same code."""
        if len(set(codes)) < len(codes):
            self.refuse(key, _("Each code may stand once."))
