"""Kinds of outcome within strata: each kind's own estimate in every stratum, put together by the strata's sizes."""

from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext_lazy as _

from labx.stats.errors import CannotEstimate
from labx.trials.analysis.answers import moments
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Way
from labx.trials.designs.own_effect import divided, joined
from labx.trials.engine.effect import Effect
from labx.trials.engine.strata.combined import Part, combined_effect, shares_of_strata, units_in_cells
from labx.trials.engine.strata.ordered import stratified_superiority
from labx.trials.engine.strata.ratios import stratified_difference_of_ratios
from labx.trials.engine.units import positions
from labx.trials.kinds import rank, time
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome


def in_each(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    """The kind's own comparison in every stratum, each stratum by its part of the units."""
    sides = (tried, comparison)
    for rows in sides:
        moments(rows.numbers[outcome.code])
    labels = np.concatenate([rows.codes["stratum"] for rows in sides])
    stratum = positions("stratum", labels, count=len(labels))
    units_in_cells(np.repeat([1.0, 0.0], [len(rows) for rows in sides]), stratum)
    where = stratum[: len(tried)], stratum[len(tried) :]
    shares, found = shares_of_strata(None, stratum), []
    for place in range(len(shares)):
        rows = [side.where(own == place) for side, own in zip(sides, where, strict=True)]
        found.append(own_part(outcome, rows[0], rows[1], confidence))
    parts = [part for part in found if part]
    if len(parts) < len(found):
        raise CannotEstimate(
            "The difference within strata cannot be estimated.",
            "In {few} of the {strata} strata there are too few units, or too little differs, for this kind of outcome.",
            "Join small strata that are alike in a new plan, or compare a mean or a share.",
            few=len(found) - len(parts),
            strata=len(found),
        )
    return combined_effect(parts, shares, confidence=confidence)


def own_part(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Part | None:
    """The kind's estimate in one stratum; nothing where it has none."""
    try:
        effect = kind_of(outcome).linear(outcome, tried, comparison, confidence)
    except CannotEstimate:
        return None
    return Part(effect.estimate, effect.standard_error**2, effect.degrees_of_freedom)


def times_in_each(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    """What is no time is refused in its own words, not as a stratum that is too small."""
    for rows in (tried, comparison):
        time.times(outcome, rows)
    return in_each(outcome, tried, comparison, confidence)


def ratios(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    below = divided(outcome, tried, comparison)
    above, arms, strata = joined(outcome, tried, comparison, "stratum")
    return stratified_difference_of_ratios(above, below, arms, strata, confidence=confidence)


def ranks(outcome: Outcome, tried: Table, comparison: Table, confidence: float) -> Effect:
    return rank.of_pairs(stratified_superiority(*joined(outcome, tried, comparison, "stratum"), confidence=confidence))


RATIOS = Way(
    effect=ratios,
    method=_("Difference of ratios of sums within strata, each by its size (delta method)"),
    formula="Σₕ Wₕ (Σy₁ₕ/Σx₁ₕ − Σy₀ₕ/Σx₀ₕ) ± t · √(Σₕ Wₕ² (v₁ₕ + v₀ₕ)), v = s²(y − Rx)/(n x̄²), Wₕ = nₕ/n",
    speaks=_("It is the average of the differences within strata, each by its number of units."),
)
WAYS: Mapping[str, Way] = {
    "ratio": RATIOS,
    "rate": RATIOS,
    "rank": Way(
        effect=ranks,
        method=_("Chance to be higher less chance to be lower within strata (Brunner and Munzel), each by its size"),
        formula="Σₕ Wₕ (P(y₁ₕ > y₀ₕ) − P(y₁ₕ < y₀ₕ)) ± 2t · √(Σₕ Wₕ² (s₁ₕ²/n₁ₕ + s₀ₕ²/n₀ₕ)), Wₕ = nₕ/n",
        speaks=_("Both of a pair are of the same stratum; strata count by their number of units."),
    ),
    "odds": Way(
        effect=in_each,
        method=_("Odds ratio of ordered answers within strata (proportional odds, McCullagh), each by its size"),
        formula="β = Σₕ Wₕ βₕ ± t · √(Σₕ Wₕ² sₕ²), βₕ the logarithm of the odds ratio in stratum h, Wₕ = nₕ/n",
        speaks=_("It is the average of the logarithms within strata, each by its number of units."),
    ),
    "quantile": Way(
        effect=in_each,
        method=_("Differences of quantiles within strata, each by its size"),
        formula="Σₕ Wₕ (x₁ₕ − x₀ₕ) ± t · √(Σₕ Wₕ² sₕ²), sₕ half the width of the stratum's own interval / z, Wₕ = nₕ/n",
        speaks=_(
            "It is the average of the differences within strata, each by its number of units; the quantiles of all "
            "together may differ by another amount."
        ),
    ),
    "time": Way(
        effect=times_in_each,
        method=_("Difference of mean times up to the horizon within strata (Kaplan and Meier), each by its size"),
        formula="Σₕ Wₕ (∫₀ᵗ S₁ₕ − ∫₀ᵗ S₀ₕ) ± t · √(Σₕ Wₕ² sₕ²), t the horizon, Wₕ = nₕ/n",
        speaks=_("It is the average of the differences within strata, each by its number of units."),
    ),
}
