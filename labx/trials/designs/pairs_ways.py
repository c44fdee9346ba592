"""Kinds of outcome within pairs: ratios by the sums of each member, ratings by who of a pair is higher."""

from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from labx.stats.errors import CannotEstimate
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Way
from labx.trials.designs.own_effect import divided, joined
from labx.trials.engine.effect import Effect
from labx.trials.engine.strata.paired import paired_difference_of_ratios, paired_superiority
from labx.trials.engine.units import totals
from labx.trials.kinds import rank
from labx.trials.plan.shape import Outcome

Places = NDArray[np.intp]


def complete_pairs(arms: NDArray[np.float64], codes: NDArray[np.str_]) -> tuple[NDArray[np.bool_], Places, int]:
    """Which rows are of a pair with both members, the place of each such row's member (the tried one odd), and how many
    pairs lack a member."""
    where = np.unique(codes, return_inverse=True)[1]
    pairs = int(where.max()) + 1 if len(where) else 0
    has = [np.bincount(where[arms == arm], minlength=pairs) > 0 for arm in (1, 0)]
    is_complete = has[0] & has[1]
    kept = is_complete[where]
    place = np.cumsum(is_complete)[where[kept]] - 1
    return kept, place * 2 + arms[kept].astype(np.intp), pairs - int(is_complete.sum())


def require_complete(count: int) -> None:
    if not count:
        raise CannotEstimate(
            "The difference within pairs cannot be estimated.",
            "No pair has both of its members.",
            "Wait for more pairs, or check the column that says who belongs together.",
        )


def ratios(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    below = divided(outcome, tried, comparison)
    above, arms, codes = joined(outcome, tried, comparison, "pair")
    kept, member, _lost = complete_pairs(arms, codes)
    require_complete(len(member))
    sums = totals(member, np.column_stack([above, below])[kept])
    return paired_difference_of_ratios(sums[1::2], sums[0::2], confidence=confidence)


def ranks(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    values, arms, codes = joined(outcome, tried, comparison, "pair")
    kept, _member, _lost = complete_pairs(arms, codes)
    require_complete(int(kept.sum()))
    return rank.of_pairs(paired_superiority(values[kept], arms[kept], codes[kept], confidence=confidence))


RATIOS = Way(
    effect=ratios,
    method=_("Difference of ratios of sums, residuals compared within pairs (Student's t)"),
    formula="Σy₁/Σx₁ − Σy₀/Σx₀ ± t · s(d)/√p, d = (y₁ − R₁x₁)/x̄₁ − (y₀ − R₀x₀)/x̄₀ of each of p pairs",
)
WAYS: Mapping[str, Way] = {
    "ratio": RATIOS,
    "rate": RATIOS,
    "rank": Way(
        effect=ranks,
        method=_("Part of pairs in which the tried member is higher less the part in which it is lower (Student's t)"),
        formula="d̄ ± t · s(d)/√p, d of each of p pairs: 1 where the tried member is higher, −1 where lower, else 0",
        speaks=_("Both of a pair are the two who were matched, not any two people."),
    ),
}
