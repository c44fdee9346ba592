"""Plans as they were written first: two arms and one outcome. What was signed so is read and run so for ever."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.trials.plan.faults import BadPlan, Reading

DESIGNS = ("randomised", "comparison")
BETTER = ("higher", "lower")
TEXTS = ("unit", "tried_label", "comparison_label", "outcome_label", "outcome_unit")
CODES = ("tried_arm", "comparison_arm")


@dataclass(frozen=True)
class FirstPlan:
    """A trial with two arms, one unit, one primary outcome, and covariates measured before the start."""

    design: str
    unit: str
    tried_arm: str
    tried_label: str
    comparison_arm: str
    comparison_label: str
    outcome: str
    outcome_label: str
    outcome_unit: str
    better: str
    covariates: tuple[tuple[str, str], ...]
    confidence: float
    worthwhile: float | None
    tried_share: float | None

    @property
    def variables(self) -> tuple[str, ...]:
        return (self.outcome, *(code for code, _label in self.covariates))


def read_first(raw: Mapping[str, Any]) -> FirstPlan:
    """The plan, or BadPlan with everything that is wrong at once."""
    reading = Reading(raw)
    reading.only(FirstPlan.__dataclass_fields__)
    plan = FirstPlan(
        design=reading.choice("design", DESIGNS),
        better=reading.choice("better", BETTER),
        covariates=read_covariates(reading),
        confidence=reading.number("confidence", 0.5, 1.0, 0.95) or 0.95,
        worthwhile=reading.number("worthwhile", 0.0, float("inf")),
        tried_share=reading.number("tried_share", 0.0, 1.0),
        outcome=reading.code("outcome"),
        **{key: reading.text(key) for key in TEXTS},
        **{key: reading.code(key) for key in CODES},
    )
    if plan.tried_arm == plan.comparison_arm:
        reading.refuse("comparison_arm", _("The two groups need different codes."))
    if len(set(plan.variables)) < len(plan.variables):
        reading.refuse("covariates", _("Each variable may stand once, and the outcome is not a covariate."))
    if reading.problems:
        raise BadPlan(reading.problems)
    return plan


def read_covariates(reading: Reading) -> tuple[tuple[str, str], ...]:
    pairs = reading.raw.get("covariates") or []
    good = [pair for pair in pairs if isinstance(pair, list | tuple) and len(pair) == 2 and all(pair)]
    if len(good) < len(pairs):
        reading.refuse("covariates", _("Write one line for each: code = what it is."))
    for code, _label in good:
        Reading({"covariates": str(code)}, reading.problems).code("covariates")
    return tuple((str(code), str(label)) for code, label in good)


def raw_of_first(plan: FirstPlan) -> dict[str, Any]:
    return {**plan.__dict__, "covariates": [list(pair) for pair in plan.covariates]}
