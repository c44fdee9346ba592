"""Times or amounts of people or of whole places, drawn for the simulated size of a trial that compares a quantile."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.stats.distributions import normal_quantile
from labx.stats.errors import CannotEstimate
from labx.trials.analysis.table import Table
from labx.trials.designs import clusters_ways
from labx.trials.designs.declare import Design
from labx.trials.engine.effect import Effect
from labx.trials.engine.margins import MarginTest
from labx.trials.engine.outcomes.quantile import QuantileEffect
from labx.trials.kinds import quantile
from labx.trials.kinds.linear import tested
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.arms import needs, one_by_one
from labx.trials.sizing.clusters import in_each_group, of_clusters, places_in_each
from labx.trials.sizing.simulating import Check, Simulation, effect_of, kept

NINE_TENTHS = 0.9
Numbers = NDArray[np.float64]


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


def possible(today: Callable[[Plan, Mapping[str, Any]], float]) -> Check:
    """Refuse a difference that would leave nothing of what is measured, which lies at `today`."""

    def check(plan: Plan, asked: Mapping[str, Any]) -> None:
        if needs(asked, "median") > 0 and today(plan, asked) + effect_of(plan) <= 0:
            raise CannotEstimate(
                "The number of units cannot be reckoned.",
                "From where it is today, the quantile would fall to 0 or below.",
                "Write a smaller difference worth having, or check both numbers.",
            )

    return check


def draw_groups(plan: Plan, asked: Mapping[str, Any], random: np.random.Generator, units: int) -> Table:
    """The comparison and the smallest tried group, people drawn one by one."""
    people = kept(asked, units)
    sizes = [max(2, int(people * share)) for share in (plan.shares[0], min(plan.shares[1:]))]
    arms = np.repeat([0, 1], sizes)
    values = spread_of(asked) * random.normal(size=len(arms))
    return Table(arms, {plan.primary.code: changed(plan, asked, values, arms, compared_today(plan, asked))}, {})


def changed(plan: Plan, asked: Mapping[str, Any], far: Numbers, arms: NDArray[Any], today: float) -> Numbers:
    """The values that lie so far from the middle, those of the tried group with the change.

    Amounts are there all so many times as large, so that the quantile, which lies at `today`, differs by what is worth
    having; values that may lie below 0 are moved by it.
    """
    middle = needs(asked, "median")
    if middle > 0:
        return np.asarray(middle * np.exp(far) * np.where(arms, (today + effect_of(plan)) / today, 1.0))
    return np.asarray(middle + far + effect_of(plan) * arms)


def judged(plan: Plan, outcome: Outcome, table: Table) -> QuantileEffect | MarginTest:
    """As the plan compares: against the margin where that decides."""
    compare = quantile.QUANTILE.margin if outcome.aim else quantile.effect
    return compare(outcome, table.arm(1), table.arm(0), plan.confidence)


def in_places(plan: Plan, asked: Mapping[str, Any]) -> float:
    """Where places have, on average, the quantile that is compared: people of a place lie closer to each other."""
    alike, spread, middle = needs(asked, "alikeness"), spread_of(asked), needs(asked, "median")
    far = spread * math.sqrt(1 - alike) * normal_quantile(quantile.share_of(plan.primary))
    return middle * math.exp(far + spread**2 * alike / 2) if middle > 0 else middle + far


def draw_places(plan: Plan, asked: Mapping[str, Any], random: np.random.Generator, units: int) -> Table:
    """Whole places of the comparison and of one tried group, people of a place being as alike as was said."""
    each, alike = places_in_each(plan, asked, units), needs(asked, "alikeness")
    where = np.repeat(np.arange(2 * each), sizes_of_places(asked, random, 2 * each))
    arms = (where >= each).astype(np.int64)
    own = math.sqrt(alike) * random.normal(size=2 * each)[where] + math.sqrt(1 - alike) * random.normal(size=len(where))
    values = changed(plan, asked, spread_of(asked) * own, arms, in_places(plan, asked))
    return Table(arms, {plan.primary.code: values}, {"cluster": where.astype(np.str_)})


def sizes_of_places(asked: Mapping[str, Any], random: np.random.Generator, places: int) -> NDArray[np.int64]:
    """How many people each place has left, as unequal as was said."""
    mean, variation = needs(asked, "cluster_size") * (1 - asked.get("dropout", 0)), asked.get("size_variation") or 0.0
    sizes = mean * random.gamma(variation**-2, variation**2, places) if variation else np.full(places, mean)
    return np.maximum(1, np.round(sizes)).astype(np.int64)


def judged_in_places(plan: Plan, outcome: Outcome, table: Table) -> Effect | MarginTest:
    found = clusters_ways.quantiles(outcome, table.arm(1), table.arm(0), plan.confidence)
    return tested(outcome, found, plan.confidence) if outcome.aim else found


def told_of_places(plan: Plan, asked: Mapping[str, Any]) -> list[str]:
    return [in_each_group(places_in_each(plan, asked, int(needs(asked, "units"))), needs(asked, "cluster_size"))]


DRAWN = {
    one_by_one: Simulation(draw_groups, judged, possible(compared_today)),
    of_clusters: Simulation(draw_places, judged_in_places, possible(in_places), told_of_places),
}


def simulation_of(design: Design, kind: str) -> Simulation | None:
    """The design's own, or that of a quantile where units or places are drawn."""
    if kind == "quantile" and design.sample in DRAWN:
        return DRAWN[design.sample]
    found: Simulation | None = design.simulation
    return found
