"""Kinds of outcome within pairs: by the sums of each member, by who of a pair is higher, or by what each pair pulls."""

from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from labx.stats.errors import CannotEstimate
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Way
from labx.trials.designs.own_effect import divided, joined
from labx.trials.engine.effect import Effect
from labx.trials.engine.pairs.pulls import paired_difference_of_times, paired_proportional_odds
from labx.trials.engine.pairs.quantiles import paired_difference_of_quantiles
from labx.trials.engine.strata.paired import paired_difference_of_ratios, paired_superiority
from labx.trials.engine.units import totals
from labx.trials.kinds import rank, time
from labx.trials.kinds.quantile import share_of
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


def odds(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    values, arms, codes = joined(outcome, tried, comparison, "pair")
    kept, _member, _lost = complete_pairs(arms, codes)
    require_complete(int(kept.sum()))
    return paired_proportional_odds(values[kept], arms[kept], codes[kept], confidence=confidence)


def times(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    for rows in (tried, comparison):
        time.times(outcome, rows)
    until, arms, codes = joined(outcome, tried, comparison, "pair")
    happened = np.concatenate([rows.numbers[outcome.part("happened")] for rows in (tried, comparison)])
    kept, _member, _lost = complete_pairs(arms, codes)
    require_complete(int(kept.sum()))
    return paired_difference_of_times(
        until[kept], happened[kept], arms[kept], codes[kept], horizon=outcome.horizon or 0.0, confidence=confidence
    )


def quantiles(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    values, arms, codes = joined(outcome, tried, comparison, "pair")
    kept, member, _lost = complete_pairs(arms, codes)
    require_complete(len(member))
    if len(member) > len(np.unique(member)):
        raise CannotEstimate(
            "The quantiles of “{outcome}” cannot be compared in these pairs.",
            "A member of a pair has several rows: a place, and not one person.",
            "Compare a mean or a share, or draw the places by lot without pairs.",
            outcome=outcome.label,
        )
    by_member = values[kept][np.argsort(member)]
    return paired_difference_of_quantiles(
        by_member[1::2], by_member[0::2], share=share_of(outcome), confidence=confidence
    )


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
    "odds": Way(
        effect=odds,
        method=_("Odds ratio of ordered answers (proportional odds), errors by pair (Student's t)"),
        formula="logit P(y ≤ k) = τₖ − β · x; β ± t · √(p/(p − 1) · Σ d²), d what each of p pairs pulls β",
        speaks=_(
            "It is the odds ratio of any two people, one of each group; between the two of a pair it would lie further "
            "from 1."
        ),
    ),
    "quantile": Way(
        effect=quantiles,
        method=_("Difference of quantiles of both groups, narrower by what pairs have in common (order statistics)"),
        formula="x₁(−z a₁) − x₀(z a₀) to x₁(z a₁) − x₀(−z a₀), a = h/H · √(1 − 2r h₁h₀/H²), H² = h₁² + h₀², r of both "
        "lying below their quantile",
        speaks=_(
            "It is the difference of the two groups' quantiles, not the quantile of the differences within pairs: the "
            "two may be other numbers."
        ),
    ),
    "time": Way(
        effect=times,
        method=_("Difference of mean times up to the horizon (Kaplan and Meier), errors by pair (Student's t)"),
        formula="∫₀ʰ S₁ − ∫₀ʰ S₀ ± t · √(p/(p − 1) · Σ d²), d what each of p pairs pulls it",
    ),
}
