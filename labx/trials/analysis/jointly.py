"""Several tried arms against one comparison, their intervals made to hold all at once (Dunnett)."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.trials.analysis.answers import error_of, moments, plain
from labx.trials.analysis.table import Table
from labx.trials.engine.adjustment_by_unit import interacted_pulls
from labx.trials.engine.joint_effects import correlation_of_effects, held_together
from labx.trials.engine.several_arms import dunnett
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Plan

Entries = list[dict[str, Any]]
Shared = Callable[[Plan, Table, int, int], float]
# From this extent on plans correct each effect with its own error, whatever its kind; before, means with a common one.
OWN_ERRORS = 2


def corrected(plan: Plan, table: Table, found: Entries, shared: Shared, again: Callable[[int, float], Any]) -> Entries:
    """The entries, those that decide with an interval and a p-value that hold for all of them together.

    `shared` gives what two effects have in common through the comparison, `again` an effect with another confidence.
    """
    family = [one for one in found if one["role"] == "primary" and "p_value" in one["answer"]]
    if plan.extent < OWN_ERRORS:
        return [*with_common_spread(plan, table, family), *(one for one in found if one not in family)]
    if not family:
        return found
    places = [plan.arms.index(plan.arm(one["arm"])) for one in family]
    covariance = np.zeros((len(places), len(places)))
    for row, one in enumerate(places):
        for column, other in enumerate(places[:row]):
            covariance[row, column] = covariance[column, row] = shared(plan, table, one, other)
    held = held_together(
        [one["answer"]["p_value"] for one in family],
        [one["answer"].get("degrees_of_freedom", np.inf) for one in family],
        correlation_of_effects([error_of(one["answer"]) for one in family], covariance),
        confidence=plan.confidence,
    )
    for one, place, each in zip(family, places, held, strict=True):
        # The interval that it has with a higher confidence of its own is the one that holds together with the others.
        interval = plain(asdict(again(place, each.confidence).interval))
        one["corrected"] = {"interval": {**interval, "confidence": plan.confidence}}
        one["corrected_p"] = each.p_value
    return found


def shared_by_plan(plan: Plan, table: Table, one: int, other: int) -> float:
    """What the primary effects of two tried arms have in common, by how the plan estimates them."""
    kind = kind_of(plan.primary)
    if plan.estimator == "adjusted":
        return shared_by_pulls(*(adjusted_pulls(plan, table, place) for place in (one, other)))
    if plan.estimator == "post_stratified":
        code = plan.subgroups[0].code
        return shared_in_strata(plan, table, code, one, other)
    known = kind.of(plan.primary, table)
    return kind.shared(plan.primary, known.arm(one), known.arm(other), known.arm(0))


def adjusted_pulls(plan: Plan, table: Table, place: int) -> NDArray[np.float64]:
    """How far each unit of the comparison pulls an adjusted effect."""
    codes = tuple(covariate.code for covariate in plan.covariates)
    known = kind_of(plan.primary).of(plan.primary, table).complete(*codes)
    both = known.where((known.arms == place) | (known.arms == 0))
    values, is_tried = values_of(plan.primary, both), both.arms == place
    return interacted_pulls(values, is_tried, both.matrix(*codes), names=codes).pulls[~is_tried]


def shared_by_pulls(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """What each unit of the comparison brings into both effects, added up."""
    return float(one @ other)


def shared_in_strata(plan: Plan, table: Table, code: str, one: int, other: int) -> float:
    """What the comparison brings into both effects in each stratum, by the strata's parts in each."""
    kind = kind_of(plan.primary)
    known = kind.of(plan.primary, table).complete(code)
    strata = known.codes[code]
    sizes = [np.isin(known.arms, (place, 0)).sum() for place in (one, other)]
    total = 0.0
    for name in np.unique(strata[np.isin(known.arms, (one, 0))]):
        here = known.where(strata == name)
        parts = [np.isin(here.arms, (place, 0)).sum() / size for place, size in zip((one, other), sizes, strict=True)]
        total += float(np.prod(parts)) * kind.shared(plan.primary, *(here.arm(place) for place in (one, other, 0)))
    return total


def with_common_spread(plan: Plan, table: Table, family: Entries) -> Entries:
    """As plans of before have it: means with one spread for all groups."""
    outcome = plan.primary
    known = kind_of(outcome).of(outcome, table)
    arms = [moments(values_of(outcome, known.arm(place))) for place in range(len(plan.arms))]
    joint = dunnett(arms[1:], arms[0], confidence=plan.confidence)
    by_arm = {arm.code: plain(asdict(one)) for arm, one in zip(plan.tried, joint, strict=True)}
    return [{**one, "corrected": by_arm[one["arm"]], "corrected_p": by_arm[one["arm"]]["p_value"]} for one in family]
