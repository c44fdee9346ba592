"""What kinds share whose effect is a difference with a standard error."""

from collections.abc import Callable

from labx.trials.analysis.table import Table
from labx.trials.engine.effect import Effect
from labx.trials.engine.margins import MarginTest, equivalence, non_inferiority
from labx.trials.plan.shape import Outcome

Comparison = Callable[[Outcome, Table, Table, float], Effect]


def margin_by(effect: Comparison) -> Callable[[Outcome, Table, Table, float], MarginTest]:
    """Whether the outcome is shown to be not worse, or as good, by its margin, from this comparison."""

    def margin(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> MarginTest:
        return tested(outcome, effect(outcome, tried, comparison, confidence), confidence)

    return margin


def tested(outcome: Outcome, found: Effect, confidence: float) -> MarginTest:
    """This effect against the outcome's margin."""
    if outcome.aim == "alike":
        return equivalence(found, margin=outcome.margin, level=1 - confidence)
    return non_inferiority(found, margin=outcome.margin, better=outcome.better, level=(1 - confidence) / 2)
