"""Difference of medians and other quantiles of both groups of matched pairs."""

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.quantile import difference_of_related_quantiles

# Pairs alike beyond this would leave nothing to read out.
CLOSEST = 0.98


def paired_difference_of_quantiles(
    treated: ArrayLike, control: ArrayLike, *, share: float, confidence: float
) -> Effect:
    """Difference of a quantile between the tried members and the other members of matched pairs.

    It is the difference of two groups' quantiles, not the quantile of the differences within pairs: nobody's own
    change, and another number as soon as differences are not alike.

    Args:
        treated: outcome of each pair's tried member, one unit, shape `(n_pairs,)`; missing values are refused.
        control: outcome of the other member, in the same order.
        share: share of units below the quantile, between 0 and 1 (0.5 is the median, 0.9 the slowest tenth's edge).
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, the pairs less 1 as degrees of freedom. What both of a pair have in common
        narrows the interval, and does not change the estimate.

    Raises:
        CannotEstimate: too few pairs for a quantile so far out, or all outcomes around it are equal.
        ValueError: lengths differ, or share or confidence lies outside 0 to 1.

    Assumes:
        Within each pair chance decided who got what; some 50 pairs, 100 for the slowest tenth.

    Source:
        As `difference_of_quantiles`; how alike the members are is how often both lie on the same side of their groups'
        quantiles (Bahadur, 1966, Annals of Mathematical Statistics 37(3), pp. 577-580), put together after Zou (2009),
        Computational Statistics and Data Analysis 53(4), pp. 1080-1085.

    Checked against:
        `difference_of_quantiles` for members that have nothing in common; scipy 1.17 `mquantiles` and `pearsonr` for
        the quantiles and the alikeness, to 1e-8, and `bootstrap(paired=True)` for the error, which it only comes near,
        through tests/references/paired_quantiles_scipy.json; coverage by simulation in the tests.

    Examples:
        >>> alike = [place + (place % 7) / 10 for place in range(1, 100)]
        >>> effect = paired_difference_of_quantiles([one + 10 for one in alike], range(1, 100), share=0.5,
        ...                                         confidence=0.95)
        >>> round(effect.estimate, 1), effect.standard_error < 2
        (10.1, True)
    """
    require_open_share("share", share)
    one, other = vector("treated", treated), vector("control", control)
    if len(one) != len(other):
        raise ValueError(f"There are {len(one)} tried and {len(other)} comparison members. Give each pair both.")
    if len(one) < 2:
        raise CannotEstimate(
            "The difference within pairs cannot be estimated.",
            "There is only one complete pair.",
            "Wait for more pairs, or check the column that says who belongs together.",
        )
    found = difference_of_related_quantiles(
        one, other, share=share, correlation=alikeness_at(one, other, share=share), confidence=confidence
    )
    return Effect(found.estimate, found.standard_error, len(one) - 1, found.interval, found.p_value)


def alikeness_at(one: FloatArray, other: FloatArray, *, share: float) -> float:
    """Return the correlation of lying below the own group's quantile, of both of each pair; 0 where nobody differs."""
    below = [side <= np.quantile(side, share, method="median_unbiased") for side in (one, other)]
    spread = [float(side.std()) for side in below]
    if min(spread) == 0:
        return 0.0
    joint = float(np.mean(below[0] & below[1])) - float(below[0].mean()) * float(below[1].mean())
    return float(np.clip(joint / (spread[0] * spread[1]), -CLOSEST, CLOSEST))
