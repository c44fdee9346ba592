"""A result in words, a picture and tables: the sentence is chosen by the reading, never written by hand."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.core.pages.numbers import DesignGrade, NumberCard
from labx.trials.analysis.equity import must_stop
from labx.trials.designs.declare import Design, Way
from labx.trials.designs.registry import design_of
from labx.trials.engine.reading import Reading
from labx.trials.kinds.registry import kind_of
from labx.trials.models import Analysis
from labx.trials.plan.reading import read_plan
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.telling.aims import aim_situation, aim_verdict
from labx.trials.telling.effects import ToldEffect, effect_row
from labx.trials.telling.equity import harm_sentence
from labx.trials.telling.growing import grown
from labx.trials.telling.verdicts import SITUATION_OF, VERDICTS, cannot_say, p_text


@dataclass(frozen=True)
class Told:
    """Everything the result page, the public page, the PDF and the evidence say of one analysis."""

    analysis: Analysis
    plan: Plan

    @cached_property
    def result(self) -> dict[str, Any]:
        return grown(self.plan, self.analysis.result["result"])

    @cached_property
    def design(self) -> Design:
        return design_of(self.plan)

    @cached_property
    def effects(self) -> list[ToldEffect]:
        return [ToldEffect(self.plan, entry) for entry in self.result["effects"]]

    def having(self, role: str) -> list[ToldEffect]:
        return [effect for effect in self.effects if effect.entry["role"] == role]

    @property
    def primary(self) -> ToldEffect:
        """The effect of the sentence: the deciding outcome in the first tried arm."""
        return self.having("primary")[0]

    @property
    def others(self) -> list[ToldEffect]:
        """The other effects that decide: further arms, further primary outcomes."""
        return self.having("primary")[1:]

    @property
    def guardrails(self) -> list[ToldEffect]:
        return self.having("guardrail")

    @property
    def secondary(self) -> list[ToldEffect]:
        return self.having("secondary")

    @property
    def has_answer(self) -> bool:
        return self.primary.has_answer

    @property
    def grade(self) -> DesignGrade:
        return self.design.grade

    @property
    def finding(self) -> str:
        return " ".join(effect.finding for effect in (self.primary, *self.others))

    @property
    def verdict(self) -> str:
        """What may be concluded; without a lottery, that it may not."""
        if not self.has_answer:
            return ""
        if not self.design.is_randomised:
            return WITHOUT_LOTTERY[self.grade]()
        aimed = aim_verdict(self.primary)
        verdict = aimed or str(VERDICTS[Reading(self.primary.entry["reading"])])
        return f"{verdict} {harm_sentence(self.plan, self.result)}" if must_stop(self.plan, self.result) else verdict

    @property
    def sentence(self) -> str:
        return f"{self.finding} {self.verdict}".strip()

    @property
    def situation(self) -> str:
        """Which line of the plan's rule applies; a guardrail that is worse counts as harm."""
        if not self.has_answer:
            return "unclear"
        if any(is_worse(effect) for effect in self.guardrails) or must_stop(self.plan, self.result):
            return "harmed"
        if self.plan.primary.aim:
            return aim_situation(self.primary)
        return SITUATION_OF[Reading(self.primary.entry["reading"])]

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Each arm: how many, how many measured, and the primary outcome in it."""
        sizes = {one["arm"]: one["units"] for one in self.result["arms"]}
        outcome = self.plan.primary
        kind = kind_of(outcome)

        def amount(value: float | None) -> str:
            return formats.NOTHING if value is None else kind.written(outcome, value)

        return [
            {
                "label": self.plan.arm(one["arm"]).label if one["arm"] else outcome.label,
                "people": sizes.get(one["arm"], self.result["units"]),
                "measured": one["measured"],
                "mean": amount(one["value"]),
                "sd": amount(one["spread"]),
                "value": one["value"],
            }
            for one in self.result["outcomes"]
            if one["outcome"] == outcome.code
        ]

    @property
    def people(self) -> int:
        return sum(group["measured"] for group in self.groups)

    def card(self) -> NumberCard:
        """The number with everything needed to doubt it."""
        return NumberCard(
            label=self.plan.primary.label,
            definition=self.definition,
            denominator=self.denominator(),
            cutoff=self.analysis.dataset.measured_until,
            source=self.analysis.dataset.source,
            design=self.grade,
            comparison=self.comparison,
            analysis_digest=self.analysis.digest,
            **self.primary.number,
        )

    @property
    def comparison(self) -> str:
        return self.plan.comparison.label if self.plan.arms else str(self.design.title)

    def denominator(self) -> str:
        counts = " + ".join(formats.number(group["measured"]) for group in self.groups)
        return _("%(counts)s people whose outcome was measured") % {"counts": counts}

    @property
    def methods(self) -> list[tuple[str, dict[str, Any]]]:
        """The plan's own way of estimating the primary outcome, then the others, by the name a reader sees."""
        own = _("As the plan says: %(method)s") % {"method": self.method}
        found = [(effect_label(self, effect.entry, own), effect.answer) for effect in self.having("primary")]
        for one in self.result["parts"].get("methods", []):
            found.append((effect_label(self, one, str(METHODS[one["method"]]())), one["answer"]))
        return found

    @property
    def method(self) -> str:
        if self.plan.estimator != "difference":
            return METHODS[self.plan.estimator]()
        way = self.way(self.plan.primary)
        return str((way and way.method) or self.design.method or self.primary.kind.method)

    @property
    def formula(self) -> str:
        way = self.way(self.plan.primary)
        if way or self.design.method:
            return way.formula if way else ""
        return self.primary.kind.formula

    def way(self, outcome: Outcome) -> Way | None:
        """How the design compares such an outcome, where not in its ordinary way."""
        return self.design.ways(self.plan).get(outcome.kind)

    @property
    def definition(self) -> str:
        """What the number is, and of what it is an average."""
        way = self.way(self.plan.primary)
        return " ".join([self.primary.definition, *([str(way.speaks)] if way and way.speaks else [])])

    @property
    def method_rows(self) -> list[dict[str, str]]:
        return [effect_row(label, part, self.primary.kind.scale) for label, part in self.methods]

    @property
    def adjusted(self) -> dict[str, Any] | None:
        """The estimate that is adjusted for what was known before, where the plan's own is not."""
        ways = {one["method"]: one["answer"] for one in self.result["parts"].get("methods", [])}
        return ways.get("adjusted") or ways.get("classical")

    @property
    def balance_rows(self) -> list[dict[str, Any]]:
        """Each covariate in both groups, and how far apart they are."""
        labels = {covariate.code: covariate.label for covariate in self.plan.covariates}
        return [
            {
                "label": labels[row["code"]],
                "arm": self.plan.arm(part["arm"]).label,
                **{key: value for key, value in row.items() if key != "code"},
                "cannot_text": cannot_say(row) if "cannot" in row else "",
            }
            for part in self.result["balance"]
            for row in part["covariates"]
        ]

    @property
    def joint_text(self) -> str:
        return " ".join(joint_text(part["joint"]) for part in self.result["balance"])


def effect_label(told: Told, entry: dict[str, Any], label: str) -> str:
    """The way of estimating, and the arm where there are several."""
    return f"{label}: {told.plan.arm(entry['arm']).label}" if len(told.plan.tried) > 1 else label


def is_worse(effect: ToldEffect) -> bool:
    """Whether the data show harm: the interval is worse than the margin that the outcome is to keep, or than 0."""
    if effect.outcome.aim:
        return effect.has_answer and aim_situation(effect) == "harmed"
    return effect.has_answer and str(effect.entry["reading"] or "").startswith("worse")


def joint_text(joint: dict[str, Any]) -> str:
    if "cannot" in joint:
        return cannot_say(joint)
    return _("All together: chi-square %(statistic)s on %(df)s degrees of freedom, p = %(p)s.") % {
        "statistic": formats.number(joint["statistic"], 2),
        "df": joint["degrees_of_freedom"],
        "p": p_text(joint["p_value"]),
    }


METHODS = {
    "pooled": lambda: _("Difference in means, equal variances (least squares)"),
    "classical": lambda: _("Adjusted for what was known before (least squares)"),
    "robust": lambda: _("The same, standard error robust to unequal variances (HC2)"),
    "interacted": lambda: _("Adjusted within each group (Lin), HC2"),
    "adjusted": lambda: _("Adjusted within each group (Lin), HC2"),
    "post_stratified": lambda: _("Within groups of people, each by its size (post-stratified)"),
    "difference": lambda: _("Without adjustment"),
}
WITHOUT_LOTTERY = {
    DesignGrade.COMPARISON: lambda: _(
        "The groups were not made by lottery: this difference may come from who the people are, not from the change."
    ),
    DesignGrade.SERIES: lambda: _(
        "Nothing was drawn by lot: this difference may come from something else that happened at that time."
    ),
    DesignGrade.BEFORE_AFTER: lambda: _(
        "There is no comparison: this difference may come from anything else that changed in that time."
    ),
    DesignGrade.NONE: lambda: _("There is no comparison: nothing can be said of the change."),
}


def tell(analysis: Analysis) -> Told:
    return Told(analysis, read_plan(analysis.trial.protocol.plan))
