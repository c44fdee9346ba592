"""Ordered outcomes within strata: who is higher, of pairs from the same stratum."""

import numpy as np
from numpy.typing import ArrayLike

from labx.trials.engine.clusters.fitting import Labels
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.superiority import cut_at_ends, no_order_to_learn_from, placed
from labx.trials.engine.strata.combined import Part, combined_effect, shares_of_strata, units_in_cells
from labx.trials.engine.units import outcome_and_arm, positions


def stratified_superiority(
    outcome: ArrayLike,
    is_treated: ArrayLike,
    strata: Labels,
    *,
    weights: ArrayLike | None = None,
    confidence: float,
) -> Effect:
    """Chance that one of the tried arm is higher than one of the comparison arm of the same stratum, less one half.

    For ratings where groups were drawn apart in each office. Equal outcomes count as half.

    Args:
        outcome: one number a unit, of which only the order counts, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        strata: label of each unit's stratum, shape `(n_units,)`; none missing, two units of each arm in each.
        weights: share of each stratum in the population, in the order of the sorted labels, together 1; None for the
            strata's shares of the units.
        confidence: share of such intervals that hold the true value, between 0 and 1.

    Returns:
        Effect between -0.5 and 0.5, Satterthwaite's degrees of freedom over arms and strata; the interval is cut at
        both ends. A stratum in which all pairs fall the same way adds no spread of its own.

    Raises:
        CannotEstimate: a stratum has fewer than two units in an arm, or all pairs of every stratum fall the same way.
        ValueError: lengths differ, the treatment is not 0 and 1, or the weights do not fit the strata.

    Assumes:
        Independent units, drawn within strata; some 20 in each arm altogether. With very few in each stratum the error
        is a little too large, never too small on average (DeLong and others, 1988).

    Source:
        Brunner and Munzel (2000), The nonparametric Behrens-Fisher problem, Biometrical Journal 42(1), pp. 17-25, in
        each stratum; weights as in van Elteren (1960), but by size.

    Checked against:
        scipy 1.17 `mannwhitneyu` and `brunnermunzel` in each stratum; `superiority` for one.

    Examples:
        >>> rating, arm = [5, 4, 3, 4, 2, 3, 3, 1], [1, 1, 0, 0, 1, 1, 0, 0]
        >>> effect = stratified_superiority(rating, arm, ["a"] * 4 + ["b"] * 4, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (0.25, 0.2165)
    """
    values, treated = outcome_and_arm(outcome, is_treated)
    stratum = positions("strata", strata, count=len(values))
    units_in_cells(treated, stratum)
    shares = shares_of_strata(weights, stratum)
    parts: list[Part] = []
    for place in range(len(shares)):
        here = stratum == place
        above, other = placed(values[here & (treated == 1)], values[here & (treated == 0)])
        parts.append(Part(float(above.mean()) - 0.5, float(above.var(ddof=1)) / len(above), len(above) - 1))
        # The comparison arm's placements say the same, and add their own spread.
        parts.append(Part(0.0, float(other.var(ddof=1)) / len(other), len(other) - 1))
    if not any(part.squared_error for part in parts):
        raise no_order_to_learn_from()
    return cut_at_ends(combined_effect(parts, np.repeat(shares, 2), confidence=confidence))
