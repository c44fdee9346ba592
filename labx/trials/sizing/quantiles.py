"""Two groups of times or amounts, drawn for the simulated size of a trial that compares a quantile."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from labx.stats.distributions import normal_quantile
from labx.stats.errors import CannotEstimate
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Design
from labx.trials.kinds import quantile
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.arms import needs, one_by_one
from labx.trials.sizing.simulating import Simulation, effect_of, kept

NINE_TENTHS = 0.9


def simulation_of(design: Design, kind: str, aim: str = "") -> Simulation | None:
    """The design's own, or that of a quantile where units are drawn one by one and a difference is looked for."""
    if kind == "quantile" and not aim and design.sample is one_by_one:
        return Simulation(draw_groups, judged, possible)
    found: Simulation | None = design.simulation
    return found


def spread_of(asked: Mapping[str, Any]) -> float:
    """Of the logarithms, where amounts lie above 0; of the values, where the middle does not."""
    middle, tenth = needs(asked, "median"), needs(asked, "tenth")
    if tenth <= middle:
        raise CannotEstimate(
            "The number of units cannot be reckoned.",
            "The value that one in ten exceeds does not lie above the middle one.",
            "Check both numbers.",
        )
    apart = math.log(tenth / middle) if middle > 0 else tenth - middle
    return apart / normal_quantile(NINE_TENTHS)


def compared_today(plan: Plan, asked: Mapping[str, Any]) -> float:
    """Where the quantile that is compared lies today."""
    middle = needs(asked, "median")
    far = spread_of(asked) * normal_quantile(quantile.share_of(plan.primary))
    return middle * math.exp(far) if middle > 0 else middle + far


def possible(plan: Plan, asked: Mapping[str, Any]) -> None:
    """Refuse a difference that would leave nothing of what is measured."""
    if needs(asked, "median") > 0 and compared_today(plan, asked) + effect_of(plan) <= 0:
        raise CannotEstimate(
            "The number of units cannot be reckoned.",
            "From where it is today, the quantile would fall to 0 or below.",
            "Write a smaller difference worth having, or check both numbers.",
        )


def draw_groups(plan: Plan, asked: Mapping[str, Any], random: np.random.Generator, units: int) -> Table:
    """The comparison and the smallest tried group: in it amounts are all so many times as large, so that the quantile
    differs by what is worth having; values that may lie below 0 are moved by it."""
    people, middle, spread = kept(asked, units), needs(asked, "median"), spread_of(asked)
    sizes = [max(2, int(people * share)) for share in (plan.shares[0], min(plan.shares[1:]))]
    arms = np.repeat([0, 1], sizes)
    values = spread * random.normal(size=len(arms))
    if middle > 0:
        today = compared_today(plan, asked)
        values = middle * np.exp(values) * np.where(arms, (today + effect_of(plan)) / today, 1.0)
    else:
        values = middle + values + effect_of(plan) * arms
    return Table(arms, {plan.primary.code: values}, {})


def judged(plan: Plan, outcome: Outcome, table: Table) -> dict[str, float]:
    """As the plan compares; the confidence is shared where several groups are compared."""
    found = quantile.effect(outcome, table.arm(1), table.arm(0), plan.confidence)
    compared = 1 if plan.correction == "none" else len(plan.tried)
    return {"estimate": found.estimate, "p_value": min(1.0, compared * found.p_value)}
