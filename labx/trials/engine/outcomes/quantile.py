"""Differences of medians and other quantiles: how long the slowest tenth waits."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.distributions import normal_quantile
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval

FAINTEST, ROUNDING = 1e-9, 1e-12


@dataclass(frozen=True, slots=True)
class QuantileEffect:
    """Difference of a quantile between the arms, in the unit of the outcome.

    `standard_error` is the interval's half width as a normal estimate would have it, for use beside other effects.
    """

    treated: float
    control: float
    estimate: float
    standard_error: float
    interval: Interval
    p_value: float


def quantile_interval(values: ArrayLike, *, share: float, confidence: float) -> tuple[float, Interval]:
    """A quantile of a group with an interval that needs no shape of the distribution.

    Args:
        values: one number a unit, shape `(n_units,)`; missing values are refused.
        share: share of units below the quantile, between 0 and 1 (0.5 is the median, 0.9 the slowest tenth's edge).
        confidence: share of such intervals that hold the true quantile, between 0 and 1.

    Returns:
        The quantile and its interval, in the unit of the values.

    Raises:
        CannotEstimate: too few units for a quantile so far out.
        ValueError: share or confidence lies outside 0 to 1.

    Assumes:
        Independent units. Many equal values (whole days) make the interval wider than it says, never narrower.

    Source:
        Thompson (1936), Annals of Mathematical Statistics 7, pp. 122-128, on order statistics, their ranks made
        continuous through the beta distribution; the quantile is the median-unbiased one of Hyndman and Fan (1996).

    Checked against:
        scipy 1.17 `quantile_test(...).confidence_interval()` (which keeps to whole ranks: ours lies within it, by less
        than one rank) and numpy 2.4 `quantile(method="median_unbiased")`.

    Examples:
        >>> quantile, interval = quantile_interval(range(1, 100), share=0.5, confidence=0.95)
        >>> quantile, round(interval.lower, 2), round(interval.upper, 2)
        (50.0, 40.27, 59.73)
    """
    require_open_share("share", share)
    require_open_share("confidence", confidence)
    ordered = np.sort(vector("values", values))
    lower, upper = _ends(ordered, share, 1 - confidence)
    return float(np.quantile(ordered, share, method="median_unbiased")), Interval(lower, upper, confidence)


def difference_of_quantiles(
    treated: ArrayLike, control: ArrayLike, *, share: float, confidence: float
) -> QuantileEffect:
    """Difference of a quantile between the tried arm and the comparison arm.

    Args:
        treated: outcomes of the tried arm, shape `(n_treated,)`; missing values are refused.
        control: outcomes of the comparison arm, shape `(n_control,)`.
        share: share of units below the quantile, between 0 and 1.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Difference in the unit of the outcome, interval, and the p-value at which the interval touches 0.

    Raises:
        CannotEstimate: too few units in an arm for a quantile so far out, or all outcomes around it are equal.
        ValueError: share or confidence lies outside 0 to 1.

    Assumes:
        Independent units, assigned one by one. It compares two groups' quantiles: nobody's own change. With fewer than
        some 500 units an arm the interval is a little too wide (it holds the truth 96 to 97 times in 100 for 95).

    Source:
        The two arms' intervals (`quantile_interval`) put together by squares and sums after Zou and Donner (2008),
        Statistics in Medicine 27, pp. 1693-1702.

    Checked against:
        scipy 1.17 `bootstrap` on large samples; coverage by simulation in the tests.

    Examples:
        >>> effect = difference_of_quantiles(range(11, 110), range(1, 100), share=0.5, confidence=0.95)
        >>> effect.estimate, round(effect.interval.lower, 2), round(effect.interval.upper, 2)
        (10.0, -3.76, 23.76)
    """
    require_open_share("share", share)
    require_open_share("confidence", confidence)
    arms = [np.sort(vector(name, values)) for name, values in (("treated", treated), ("control", control))]
    middle = [float(np.quantile(arm, share, method="median_unbiased")) for arm in arms]
    estimate = middle[0] - middle[1]

    def interval(level: float) -> tuple[float, float]:
        (low, high), (control_low, control_high) = (_ends(arm, share, level) for arm in arms)
        below = math.hypot(middle[0] - low, control_high - middle[1])
        above = math.hypot(high - middle[0], middle[1] - control_low)
        return estimate - below, estimate + above

    lower, upper = interval(1 - confidence)
    if lower == upper:
        raise CannotEstimate(
            "The uncertainty of this difference cannot be estimated.",
            "Around the quantile all outcomes of an arm are equal, so the data do not show how much it could vary.",
            "Compare the shares below a limit instead.",
        )
    return QuantileEffect(
        treated=middle[0],
        control=middle[1],
        estimate=estimate,
        standard_error=(upper - lower) / 2 / normal_quantile((1 + confidence) / 2),
        interval=Interval(lower, upper, confidence),
        p_value=_p_value(interval, max(_faintest_level(len(arm), share) for arm in arms)),
    )


def _p_value(reach: Callable[[float], tuple[float, float]], least: float) -> float:
    """Level at which the interval touches 0, searched on the scale of logarithms; no fainter one can be told."""

    def distance(logarithm: float) -> float:
        lower, upper = reach(math.exp(logarithm))
        return min(upper, -lower)

    faintest, surest = math.log(least), math.log(1 - FAINTEST)
    if distance(surest) >= 0:
        return 1.0
    if distance(faintest) <= 0:
        return least
    return math.exp(float(brentq(distance, faintest, surest, xtol=1e-10)))


def _ends(ordered: FloatArray, share: float, level: float) -> tuple[float, float]:
    """Order statistics between which the quantile lies but for this level, at ranks between whole ones."""
    count = len(ordered)

    if level < _faintest_level(count, share) * (1 - ROUNDING):
        raise CannotEstimate(
            "No interval can be given for this quantile.",
            "{count} units are too few for one so far out.",
            "Wait for more units, or choose a quantile nearer to the middle.",
            count=count,
        )
    lower, upper = (
        float(brentq(lambda rank, chance=chance: _chance_below(rank, count, share) - chance, 1, count, xtol=1e-10))
        for chance in (1 - level / 2, level / 2)
    )
    ranks = np.arange(1, count + 1)
    return float(np.interp(lower, ranks, ordered)), float(np.interp(upper, ranks, ordered))


def _chance_below(rank: float, count: int, share: float) -> float:
    """Chance that the value at this rank lies below the quantile."""
    return float(special.betainc(rank, count + 1 - rank, share))


def _faintest_level(count: int, share: float) -> float:
    """Level below which even the smallest and the largest value leave the quantile out; a rounding above it."""
    beyond = max(1 - _chance_below(1, count, share), _chance_below(count, count, share))
    return max(FAINTEST, 2 * beyond * (1 + FAINTEST))
