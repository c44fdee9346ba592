"""Comparison of the means of two arms, absolute and relative."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.optimize import brentq

from labx.stats.checks import require_open_share
from labx.stats.distributions import t_quantile
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.stats.moments import Moments
from labx.trials.engine.effect import Effect

# Below this relative distance from its own margin a control mean counts as reaching 0: rounding would decide.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class RelativeEffect:
    """Difference between the arms as a share of the comparison arm's mean (0.04 is 4 % more)."""

    estimate: float
    interval: Interval


def difference_in_means(treated: Moments, control: Moments, *, confidence: float) -> Effect:
    """Difference between the mean of the tried arm and the mean of the comparison arm, variances allowed to differ.

    This is the intention-to-treat effect when the arms are those that people were assigned to.

    Args:
        treated: moments of the outcome in the tried arm, 2 or more units.
        control: moments of the outcome in the comparison arm, 2 or more units.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome: treated minus control, Welch's standard error, Satterthwaite's degrees of
        freedom, interval and two-sided p-value.

    Raises:
        CannotEstimate: an arm has fewer than two units, or neither arm varies.

    Assumes:
        Units are independent, assigned one by one, and measured once. Not for people in clusters (schools, offices),
        where it is far too sure. With very skewed outcomes each arm needs some hundred units.

    Source:
        Welch (1938), The significance of the difference between two means when the population variances are unequal,
        Biometrika 29, pp. 350-362; Satterthwaite (1946), Biometrics Bulletin 2(6), pp. 110-114.

    Checked against:
        scipy 1.17 `ttest_ind(equal_var=False)`; tea-tasting 1.14 `Mean(use_t=True, equal_var=False)`;
        tests/references/nsw_statsmodels.json (1,794.34, standard error 671.00).

    Examples:
        >>> effect = difference_in_means(Moments.of([4, 5, 6]), Moments.of([1, 2, 3]), confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4), round(effect.p_value, 4)
        (3.0, 0.8165, 0.0213)
    """
    squared_error = treated.squared_standard_error + control.squared_standard_error
    return Effect.of(
        estimate=treated.mean - control.mean,
        standard_error=math.sqrt(squared_error),
        degrees_of_freedom=_welch_degrees_of_freedom(treated, control, ratio=1.0),
        confidence=confidence,
    )


def relative_difference(treated: Moments, control: Moments, *, confidence: float) -> RelativeEffect:
    """Difference between the arms as a share of the comparison arm's mean, with Fieller's interval.

    The interval holds every ratio of the two true means that Welch's test would not reject, so it leaves out 0 exactly
    when the interval of `difference_in_means` does. It is not symmetric about the estimate; the delta method, which is,
    misses too often when the comparison mean is uncertain.

    Args:
        treated: moments of the outcome in the tried arm, 2 or more units.
        control: moments of the outcome in the comparison arm, 2 or more units, with a mean clearly above 0.
        confidence: share of such intervals that hold the true relative difference, between 0 and 1.

    Returns:
        Relative effect as a share: -0.25 is a quarter less than in the comparison arm.

    Raises:
        CannotEstimate: the comparison mean cannot be told from 0 or is negative (a share of it would mean nothing), an
            arm has fewer than two units, or neither arm varies.

    Assumes:
        As `difference_in_means`, and an outcome whose zero means "none" (money, counts, time), not a temperature or a
        scale score.

    Source:
        Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical Society B 16(2),
        pp. 175-185; Satterthwaite's degrees of freedom at each ratio after Tamhane and Logan (2004), Biometrics 60.

    Checked against:
        scipy 1.17: at both limits `ttest_ind_from_stats(equal_var=False)` of the treated arm against the control arm
        multiplied by the limit has the p-value 1 - confidence.

    Examples:
        >>> effect = relative_difference(Moments.of([14, 15, 16]), Moments.of([9, 10, 11]), confidence=0.95)
        >>> effect.estimate, round(effect.interval.lower, 3), round(effect.interval.upper, 3)
        (0.5, 0.24, 0.89)
    """
    require_open_share("confidence", confidence)
    if treated.squared_standard_error + control.squared_standard_error == 0:
        # The same refusal as for the absolute difference.
        difference_in_means(treated, control, confidence=confidence)
    margin = t_quantile((1 + confidence) / 2, control.count - 1) * control.standard_error
    if control.mean <= margin * (1 + ROUNDING):
        raise CannotEstimate(
            "The difference cannot be given as a share of the comparison arm.",
            "The mean of the comparison arm cannot be told from 0, or lies below it.",
            "Report the difference in the unit of the outcome.",
        )
    ratio = treated.mean / control.mean

    def excess(candidate: float) -> float:
        """Distance from what the data say, less what chance allows; 0 at a limit."""
        error = math.sqrt(treated.squared_standard_error + candidate**2 * control.squared_standard_error)
        degrees_of_freedom = _welch_degrees_of_freedom(treated, control, ratio=candidate)
        return (
            abs(treated.mean - candidate * control.mean) - t_quantile((1 + confidence) / 2, degrees_of_freedom) * error
        )

    step = -excess(ratio) / control.mean
    lower, upper = (_limit(excess, ratio, direction * step) for direction in (-1, 1))
    return RelativeEffect(estimate=ratio - 1, interval=Interval(lower - 1, upper - 1, confidence))


def _limit(excess: Callable[[float], float], ratio: float, step: float) -> float:
    while excess(ratio + step) <= 0:
        step *= 2
    return float(brentq(excess, ratio, ratio + step, xtol=1e-300, rtol=1e-14))


def _welch_degrees_of_freedom(treated: Moments, control: Moments, *, ratio: float) -> float:
    """Satterthwaite's degrees of freedom for the mean of `treated` less `ratio` times the mean of `control`."""
    treated_part = treated.squared_standard_error
    control_part = ratio**2 * control.squared_standard_error
    if treated_part + control_part == 0:
        return float(treated.count + control.count - 2)
    share = treated_part / (treated_part + control_part)
    return 1 / (share**2 / (treated.count - 1) + (1 - share) ** 2 / (control.count - 1))
