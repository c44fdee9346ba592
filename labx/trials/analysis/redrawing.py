"""The effect judged by the lottery alone: drawn again, many times, as the design drew it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.stats.errors import CannotEstimate
from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer, moments
from labx.trials.analysis.table import Table
from labx.trials.engine.permutation.draws import Draw, complete
from labx.trials.engine.permutation.ratios import weigh_ratios
from labx.trials.engine.permutation.redrawing import Weigh, redrawn_effect, weigh_means
from labx.trials.engine.permutation.statistics import redrawn_statistic
from labx.trials.kinds.declare import Redrawn
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome, Plan

# What these draw depends on who came before, which the data do not say.
UNREPEATABLE = ("minimisation",)


# From this extent on every kind is judged so whose effect can be computed for many draws at once; before, means only.
EVERY_KIND = 2


@dataclass(frozen=True)
class Lot:
    """What was drawn: who got the change, how it is drawn again, what is judged, and how its numbers are weighed."""

    treatment: NDArray[np.float64]
    draw: Draw
    judged: Redrawn
    weigh: Weigh = weigh_means


def one_by_one(_plan: Plan, outcome: Outcome, tried: Table, comparison: Table) -> Lot:
    """So many units in each group as there were, every choice of them as likely."""
    rows, treatment = together(outcome, tried, comparison)
    judged = kind_of(outcome).redrawn(outcome, rows)
    weigh = weigh_means if judged.over is None else weigh_ratios(judged.over)
    return Lot(treatment, complete(treatment), judged, weigh)


def together(outcome: Outcome, tried: Table, comparison: Table) -> tuple[Table, NDArray[np.float64]]:
    """The rows of both groups, those of the tried one first, and which are of it."""
    sides = (tried, comparison)
    for rows in sides:
        moments(rows.numbers[outcome.code])
    numbers, codes = (
        {name: np.concatenate([getattr(rows, kind)[name] for rows in sides]) for name in getattr(tried, kind)}
        for kind in ("numbers", "codes")
    )
    rows = Table(np.concatenate([side.arms for side in sides]), numbers, codes)
    return rows, np.repeat([1.0, 0.0], [len(side) for side in sides])


def redrawn(plan: Plan, table: Table, lots: Any, effects: comparing.Effects) -> list[dict[str, Any]]:
    """The primary effect in each tried arm, by as many draws and from the seed that the plan says."""
    if not plan.redrawing:
        return []
    own = {one["arm"]: one["answer"] for one in effects if one["outcome"] == plan.primary.code}
    return [
        {"arm": arm.code, "answer": in_arm(plan, table, place, lots, own[arm.code])}
        for place, arm in enumerate(plan.tried, start=1)
    ]


def in_arm(plan: Plan, table: Table, place: int, lots: Any, effect: dict[str, Any]) -> dict[str, Any]:
    """What the draws say, or why not: as the effect itself where that cannot be estimated."""
    if "cannot" in effect and plan.extent >= EVERY_KIND:
        return effect
    return answer(lambda: judged_by(plan, lots, *comparing.pair(kind_of(plan.primary), plan.primary, table, place)))


def require_repeatable(plan: Plan) -> None:
    outcome, kind = plan.primary, kind_of(plan.primary)
    if plan.extent >= EVERY_KIND and not kind.redrawn:
        raise CannotEstimate(
            "The lottery cannot be drawn again to judge “{outcome}”.",
            "An odds ratio would have to be fitted anew for each draw.",
            "Read the interval of the plan, or choose the comparison by who is higher in a new one.",
            outcome=outcome.label,
        )
    if (plan.extent < EVERY_KIND and not kind.is_by_unit) or plan.randomisation.scheme in UNREPEATABLE:
        raise CannotEstimate(
            "The lottery cannot be drawn again to judge “{outcome}”.",
            "Its effect is no difference of means, or the lottery went by who came before.",
            "Read the interval of the plan.",
            outcome=outcome.label,
        )


def judged_by(plan: Plan, lots: Any, tried: Table, comparison: Table) -> Mapping[str, Any]:
    require_repeatable(plan)
    lot: Lot = lots(plan, plan.primary, tried, comparison)
    often = {"draws": plan.redrawing["draws"], "seed": plan.redrawing["seed"]}
    if lot.judged.statistic:
        found = redrawn_statistic(lot.treatment, draw=lot.draw, statistic=lot.judged.statistic, **often)
    else:
        found = redrawn_effect(
            lot.judged.numbers,
            lot.treatment,
            draw=lot.draw,
            weigh=lot.weigh,
            over=lot.judged.over,
            confidence=plan.confidence,
            **often,
        )
    return {**asdict(found), "seed": plan.redrawing["seed"], "error": found.error}
