"""Difference of ratios of sums between two arms within strata, put together by weight."""

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.fitting import Labels
from labx.trials.engine.effect import Effect
from labx.trials.engine.strata.combined import Part, combined_effect, shares_of_strata, units_in_cells
from labx.trials.engine.units import outcome_and_arm, positions

# Beside the squares that they are the difference of, squared residuals so small are rounding.
ROUNDING = 1e-24


def stratified_difference_of_ratios(
    above: ArrayLike,
    below: ArrayLike,
    is_treated: ArrayLike,
    strata: Labels,
    *,
    weights: ArrayLike | None = None,
    confidence: float,
) -> Effect:
    """Difference between the arms of a ratio of sums within each stratum, averaged over the strata.

    For minutes for each call or falls for each day where groups were drawn apart in each office.

    Args:
        above: what is summed above the line, one number a unit, shape `(n_units,)`; missing values are refused.
        below: what is summed below it, same shape; above 0 when added up in each arm of each stratum.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        strata: label of each unit's stratum, shape `(n_units,)`; none missing, two units of each arm in each.
        weights: share of each stratum in the population, in the order of the sorted labels, together 1; None for the
            strata's shares of the units.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in units of `above` for one of `below`. Each arm of each stratum has its own spread, by unit (delta
        method); Satterthwaite's degrees of freedom. A stratum without any event adds no spread of its own.

    Raises:
        CannotEstimate: a stratum has fewer than two units in an arm, a sum below the line is 0 or less, or no unit's
            ratio differs from its group's.
        ValueError: lengths differ, the treatment is not 0 and 1, or the weights do not fit the strata.

    Assumes:
        Independent units, drawn within strata; some hundred of them altogether, and in each stratum an arm's sum below
        the line that one unit does not make by itself. Strata count by their units, not by what is below the line.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., section 6.10 (the separate ratio estimate).

    Checked against:
        statsmodels 0.15 `WLS(...).fit(cov_type="HC1")` of the units' ratios on a constant, weighted by what is below,
        in each arm of each stratum; `difference_of_ratios` for one stratum, `stratified_difference` where all are
        divided by 1.

    Examples:
        >>> minutes, calls = [10, 14, 9, 21, 8, 10, 3, 5], [1, 2, 1, 2, 2, 2, 1, 1]
        >>> arm, office = [1, 1, 0, 0, 1, 1, 0, 0], ["a"] * 4 + ["b"] * 4
        >>> effect = stratified_difference_of_ratios(minutes, calls, arm, office, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (-0.75, 0.9317)
    """
    values, treated = outcome_and_arm(above, is_treated)
    under = vector("below", below)
    if len(under) != len(values):
        raise ValueError(f"There are {len(values)} numbers above and {len(under)} below. Give each unit one of each.")
    stratum = positions("strata", strata, count=len(values))
    counts = units_in_cells(treated, stratum)
    where = treated.astype(np.intp) * counts.shape[1] + stratum
    tops, bottoms = (np.bincount(where, weights=column) for column in (values, under))
    if bottoms.min() <= 0:
        raise CannotEstimate(
            "The ratios cannot be compared within strata.",
            "In {few} of the {strata} strata what the outcome is divided by adds up to 0 or less in one of the arms.",
            "Join small strata that are alike, or check the column of the denominator.",
            few=int((bottoms.reshape(counts.shape).min(axis=0) <= 0).sum()),
            strata=counts.shape[1],
        )
    ratios = tops / bottoms
    expected = ratios[where] * under
    squares = np.bincount(where, weights=(values - expected) ** 2)
    squares[squares <= ROUNDING * np.bincount(where, weights=values**2 + expected**2)] = 0.0
    units = counts.ravel()
    errors = squares * units / (units - 1) / bottoms**2
    shares = shares_of_strata(weights, stratum)
    return combined_effect(
        [Part(*numbers) for numbers in zip(ratios.tolist(), errors.tolist(), (units - 1).tolist(), strict=True)],
        np.concatenate([-shares, shares]),
        confidence=confidence,
    )
