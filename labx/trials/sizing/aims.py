"""What a trial is sized for: a difference worth having, or a margin within which the change is as good."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.stats.errors import CannotEstimate
from labx.trials.engine.power.enlarging import confidence_of_each
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Plan


@dataclass(frozen=True)
class Sought:
    """The difference to be found, with which chance and confidence.

    To show that two truly alike groups differ by less than a margin takes what finding a difference of the margin
    takes. Shown on both sides, each of the two tests may fail but half as often, at its own one-sided level.
    """

    difference: float
    power: float
    confidence: float


def sought(plan: Plan, asked: Mapping[str, Any]) -> Sought:
    """What the plan's primary outcome asks for; the confidence is shared where several groups are compared."""
    outcome, level = plan.primary, level_of_each(plan)
    if outcome.aim == "not_worse":
        return Sought(outcome.margin or 0.0, asked["power"], 1 - level)
    if outcome.aim == "alike":
        return Sought(outcome.margin or 0.0, (1 + asked["power"]) / 2, 1 - 2 * level)
    if outcome.worthwhile is None:
        raise CannotEstimate(
            "The number of units cannot be reckoned.",
            "The plan does not say which difference would be worth having.",
            "Write the smallest difference worth having beside the outcome.",
        )
    return Sought(outcome.worthwhile, asked["power"], 1 - level)


def level_of_each(plan: Plan) -> float:
    """The part of false findings that each comparison may have, as the plan's correction gives it away.

    By Dunnett's limit where the end alone decides; by equal parts at looks before it, and as Holm's strictest step.
    """
    if plan.correction == "none":
        return 1 - plan.confidence
    if plan.correction == "dunnett" and plan.looks.kind == "fixed":
        return 1 - confidence_of_each(plan.shares, confidence=plan.confidence)
    return (1 - plan.confidence) / max(1, len(plan.tried))


def power_shown(plan: Plan, power: float) -> float:
    """The chance that all which is asked for is shown, from the chance that one side is."""
    return max(0.0, 2 * power - 1) if plan.primary.aim == "alike" else power


def notes(plan: Plan) -> list[str]:
    """That the two groups are taken to be truly alike."""
    outcome = plan.primary
    if not outcome.aim:
        return []
    margin = kind_of(outcome).written(outcome, outcome.margin or 0.0)
    return [_("To show that it is as good by %(margin)s, if both groups are truly alike.") % {"margin": margin}]
