"""Differences of medians and other quantiles: how long the slowest tenth waits."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval

# Half the level that no p-value of an arm lies below, and the deviations at which arms are compared for width.
FAINTEST, YARDSTICK = 1e-12, 1.96
ROUNDING = 1e-9


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
    far = normal_quantile((1 + confidence) / 2)
    _require_units(ordered, share, far)
    interval = Interval(_at(ordered, share, -far), _at(ordered, share, far), confidence)
    return float(np.quantile(ordered, share, method="median_unbiased")), interval


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
        Independent units, assigned one by one. It compares two groups' quantiles: nobody's own change. From 50 units
        an arm on, 95 % held the truth in 94 to 96 of 100 draws for medians and quarters, normal or log-normal, alike
        or unlike arms; for the slowest tenth from 100 on. Many equal values (whole days) make it wider than it says.

    Source:
        The arms' own limits (`quantile_interval`) put together after Zou and Donner (2008), Statistics in Medicine 27,
        pp. 1693-1702, but read where the limit of the difference is most likely reached: each arm as far out as its
        part of the uncertainty says, so that limits which no longer overlap differ by just the level (Goldstein and
        Healy, 1995, Journal of the Royal Statistical Society A 158, pp. 175-177). Read further out, at each arm's own
        limit, 95 % held 96 to 97 of 100.

    Checked against:
        scipy 1.17 `bootstrap` on large samples; coverage by simulation in the tests.

    Examples:
        >>> effect = difference_of_quantiles(range(11, 110), range(1, 100), share=0.5, confidence=0.95)
        >>> effect.estimate, round(effect.interval.lower, 2), round(effect.interval.upper, 2)
        (10.0, -3.78, 23.78)
    """
    return difference_of_related_quantiles(treated, control, share=share, correlation=0.0, confidence=confidence)


def difference_of_related_quantiles(
    treated: ArrayLike, control: ArrayLike, *, share: float, correlation: float, confidence: float
) -> QuantileEffect:
    """Difference of a quantile between two arms whose quantiles rise and fall together, as in matched pairs.

    Args:
        treated: as for `difference_of_quantiles`.
        control: as for `difference_of_quantiles`.
        share: as for `difference_of_quantiles`.
        correlation: of the two quantiles' errors, above -1 and below 1; 0 for independent arms.
        confidence: as for `difference_of_quantiles`.

    Returns:
        As `difference_of_quantiles`; the more the arms have in common, the narrower.

    Raises:
        CannotEstimate: as `difference_of_quantiles`.
        ValueError: share or confidence lies outside 0 to 1, or correlation is not between -1 and 1.

    Assumes:
        As `difference_of_quantiles`, but for independence of the arms.

    Source:
        As `difference_of_quantiles`, with the covariance of Zou (2009), Computational Statistics and Data Analysis
        53(4), pp. 1080-1085.

    Checked against:
        `difference_of_quantiles` for a correlation of 0; coverage by simulation in the tests.

    Examples:
        >>> effect = difference_of_related_quantiles(range(11, 110), range(1, 100), share=0.5, correlation=0.8,
        ...                                          confidence=0.95)
        >>> effect.estimate, round(effect.interval.lower, 2), round(effect.interval.upper, 2)
        (10.0, 3.83, 16.17)
    """
    require_open_share("share", share)
    require_open_share("confidence", confidence)
    if not -1 < correlation < 1:
        raise ValueError(f"correlation is {correlation}; it must lie strictly between -1 and 1.")
    arms = [np.sort(vector(name, values)) for name, values in (("treated", treated), ("control", control))]
    middle = [float(np.quantile(arm, share, method="median_unbiased")) for arm in arms]
    far = normal_quantile((1 + confidence) / 2)
    for arm in arms:
        _require_units(arm, share, far)
    parts = _parts(arms, share, correlation)

    def interval(far: float) -> tuple[float, float]:
        (low, high), (control_low, control_high) = (
            [_at(arm, share, way * part * far) for way in (-1, 1)] for arm, part in zip(arms, parts, strict=True)
        )
        return low - control_high, high - control_low

    lower, upper = interval(far)
    if lower == upper:
        raise CannotEstimate(
            "The uncertainty of this difference cannot be estimated.",
            "Around the quantile all outcomes of an arm are equal, so the data do not show how much it could vary.",
            "Compare the shares below a limit instead.",
        )
    reaches = [_farthest(len(arm), share) / part for arm, part in zip(arms, parts, strict=True) if part > 0]
    return QuantileEffect(
        treated=middle[0],
        control=middle[1],
        estimate=middle[0] - middle[1],
        standard_error=(upper - lower) / 2 / far,
        interval=Interval(lower, upper, confidence),
        p_value=_p_value(interval, min(reaches)),
    )


def _parts(arms: Sequence[FloatArray], share: float, correlation: float) -> tuple[float, float]:
    """How far out to read each arm when both together lie one deviation out: in proportion to their own widths."""
    widths = []
    for arm in arms:
        far = min(YARDSTICK, _farthest(len(arm), share))
        widths.append(_at(arm, share, far) - _at(arm, share, -far))
    whole = math.hypot(*widths)
    if whole == 0:
        return 1.0, 1.0
    parts = widths[0] / whole, widths[1] / whole
    # What both have in common leaves less to read out; without it this is 1.
    left = math.sqrt(1 - 2 * correlation * parts[0] * parts[1])
    return parts[0] * left, parts[1] * left


def _p_value(interval: Callable[[float], tuple[float, float]], farthest: float) -> float:
    """Level at which the interval touches 0; no fainter one can be told than at the farthest."""

    def distance(far: float) -> float:
        lower, upper = interval(far)
        return min(upper, -lower)

    if distance(0.0) >= 0:
        return 1.0
    if distance(farthest) <= 0:
        return 2 * normal_share_below(-farthest)
    return 2 * normal_share_below(-float(brentq(distance, 0.0, farthest, xtol=1e-12)))


def _at(ordered: FloatArray, share: float, far: float) -> float:
    """The value so many standard normal deviations above the quantile, between two order statistics."""
    count = len(ordered)
    chance = min(max(normal_share_below(-far), _chance_below(count, count, share)), _chance_below(1, count, share))
    rank = float(brentq(lambda rank: _chance_below(rank, count, share) - chance, 1, count, xtol=1e-10))
    return float(np.interp(rank, np.arange(1, count + 1), ordered))


def _require_units(ordered: FloatArray, share: float, far: float) -> None:
    if far > _farthest(len(ordered), share) * (1 + ROUNDING):
        raise CannotEstimate(
            "No interval can be given for this quantile.",
            "{count} units are too few for one so far out.",
            "Wait for more units, or choose a quantile nearer to the middle.",
            count=len(ordered),
        )


def _chance_below(rank: float, count: int, share: float) -> float:
    """Chance that the value at this rank lies below the quantile."""
    return float(special.betainc(rank, count + 1 - rank, share))


def _farthest(count: int, share: float) -> float:
    """Deviations beyond which even the smallest and the largest value leave the quantile out."""
    beyond = max(1 - _chance_below(1, count, share), _chance_below(count, count, share), FAINTEST)
    return -normal_quantile(min(beyond, 0.5))
