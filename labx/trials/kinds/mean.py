"""A number of each unit, compared by its mean: days, euros, points."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from labx.stats.moments import Moments
from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.engine.capping import capped
from labx.trials.engine.difference import RelativeEffect, difference_in_means, relative_difference
from labx.trials.engine.effect import Effect
from labx.trials.kinds.declare import Kind, Redrawn
from labx.trials.kinds.linear import margin_by
from labx.trials.plan.shape import Outcome


def values_of(outcome: Outcome, table: Table) -> NDArray[Any]:
    """The outcome of each unit, within the bounds that the plan fixed."""
    values = table.numbers[outcome.code]
    low, high = outcome.cap
    if not len(values) or (low is None and high is None):
        return values
    return capped(values, lower=low, upper=high).values


def of(outcome: Outcome, table: Table) -> Moments:
    return moments(values_of(outcome, table))


def summary(outcome: Outcome, table: Table) -> dict[str, Any]:
    if not len(table):
        return {"measured": 0, "value": None, "spread": None}
    known = Moments.of(values_of(outcome, table))
    spread = known.standard_deviation if known.count > 1 else None
    return {"measured": known.count, "value": known.mean, "spread": spread}


def effect(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return difference_in_means(of(outcome, tried), of(outcome, comparison), confidence=confidence)


def shared(outcome: Outcome, _tried: Table, _other: Table, comparison: Table) -> float:
    return of(outcome, comparison).squared_standard_error


def redrawn(outcome: Outcome, table: Table) -> Redrawn:
    return Redrawn(values_of(outcome, table))


def relative(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> RelativeEffect:
    return relative_difference(of(outcome, tried), of(outcome, comparison), confidence=confidence)


MEAN = Kind(
    code="mean",
    title=_("A number of each one, compared by its mean"),
    when=_("Days, euros, points: something one can have more or less of."),
    method=_("Difference in means, unequal variances (Welch)"),
    formula="x̄₁ − x̄₀ ± t · √(s₁²/n₁ + s₀²/n₀)",
    summary=summary,
    effect=effect,
    linear=effect,
    relative=relative,
    margin=margin_by(effect),
    shared=shared,
    redrawn=redrawn,
    asks=("unit", "worthwhile", "margin", "cap"),
    is_by_unit=True,
)
