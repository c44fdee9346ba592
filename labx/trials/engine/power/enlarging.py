"""How much larger a trial must be for several arms or looks, and how much smaller for what is known."""

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq

from labx.stats.checks import require_whole
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.trials.engine.power_of_means import require_reachable
from labx.trials.engine.sequential.always_valid import always_valid
from labx.trials.engine.sequential.boundaries import Spending, power_of_looks
from labx.trials.engine.several_arms import critical_of_many

# So many units that the spread counts as known.
MANY = 1e7


def confidence_of_each(comparisons: int, *, confidence: float, share_control: bool) -> float:
    """Confidence that one comparison must have so that all of them together have theirs.

    Args:
        comparisons: tried arms or outcomes that decide, 1 or more.
        confidence: confidence of all together, between 0 and 1.
        share_control: True for several arms of equal size against one comparison arm (Dunnett), False for anything
            else (Bonferroni, the strictest step of Holm).

    Returns:
        The confidence to plan one comparison with, in `power_of_means` and the like.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        Arms of some 20 units or more. The chance to find at least one effect is higher than that planned for one.

    Source:
        Dunnett (1955), Journal of the American Statistical Association 50, pp. 1096-1121.

    Checked against:
        Dunnett's table for infinite degrees of freedom (three arms: 2.35); hand arithmetic for Bonferroni.

    Examples:
        >>> round(confidence_of_each(3, confidence=0.95, share_control=True), 4)
        0.9812
        >>> round(confidence_of_each(2, confidence=0.95, share_control=False), 4)
        0.975
    """
    require_whole("comparisons", comparisons, least=1)
    if not share_control:
        return 1 - (1 - confidence) / comparisons
    critical = critical_of_many(np.full(comparisons, math.sqrt(0.5)), MANY, confidence=confidence)
    return 1 - 2 * normal_share_below(-critical)


def enlarged_by_looks(fractions: Sequence[float], *, spending: Spending, power: float, confidence: float) -> float:
    """Factor on the units for being allowed to stop at looks before the end.

    Args:
        fractions: planned looks, as for `spending_boundary`, the last of them 1.
        spending: "obrien_fleming" or "pocock".
        power: wanted power, above 1 - confidence and below 1.
        confidence: confidence of all looks together, between 0 and 1.

    Returns:
        The most units the trial may need, divided by those without looks; on average it needs fewer.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `spending_boundary`.

    Source:
        Jennison and Turnbull (2000), Group Sequential Methods with Applications to Clinical Trials, section 2.3.

    Checked against:
        Jennison and Turnbull (2000), tables 2.1 and 2.3: five looks, power 0.9: 1.207 (Pocock), 1.026 (O'Brien and
        Fleming); boundaries that spend need a little less than Pocock's.

    Examples:
        >>> round(enlarged_by_looks([0.5, 1], spending="pocock", power=0.8, confidence=0.95), 2)
        1.12
    """
    require_reachable(power, confidence)
    fixed = normal_quantile((1 + confidence) / 2) + normal_quantile(power)

    def shortfall(drift: float) -> float:
        return (
            math.fsum(power_of_looks(drift=drift, fractions=fractions, spending=spending, confidence=confidence))
            - power
        )

    # No look may be so strict that a drift so far beyond the usual one would not be found at the end.
    return (float(brentq(shortfall, 0.0, 2 * fixed + 5, xtol=1e-8)) / fixed) ** 2


def enlarged_by_watching(*, power: float, confidence: float) -> float:
    """Factor on the units for intervals that may be looked at after every person.

    Args:
        power: wanted power at the planned end, above 1 - confidence and below 1.
        confidence: confidence of all looks together, between 0 and 1.

    Returns:
        Units at which the always-valid interval finds the effect with this chance, divided by those of one look at the
        end. Effects larger than planned are found sooner.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `always_valid`, tuned to the planned end; findings before the end are left out, so it is a little too large.

    Source:
        As `always_valid`.

    Checked against:
        Trials simulated in the tests.

    Examples:
        >>> round(enlarged_by_watching(power=0.8, confidence=0.95), 2)
        1.91
    """
    require_reachable(power, confidence)
    usual, more = normal_quantile((1 + confidence) / 2), normal_quantile(power)
    price = always_valid(estimate=0.0, standard_error=1.0, planned_error=1.0, confidence=confidence).price
    return ((usual * price + more) / (usual + more)) ** 2


def spread_left(standard_deviation: float, *, explained_share: float) -> float:
    """Return the spread to plan with when what is known before explains this share of the variance.

    Examples:
        >>> spread_left(10, explained_share=0.36)
        8.0
    """
    if not 0 <= explained_share < 1:
        raise ValueError(f"explained_share is {explained_share}; it must be 0 or more and below 1.")
    return standard_deviation * math.sqrt(1 - explained_share)
