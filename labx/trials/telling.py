"""A result in words, a picture and tables: the sentence is chosen by the reading, never written by hand."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade, NumberCard
from labx.trials.engine.reading import Reading
from labx.trials.models import Analysis
from labx.trials.plan import Plan, read_plan

CURRENCIES = frozenset(formats.SYMBOLS)

VERDICTS = {
    Reading.BETTER_AND_WORTHWHILE: gettext_lazy("The change helped, and by enough to be worth it."),
    Reading.BETTER_PERHAPS_WORTHWHILE: gettext_lazy(
        "The change helped; the data do not settle whether by enough to be worth it."
    ),
    Reading.BETTER_BUT_TOO_LITTLE: gettext_lazy("The change helped, but by too little to be worth it."),
    Reading.BETTER: gettext_lazy("The change helped."),
    Reading.PERHAPS_WORTHWHILE: gettext_lazy(
        "The data are not enough to say whether the change helped; a worthwhile gain is still possible."
    ),
    Reading.NO_DIFFERENCE_THAT_MATTERS: gettext_lazy("The change made no difference that matters, either way."),
    Reading.UNCLEAR: gettext_lazy("The data are not enough to say whether the change helped or harmed."),
    Reading.PERHAPS_HARMFUL: gettext_lazy("The change did not bring a worthwhile gain, and it may have done harm."),
    Reading.WORSE: gettext_lazy("The change made things worse."),
    Reading.WORSE_BUT_LITTLE: gettext_lazy("The change made things a little worse."),
    Reading.WORSE_PERHAPS_HARMFUL: gettext_lazy("The change made things worse; the data do not settle by how much."),
    Reading.WORSE_AND_HARMFUL: gettext_lazy("The change did real harm."),
}


@dataclass(frozen=True)
class Told:
    """Everything the result page, the public page, the PDF and the evidence say of one analysis."""

    analysis: Analysis
    plan: Plan

    @property
    def result(self) -> dict[str, Any]:
        return self.analysis.result["result"]

    @property
    def primary(self) -> dict[str, Any]:
        return self.result["primary"]

    @property
    def has_answer(self) -> bool:
        return "cannot" not in self.primary

    @property
    def grade(self) -> DesignGrade:
        return DesignGrade.RANDOMISED if self.plan.is_randomised else DesignGrade.COMPARISON

    def amount(self, value: float, *, signed: bool = False) -> str:
        """A number in the outcome's unit, rounded for reading."""
        places = 0 if self.plan.outcome_unit in CURRENCIES and abs(value) >= 100 else formats.places_for(value)
        if self.plan.outcome_unit in CURRENCIES:
            return formats.money(value, self.plan.outcome_unit, places, signed=signed)
        return f"{formats.number(value, places, signed=signed)}{formats.NO_BREAK}{self.plan.outcome_unit}"

    def span(self, part: dict[str, Any]) -> str:
        """The interval as people say it: signs only where it holds both more and less."""
        low, high = part["interval"]["lower"], part["interval"]["upper"]
        if low < 0 < high:
            words = {"low": self.amount(-low), "high": self.amount(high)}
            return _("between %(low)s less and %(high)s more") % words
        near, far = sorted((abs(low), abs(high)))
        return _("between %(low)s and %(high)s") % {"low": self.amount(near), "high": self.amount(far)}

    @property
    def finding(self) -> str:
        """The difference itself, in one sentence."""
        if not self.has_answer:
            return cannot_say(self.primary)
        words = {
            "outcome": capfirst(self.plan.outcome_label),
            "tried": self.plan.tried_label,
            "comparison": self.plan.comparison_label,
            "amount": self.amount(abs(self.primary["estimate"])),
            "span": self.span(self.primary),
        }
        if self.primary["estimate"] >= 0:
            return (
                _("%(outcome)s: on average %(amount)s more with “%(tried)s” than with “%(comparison)s” (%(span)s).")
                % words
            )
        return (
            _("%(outcome)s: on average %(amount)s less with “%(tried)s” than with “%(comparison)s” (%(span)s).") % words
        )

    @property
    def verdict(self) -> str:
        """What may be concluded; without a lottery, that it may not."""
        if not self.has_answer:
            return ""
        if not self.plan.is_randomised:
            return _(
                "The groups were not made by lottery: this difference may come from who the "
                "people are, not from the change."
            )
        return str(VERDICTS[Reading(self.result["reading"])])

    @property
    def sentence(self) -> str:
        return f"{self.finding} {self.verdict}".strip()

    @property
    def groups(self) -> list[dict[str, Any]]:
        labels = {self.plan.tried_arm: self.plan.tried_label, self.plan.comparison_arm: self.plan.comparison_label}
        return [
            {
                "label": labels[group["arm"]],
                "people": group["people"],
                "measured": group["measured"],
                "mean": formats.NOTHING if group["mean"] is None else self.amount(group["mean"]),
                "sd": formats.NOTHING if group["sd"] is None else self.amount(group["sd"]),
            }
            for group in self.result["groups"]
        ]

    @property
    def people(self) -> int:
        return sum(group["measured"] for group in self.result["groups"])

    def card(self) -> NumberCard:
        """The number with everything needed to doubt it."""
        interval = self.primary["interval"]
        money = self.plan.outcome_unit in CURRENCIES
        return NumberCard(
            value=self.primary["estimate"],
            decimals=0 if money else formats.places_for(self.primary["estimate"]),
            label=self.plan.outcome_label,
            definition=self.definition(),
            denominator=self.denominator(),
            cutoff=self.analysis.dataset.measured_until,
            source=self.analysis.dataset.source,
            design=self.grade,
            comparison=self.plan.comparison_label,
            interval=(interval["lower"], interval["upper"]),
            confidence=interval["confidence"],
            unit="" if money else self.plan.outcome_unit,
            currency=self.plan.outcome_unit if money else "",
            signed=True,
            analysis_digest=self.analysis.digest,
        )

    def definition(self) -> str:
        return _(
            "Mean of “%(outcome)s” in the group “%(tried)s” minus the mean in the group “%(comparison)s”, "
            "by the group each was assigned to."
        ) % {
            "outcome": self.plan.outcome_label,
            "tried": self.plan.tried_label,
            "comparison": self.plan.comparison_label,
        }

    def denominator(self) -> str:
        first, second = self.result["groups"]
        return _("%(first)s and %(second)s people whose outcome was measured") % {
            "first": formats.number(first["measured"]),
            "second": formats.number(second["measured"]),
        }

    @property
    def adjusted(self) -> dict[str, Any] | None:
        return (self.result["adjusted"] or {}).get("classical")

    @property
    def methods(self) -> list[tuple[str, dict[str, Any]]]:
        """Each way of estimating that the plan asked for, by the name a reader sees."""
        adjusted = self.result["adjusted"] or {}
        named = [
            (_("As the plan says: difference in means, unequal variances (Welch)"), self.primary),
            (_("Difference in means, equal variances (least squares)"), self.result["pooled"]),
            (_("Adjusted for what was known before (least squares)"), adjusted.get("classical")),
            (_("The same, standard error robust to unequal variances (HC2)"), adjusted.get("robust")),
            (_("Adjusted within each group (Lin), HC2"), adjusted.get("interacted")),
        ]
        return [(label, part) for label, part in named if part]

    @property
    def method_rows(self) -> list[dict[str, str]]:
        return [self.method_row(label, part) for label, part in self.methods]

    def method_row(self, label: str, part: dict[str, Any]) -> dict[str, str]:
        if "cannot" in part:
            return {"label": label, "cannot": cannot_say(part)}
        return {
            "label": label,
            "estimate": formats.number(part["estimate"], 2, signed=True),
            "error": formats.number(part["standard_error"], 2),
            "low": formats.number(part["interval"]["lower"], 2, signed=True),
            "high": formats.number(part["interval"]["upper"], 2, signed=True),
            "p": p_text(part["p_value"]),
        }

    @property
    def balance_rows(self) -> list[dict[str, Any]]:
        """Each covariate in both groups, and how far apart they are."""
        labels = dict(self.plan.covariates)
        found = (self.result["balance"] or {}).get("covariates", [])
        return [
            {"label": labels[row["code"]], **row, "cannot_text": cannot_say(row) if "cannot" in row else ""}
            for row in found
        ]

    @property
    def joint(self) -> dict[str, Any] | None:
        return (self.result["balance"] or {}).get("joint")

    @property
    def joint_text(self) -> str:
        joint = self.joint
        if not joint:
            return ""
        if "cannot" in joint:
            return cannot_say(joint)
        return _("All together: chi-square %(statistic)s on %(df)s degrees of freedom, p = %(p)s.") % {
            "statistic": formats.number(joint["statistic"], 2),
            "df": joint["degrees_of_freedom"],
            "p": p_text(joint["p_value"]),
        }


def tell(analysis: Analysis) -> Told:
    return Told(analysis, read_plan(analysis.trial.protocol.plan))


def p_text(value: float) -> str:
    return _("below 0.001") if value < 0.001 else formats.number(value, 3)


def cannot_say(part: dict[str, Any]) -> str:
    """Why there is no answer, in the reader's language."""
    said = part["cannot"]
    return " ".join(str(_(said[name])).format(**said["values"]) for name in ("what", "why", "todo"))
