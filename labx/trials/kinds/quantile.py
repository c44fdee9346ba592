"""A number of each unit, compared at its median or another quantile: how long the slowest tenth waits."""

from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.quantile import QuantileEffect, difference_of_quantiles
from labx.trials.engine.permutation.statistics import quantiles_drawn
from labx.trials.kinds.declare import Kind, Redrawn
from labx.trials.kinds.linear import margin_by
from labx.trials.kinds.mean import values_of
from labx.trials.plan.shape import Outcome

MEDIAN = 0.5


def share_of(outcome: Outcome) -> float:
    return outcome.quantile or MEDIAN


def summary(outcome: Outcome, table: Table) -> dict[str, Any]:
    values = values_of(outcome, table)
    value = float(np.quantile(values, share_of(outcome), method="median_unbiased")) if len(values) else None
    return {"measured": len(values), "value": value, "spread": None}


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> QuantileEffect:
    both = [values_of(outcome, rows) for rows in (tried, comparison)]
    for values in both:
        moments(values)
    return difference_of_quantiles(*both, share=share_of(outcome), confidence=confidence)


def linear(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    found = effect(outcome, tried, comparison, confidence)
    return Effect.of(
        estimate=found.estimate,
        standard_error=found.standard_error,
        degrees_of_freedom=len(tried) + len(comparison) - 2,
        confidence=confidence,
    )


def redrawn(outcome: Outcome, table: Table) -> Redrawn:
    return Redrawn(statistic=quantiles_drawn(values_of(outcome, table), share=share_of(outcome)))


QUANTILE = Kind(
    code="quantile",
    title=_("A number of each one, compared at its median or another quantile"),
    when=_("Waiting times and other numbers with a few enormous ones: the middle person, or the slowest tenth."),
    instead=_("Compare the mean, with a bound that enormous values count as."),
    method=_("Difference of quantiles, intervals from order statistics"),
    formula="x₁(−z w₁) − x₀(z w₀) to x₁(z w₁) − x₀(−z w₀), w = h / √(h₁² + h₀²), h = x(1.96) − x(−1.96), x by rank",
    summary=summary,
    effect=effect,
    linear=linear,
    margin=margin_by(linear),
    redrawn=redrawn,
    asks=("unit", "worthwhile", "margin", "cap", "quantile"),
    more=_(
        "%(outcome)s: the quantile that the plan compares is %(amount)s higher with “%(tried)s” than with "
        "“%(comparison)s” (%(span)s)."
    ),
    less=_(
        "%(outcome)s: the quantile that the plan compares is %(amount)s lower with “%(tried)s” than with "
        "“%(comparison)s” (%(span)s)."
    ),
    definition=_(
        "Quantile of “%(outcome)s” in the group “%(tried)s” minus the same quantile in the group “%(comparison)s”, by "
        "the group each was assigned to."
    ),
)
