"""One effect in words: an outcome in a tried arm against the comparison."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.trials.kinds.declare import CURRENCIES, Kind
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Arm, Outcome, Plan
from labx.trials.telling.verdicts import cannot_say, p_text

HUNDRED, FEW, MOST_PLACES = 100, 2, 6
ESTIMATE_HEADS = (
    gettext_lazy("What"),
    gettext_lazy("Difference"),
    gettext_lazy("Standard error"),
    gettext_lazy("From"),
    gettext_lazy("To"),
    gettext_lazy("p"),
)


@dataclass(frozen=True)
class ToldEffect:
    """An entry of a result's effects, with the words of its plan."""

    plan: Plan
    entry: dict[str, Any]

    @property
    def answer(self) -> dict[str, Any]:
        return self.entry["answer"]

    @property
    def has_answer(self) -> bool:
        return "cannot" not in self.answer

    @property
    def outcome(self) -> Outcome:
        return self.plan.outcome(self.entry["outcome"])

    @property
    def kind(self) -> Kind:
        return kind_of(self.outcome)

    @property
    def arm(self) -> Arm | None:
        return self.plan.arm(self.entry["arm"]) if self.entry["arm"] else None

    @property
    def label(self) -> str:
        """What the row of a table is called: the outcome, and the arm where there are several."""
        if self.arm is None or len(self.plan.tried) < 2:
            return self.outcome.label
        return f"{self.outcome.label}: {self.arm.label}"

    def amount(self, value: float, *, signed: bool = False) -> str:
        return self.kind.written(self.outcome, value, signed=signed)

    @property
    def span(self) -> str:
        """The interval as people say it: signs only where it holds both more and less."""
        low, high = self.answer["interval"]["lower"], self.answer["interval"]["upper"]
        if low < 0 < high:
            words = {"low": self.amount(-low), "high": self.amount(high)}
            return str(self.kind.around or _("between %(low)s less and %(high)s more")) % words
        near, far = sorted((abs(low), abs(high)))
        return _("between %(low)s and %(high)s") % {"low": self.amount(near), "high": self.amount(far)}

    @property
    def finding(self) -> str:
        """The difference itself, in one sentence."""
        if not self.has_answer:
            return cannot_say(self.answer)
        if self.kind.is_share:
            return self.finding_in_hundred
        more = self.answer["estimate"] >= 0
        words = {
            "outcome": capfirst(self.outcome.label),
            "amount": self.amount(abs(self.answer["estimate"])),
            "span": self.span,
            **self.between,
        }
        if self.arm is None:
            return (
                _("%(outcome)s: %(amount)s more than without the change (%(span)s).")
                if more
                else _("%(outcome)s: %(amount)s less than without the change (%(span)s).")
            ) % words
        own = self.kind.more if more else self.kind.less
        if own:
            return str(own) % words
        return (
            _("%(outcome)s: on average %(amount)s more with “%(tried)s” than with “%(comparison)s” (%(span)s).")
            if more
            else _("%(outcome)s: on average %(amount)s less with “%(tried)s” than with “%(comparison)s” (%(span)s).")
        ) % words

    @property
    def between(self) -> dict[str, str]:
        if self.arm is None:
            return {}
        return {"tried": self.arm.label, "comparison": self.plan.comparison.label}

    @property
    def finding_in_hundred(self) -> str:
        """In 100 people, so many more did it; the data are compatible with so many to so many."""
        count = many(abs(self.answer["estimate"]))
        words = {
            "units": self.plan.unit,
            "count": count,
            "outcome": self.outcome.label,
            "span": self.span_in_hundred,
            **self.between,
        }
        if count == many(0.0):
            return (
                _(
                    "In 100 %(units)s, as many with “%(tried)s” as with “%(comparison)s”: %(outcome)s. "
                    "The data are compatible with %(span)s."
                )
                % words
            )
        more = self.answer["estimate"] >= 0
        return (
            _("In 100 %(units)s, %(count)s more with “%(tried)s”: %(outcome)s. The data are compatible with %(span)s.")
            if more
            else _(
                "In 100 %(units)s, %(count)s fewer with “%(tried)s”: %(outcome)s. "
                "The data are compatible with %(span)s."
            )
        ) % words

    @property
    def span_in_hundred(self) -> str:
        low, high = self.answer["interval"]["lower"], self.answer["interval"]["upper"]
        if low < 0 < high:
            return _("anything from %(low)s fewer to %(high)s more") % {"low": many(-low), "high": many(high)}
        near, far = sorted((abs(low), abs(high)))
        return _("%(low)s to %(high)s") % {"low": many(near), "high": many(far)}

    @property
    def definition(self) -> str:
        if self.arm is None:
            return _("“%(outcome)s” after the change, against what would have been expected without it.") % {
                "outcome": self.outcome.label
            }
        if self.kind.definition:
            return str(self.kind.definition) % {"outcome": self.outcome.label, **self.between}
        return _(
            "Mean of “%(outcome)s” in the group “%(tried)s” minus the mean in the group “%(comparison)s”, "
            "by the group each was assigned to."
        ) % {"outcome": self.outcome.label, **self.between}

    @property
    def number(self) -> dict[str, Any]:
        """The estimate as a card shows it: shares as so many in 100."""
        shown, interval = self.kind.shown, self.answer["interval"]
        money = self.outcome.unit in CURRENCIES
        value = shown(self.answer["estimate"])
        return {
            "value": value,
            "interval": (shown(interval["lower"]), shown(interval["upper"])),
            "confidence": interval["confidence"],
            "decimals": 0 if money else min(formats.places_for(value), 1 if self.kind.is_share else 9),
            "unit": "" if money else self.unit,
            "signed": not self.kind.is_ratio,
            "currency": self.outcome.unit if money else "",
        }

    @property
    def unit(self) -> str:
        if self.kind.is_ratio:
            return _("times")
        return _("in 100") if self.kind.is_share else self.outcome.unit

    @property
    def unit_in_tables(self) -> str:
        """In what the columns of a table count; a ratio is told by its own words."""
        if self.kind.is_ratio:
            return ""
        return _("percentage points") if self.kind.is_share else self.outcome.unit

    @property
    def in_its_unit(self) -> str:
        """What a table calls the effect, with what its figures count."""
        label = str(self.kind.in_tables) % {"outcome": self.label} if self.kind.in_tables else self.label
        return in_unit(label, self.unit_in_tables)

    @property
    def row(self) -> dict[str, str]:
        return effect_row(self.in_its_unit, self.answer, self.kind.scale)


def many(share: float) -> str:
    """How many in a hundred: whole where that says enough."""
    count = share * HUNDRED
    return formats.number(count, 0 if count >= FEW or abs(count - round(count)) < 0.05 else 1)


def in_unit(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


def effect_row(label: str, part: dict[str, Any], scale: float = 1) -> dict[str, str]:
    """A line of the table of estimates, with two meaningful digits of half its interval."""
    if "cannot" in part:
        return {"label": label, "cannot": cannot_say(part)}
    error, low, high = part.get("standard_error"), part["interval"]["lower"], part["interval"]["upper"]
    places = max(FEW, min(formats.places_for((high - low) * scale / FEW) - 1, MOST_PLACES))
    return {
        "label": label,
        "estimate": formats.number(part["estimate"] * scale, places, signed=True),
        "error": formats.NOTHING if error is None else formats.number(error * scale, places),
        "low": formats.number(low * scale, places, signed=True),
        "high": formats.number(high * scale, places, signed=True),
        "p": p_text(part["p_value"]) if part.get("p_value") is not None else formats.NOTHING,
    }


def has_no_figures(row: Sequence[str]) -> bool:
    """Whether a row says why in its second cell, and leaves the others empty."""
    return len(row) > FEW and bool(row[1]) and not any(row[FEW:])


def line(row: dict[str, str]) -> list[str]:
    """A row of estimates, or why there is none."""
    if "cannot" in row:
        return [row["label"], row["cannot"], *[""] * 4]
    return [row[name] for name in ("label", "estimate", "error", "low", "high", "p")]
