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
from labx.trials.engine.permutation.redrawing import Weigh, redrawn_effect, weigh_means
from labx.trials.kinds import share
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome, Plan

# What these draw depends on who came before, which the data do not say.
UNREPEATABLE = ("minimisation",)


@dataclass(frozen=True)
class Lot:
    """What was drawn: outcomes, who got the change, how it is drawn again, and how the effect is weighed."""

    outcome: NDArray[np.float64]
    treatment: NDArray[np.float64]
    draw: Draw
    weigh: Weigh


def one_by_one(_plan: Plan, outcome: Outcome, tried: Table, comparison: Table) -> Lot:
    """So many units in each group as there were, every choice of them as likely."""
    values, treatment = sides_of(outcome, tried, comparison)
    return Lot(values, treatment, complete(treatment), weigh_means)


def sides_of(outcome: Outcome, tried: Table, comparison: Table) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    both = [values_of(outcome, rows) for rows in (tried, comparison)]
    for values, rows in zip(both, (tried, comparison), strict=True):
        moments(values)
        if kind_of(outcome).is_share:
            share.require_yes_or_no(outcome, rows)
    return np.concatenate(both), np.repeat([1.0, 0.0], [len(values) for values in both])


def redrawn(plan: Plan, table: Table, lots: Any) -> list[dict[str, Any]]:
    """The primary effect in each tried arm, by as many draws and from the seed that the plan says."""
    if not plan.redrawing:
        return []
    return [
        {"arm": arm.code, "answer": answer(lambda: in_arm(plan, table, place, lots))}  # noqa: B023
        for place, arm in enumerate(plan.tried, start=1)
    ]


def in_arm(plan: Plan, table: Table, place: int, lots: Any) -> Mapping[str, Any]:
    outcome, kind = plan.primary, kind_of(plan.primary)
    if not kind.is_by_unit or plan.randomisation.scheme in UNREPEATABLE:
        raise CannotEstimate(
            "The lottery cannot be drawn again to judge “{outcome}”.",
            "Its effect is no difference of means, or the lottery went by who came before.",
            "Read the interval of the plan.",
            outcome=outcome.label,
        )
    lot: Lot = lots(plan, outcome, *comparing.pair(kind, outcome, table, place))
    found = redrawn_effect(
        lot.outcome,
        lot.treatment,
        draw=lot.draw,
        weigh=lot.weigh,
        draws=plan.redrawing["draws"],
        seed=plan.redrawing["seed"],
        confidence=plan.confidence,
    )
    return {**asdict(found), "seed": plan.redrawing["seed"], "error": found.error}
