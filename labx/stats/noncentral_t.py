"""Tails of the noncentral t distribution, on which the power of a comparison of means rests."""

import math

import numpy as np
from scipy import special

from labx.stats.checks import FloatArray

# Beyond 9 standard deviations the normal density adds nothing that a double could hold.
NORMAL_REACH = 9.0
TAIL = 1e-18
FEW_DEGREES_OF_FREEDOM = 10
NODES, WEIGHTS = np.polynomial.legendre.leggauss(200)


def noncentral_t_share_outside(critical: float, degrees_of_freedom: float, noncentrality: float) -> float:
    """Share of the noncentral t distribution below -critical or above critical.

    Integrated by Gauss and Legendre's rule, because scipy 1.17's series answers NaN at usual arguments (for example
    1,000 degrees of freedom and noncentrality 20).

    Args:
        critical: bound, above 0.
        degrees_of_freedom: above 0.
        noncentrality: 0 or more.

    Returns:
        Share between 0 and 1, right to 1e-11.

    Assumes:
        T = (Z + noncentrality) / S with Z standard normal and S² an independent chi-square over its degrees of freedom.
        With few degrees of freedom the normal part is integrated, with many the spread: each is the wider of the two.

    Source:
        Johnson, Kotz and Balakrishnan (1995), Continuous Univariate Distributions, volume 2, chapter 31.

    Checked against:
        scipy 1.17 `nct.sf` and `nct.cdf` where they answer; statsmodels 0.15 through
        tests/references/power_statsmodels.json.

    Examples:
        >>> round(noncentral_t_share_outside(1.979, 126, 2.8284), 3)
        0.801
    """
    if degrees_of_freedom < FEW_DEGREES_OF_FREEDOM:
        share = _over_normal(critical, degrees_of_freedom, noncentrality)
    else:
        share = _over_spread(critical, degrees_of_freedom, noncentrality)
    return min(1.0, share)


def _over_normal(critical: float, degrees_of_freedom: float, noncentrality: float) -> float:
    """Integrate over Z the chance that the spread is small enough; it is 0, with an edge, where Z = -noncentrality."""

    def part(lower: float, upper: float) -> float:
        z, weights = _nodes(lower, upper)
        density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        is_small = special.chdtr(degrees_of_freedom, degrees_of_freedom * ((z + noncentrality) / critical) ** 2)
        return float(weights @ (density * is_small))

    edge = max(-noncentrality, -NORMAL_REACH)
    return part(-NORMAL_REACH, edge) + part(edge, NORMAL_REACH)


def _over_spread(critical: float, degrees_of_freedom: float, noncentrality: float) -> float:
    """Integrate over S the chance that Z lies outside critical times S."""
    half = degrees_of_freedom / 2
    lower = math.sqrt(special.gammaincinv(half, TAIL) / half)
    upper = math.sqrt(special.gammainccinv(half, TAIL) / half)
    spread, weights = _nodes(lower, upper)
    # Relative to the density at 1 and normalised, so that no large logarithms cancel.
    weights = weights * np.exp((degrees_of_freedom - 1) * np.log(spread) - half * (spread * spread - 1))
    outside = special.ndtr(noncentrality - critical * spread) + special.ndtr(-noncentrality - critical * spread)
    return float(weights @ outside / weights.sum())


def _nodes(lower: float, upper: float) -> tuple[FloatArray, FloatArray]:
    half = (upper - lower) / 2
    return half * NODES + (lower + upper) / 2, half * WEIGHTS
