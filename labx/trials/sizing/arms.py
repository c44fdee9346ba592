"""How many units a comparison of arms needs, when units are independent of each other."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from labx.core.pages import formats
from labx.stats.errors import CannotEstimate
from labx.trials.analysis.early import enlargement
from labx.trials.designs.declare import Sample
from labx.trials.engine.power.ordered import spread_of_events, spread_of_ordered_answers
from labx.trials.engine.power_of_means import (
    detectable_difference_of_means,
    power_of_means,
    sample_size_for_means,
)
from labx.trials.engine.power_of_shares import detectable_share, power_of_shares, sample_size_for_shares
from labx.trials.engine.sample_size import SampleSize
from labx.trials.plan.shape import Plan
from labx.trials.sizing import aims
from labx.trials.sizing.aims import Sought, power_shown, sought

# Noether (1987): the variance of the part of pairs that are higher less those lower, were there no effect.
OF_PAIRS = math.sqrt(1 / 3)
POINTS = (0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3)
Sizes = Callable[[float], SampleSize]
Power = Callable[[int, int], float]


def one_by_one(plan: Plan, asked: Mapping[str, Any]) -> Sample:
    """Units for every arm: each tried arm against the comparison, the confidence shared where several are compared."""
    outcome, wanted = plan.primary, sought(plan, asked)
    size, power = (of_shares if outcome.kind == "share" and not outcome.aim else of_means)(plan, asked, wanted)
    shares = [arm.share or 1 / len(plan.arms) for arm in plan.arms]
    smallest = min(shares[1:])
    factor = enlargement(plan, power=wanted.power, confidence=wanted.confidence)
    needed = size(shares[0] / smallest).enlarged(design_effect=factor, lost_share=asked.get("dropout", 0))
    by_arm = tuple(math.ceil(needed.treated * share / smallest) for share in shares)
    total = sum(by_arm)
    kept = (1 - asked.get("dropout", 0)) / factor

    def at(units: float) -> float:
        found = power(max(2, int(units * smallest * kept)), max(2, int(units * shares[0] * kept)))
        return power_shown(plan, found)

    planned = int(asked.get("units") or total)
    sizes = (max(2, int(planned * smallest * kept)), max(2, int(planned * shares[0] * kept)))
    return Sample(
        units=total,
        by_arm=by_arm,
        power=at(planned),
        curve=tuple((round(total * point), at(total * point)) for point in POINTS),
        detectable=None if outcome.aim else detectable(plan, asked, wanted.confidence, *sizes),
        notes=(*aims.notes(plan), *notes(plan, factor)),
    )


def signed(plan: Plan) -> float:
    outcome = plan.primary
    return (outcome.worthwhile or 0) * (1 if outcome.better == "higher" else -1)


def of_shares(plan: Plan, asked: Mapping[str, Any], sought: Sought) -> tuple[Sizes, Power]:
    baseline = needs(asked, "baseline")
    tried = baseline + signed(plan)
    if not 0 < tried < 1:
        raise CannotEstimate(
            "The number of units cannot be reckoned.",
            "From where it is today, the share would leave the range from 0 to 100.",
            "Write a smaller difference worth having, or check how many do it today.",
        )

    def size(ratio: float) -> SampleSize:
        wanted = {"power": sought.power, "confidence": sought.confidence, "control_per_treated": ratio}
        return sample_size_for_shares(control_share=baseline, treated_share=tried, **wanted)

    def power(treated: int, control: int) -> float:
        return power_of_shares(
            control_share=baseline,
            treated_share=tried,
            treated_count=treated,
            control_count=control,
            confidence=sought.confidence,
        )

    return size, power


def of_means(plan: Plan, asked: Mapping[str, Any], sought: Sought) -> tuple[Sizes, Power]:
    spread, difference = spread_of(plan, asked), sought.difference

    def size(ratio: float) -> SampleSize:
        wanted = {"power": sought.power, "confidence": sought.confidence, "control_per_treated": ratio}
        return sample_size_for_means(difference=difference, standard_deviation=spread, **wanted)

    def power(treated: int, control: int) -> float:
        return power_of_means(
            difference=difference,
            standard_deviation=spread,
            treated_count=treated,
            control_count=control,
            confidence=sought.confidence,
        )

    return size, power


def detectable(plan: Plan, asked: Mapping[str, Any], level: float, treated: int, control: int) -> float | None:
    """The smallest effect that so many would find, or nothing where even the largest would not be found."""
    sizes = {"treated_count": treated, "control_count": control, "power": asked["power"], "confidence": level}
    try:
        if plan.primary.kind != "share":
            return detectable_difference_of_means(standard_deviation=spread_of(plan, asked), **sizes)
        found = detectable_share(control_share=asked["baseline"], better=plan.primary.better, **sizes)
    except CannotEstimate:
        return None
    return abs(found - asked["baseline"])


def spread_of(plan: Plan, asked: Mapping[str, Any]) -> float:
    """The spread that an outcome's effect has in each unit, as if it were a mean."""
    if plan.primary.kind == "share":
        baseline = needs(asked, "baseline")
        return math.sqrt(baseline * (1 - baseline))
    if plan.primary.kind == "rate":
        return spread_of_rates(plan, asked)
    if plan.primary.kind == "odds":
        levels, commonest = int(needs(asked, "levels")), needs(asked, "commonest")
        return spread_of_ordered_answers([commonest, *[(1 - commonest) / (levels - 1)] * (levels - 1)])
    if plan.primary.kind == "rank":
        return OF_PAIRS
    return needs(asked, "spread")


def spread_of_rates(plan: Plan, asked: Mapping[str, Any]) -> float:
    """The spread that both arms have together: more events vary more, and the smaller arm's rate weighs more."""
    today, exposure = needs(asked, "baseline"), needs(asked, "exposure") / (plan.primary.per or 1.0)
    tried = today if plan.primary.aim else today + signed(plan)
    if tried <= 0:
        raise CannotEstimate(
            "The number of units cannot be reckoned.",
            "From where it is today, the rate would fall to 0 or below.",
            "Write a smaller difference worth having, or check how many events there are today.",
        )
    smallest = min(plan.shares[1:])
    rate = (plan.shares[0] * tried + smallest * today) / (plan.shares[0] + smallest)
    return spread_of_events(rate=rate, exposure=exposure, crowding=asked.get("crowding") or 1.0)


def needs(asked: Mapping[str, Any], name: str) -> float:
    value = asked.get(name)
    if value is None:
        raise CannotEstimate(
            "The number of units cannot be reckoned.",
            "Nothing was said of how the outcome is today.",
            "Fill in the fields above.",
        )
    return float(value)


def notes(plan: Plan, factor: float) -> list[str]:
    found = []
    if plan.correction != "none" and len(plan.tried) > 1:
        found.append(_("The confidence is shared among the groups, so that it holds for all comparisons together."))
    if factor > 1:
        words = {"factor": formats.number(factor, 2)}
        found.append(_("Being allowed to look before the end takes %(factor)s times as many.") % words)
    return found
