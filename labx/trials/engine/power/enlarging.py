"""How much larger a trial must be for several arms or looks, and how much smaller for what is known."""

import math
from collections.abc import Sequence

import numpy as np
from scipy.optimize import brentq

from labx.stats.checks import require_open_share, vector
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.trials.engine.power_of_means import require_reachable
from labx.trials.engine.sequential.always_valid import always_valid
from labx.trials.engine.sequential.boundaries import Spending, power_of_looks
from labx.trials.engine.several_arms import critical_of_many

# So many units that the spread counts as known.
MANY = 1e7


def confidence_of_each(shares: Sequence[float], *, confidence: float) -> float:
    """Confidence that each arm's comparison must have by itself so that all of them together have theirs (Dunnett).

    Args:
        shares: units of each arm as parts of all, the comparison arm first, two or more, each above 0; only their
            relation counts.
        confidence: confidence of all comparisons together, between 0 and 1.

    Returns:
        The confidence to plan any of the comparisons with, in `power_of_means` and the like: above the one given where
        there are several, and below Bonferroni's.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        The same spread in all arms, known as if from very many units: with few it errs to the safe side, by less than
        one unit an arm. The chance to find at least one effect is higher than that planned for one.

    Source:
        Dunnett (1955), A multiple comparison procedure for comparing several treatments with a control, Journal of the
        American Statistical Association 50, pp. 1096-1121; Dunnett (1964), New tables for multiple comparisons with a
        control, Biometrics 20(3), pp. 482-491, for arms of unequal size.

    Checked against:
        Dunnett (1964), table II; scipy 1.17 `multivariate_normal` for arms of unequal size; trials simulated in the
        tests.

    Examples:
        >>> round(confidence_of_each([1, 1, 1, 1], confidence=0.95), 4)
        0.9812
        >>> round(confidence_of_each([1, 1], confidence=0.95), 4)
        0.95
    """
    require_open_share("confidence", confidence)
    parts = vector("shares", shares)
    if len(parts) < 2 or parts.min() <= 0:
        raise ValueError(f"shares are {list(shares)}; give the comparison arm and each tried arm a part above 0.")
    critical = critical_of_many(np.sqrt(parts[1:] / (parts[1:] + parts[0])), MANY, confidence=confidence)
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
