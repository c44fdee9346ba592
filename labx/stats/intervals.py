"""Intervals for a mean, a share and a difference of two shares."""

import math

from labx.stats.checks import require_open_share, require_whole
from labx.stats.distributions import normal_quantile, t_quantile
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.stats.moments import Moments


def mean_interval(moments: Moments, *, confidence: float) -> Interval:
    """Interval for the mean of the population that the values were drawn from.

    Args:
        moments: moments of the values, of 2 or more units.
        confidence: share of such intervals that hold the true mean, between 0 and 1 (0.95 for 95 %).

    Returns:
        The interval, in the unit of the values.

    Raises:
        CannotEstimate: one unit only, or all values equal.

    Assumes:
        Independent units, and a mean that is nearly normal: values of any shape from some 30 units on, fewer only when
        the values themselves are near normal. Not for shares near 0 or 1: use `share_interval`. Not for units in
        clusters.

    Source:
        Student (1908), The probable error of a mean, Biometrika 6(1), pp. 1-25.

    Checked against:
        scipy 1.17 `scipy.stats.ttest_1samp(...).confidence_interval()`; tests/references/intervals_scipy.json.

    Examples:
        >>> interval = mean_interval(Moments.of([1, 2, 3]), confidence=0.95)
        >>> round(interval.lower, 4), round(interval.upper, 4)
        (-0.4841, 4.4841)
    """
    require_open_share("confidence", confidence)
    if moments.is_constant and moments.count > 1:
        raise CannotEstimate(
            "No interval can be given for this mean.",
            "All {count} values are equal, so the data do not show how much it could vary.",
            "Report the common value and the count, without an interval.",
            count=moments.count,
        )
    margin = t_quantile((1 + confidence) / 2, moments.count - 1) * moments.standard_error
    return Interval(moments.mean - margin, moments.mean + margin, confidence)


def share_interval(successes: int, trials: int, *, confidence: float) -> Interval:
    """Wilson's interval for a share, such as the share of people who finish a form.

    Args:
        successes: people who did it; 0 to `trials`.
        trials: people who could have; 1 or more.
        confidence: share of such intervals that hold the true share, between 0 and 1.

    Returns:
        The interval, as shares between 0 and 1. It has a width above 0 also at 0 % and at 100 %.

    Raises:
        CannotEstimate: nobody could have done it.
        ValueError: the counts are not whole, or there are more successes than trials.

    Assumes:
        Independent people, each counted once. Coverage is `confidence` on average over true shares; for one share it
        may lie a few points below.

    Source:
        Wilson (1927), Journal of the American Statistical Association 22(158), pp. 209-212; recommended by Brown, Cai
        and DasGupta (2001), Statistical Science 16(2), pp. 101-133, for 40 units or fewer.

    Checked against:
        statsmodels 0.15 `proportion_confint(method="wilson")`; Newcombe (1998), Statistics in Medicine 17,
        pp. 857-872, table I (81 of 263: 0.2553 to 0.3662).

    Examples:
        >>> interval = share_interval(81, 263, confidence=0.95)
        >>> round(interval.lower, 4), round(interval.upper, 4)
        (0.2553, 0.3662)
    """
    require_share_counts(successes, trials)
    require_open_share("confidence", confidence)
    z = normal_quantile((1 + confidence) / 2)
    failures = trials - successes
    centre = (successes + z * z / 2) / (trials + z * z)
    margin = z / (trials + z * z) * math.sqrt(successes * failures / trials + z * z / 4)
    # At the ends the formula gives 0 and 1 exactly; only rounding would put them beside it.
    lower = 0.0 if successes == 0 else centre - margin
    upper = 1.0 if failures == 0 else centre + margin
    return Interval(lower, upper, confidence)


def share_difference_interval(
    successes: int, trials: int, control_successes: int, control_trials: int, *, confidence: float
) -> Interval:
    """Newcombe's interval for the difference of two shares: tried arm minus comparison arm.

    Args:
        successes: people in the tried arm who did it.
        trials: people in the tried arm; 1 or more.
        control_successes: people in the comparison arm who did it.
        control_trials: people in the comparison arm; 1 or more.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        The interval, as a difference of shares between -1 and 1 (0.04 is 4 people in 100).

    Raises:
        CannotEstimate: an arm has nobody in it.
        ValueError: the counts are not whole, or there are more successes than trials.

    Assumes:
        Two independent groups of independent people. Not for the same people asked twice, nor for clusters.

    Source:
        Newcombe (1998), Interval estimation for the difference between independent proportions, Statistics in Medicine
        17, pp. 873-890, method 10.

    Checked against:
        statsmodels 0.15 `confint_proportions_2indep(method="newcomb")`; Newcombe (1998), table II (56 of 70 against 48
        of 80: 0.0524 to 0.3339).

    Examples:
        >>> interval = share_difference_interval(56, 70, 48, 80, confidence=0.95)
        >>> round(interval.lower, 4), round(interval.upper, 4)
        (0.0524, 0.3339)
    """
    tried = share_interval(successes, trials, confidence=confidence)
    control = share_interval(control_successes, control_trials, confidence=confidence)
    share, control_share = successes / trials, control_successes / control_trials
    difference = share - control_share
    below = math.hypot(share - tried.lower, control.upper - control_share)
    above = math.hypot(tried.upper - share, control_share - control.lower)
    return Interval(difference - below, difference + above, confidence)


def require_share_counts(successes: int, trials: int) -> None:
    """Refuse counts that are not whole, more successes than trials, and an empty group."""
    require_whole("trials", trials, least=0)
    require_whole("successes", successes, least=0)
    if trials == 0:
        raise CannotEstimate(
            "The share cannot be estimated.",
            "Nobody is in this group.",
            "Wait for the first people, or check the filter that defines the group.",
        )
    if successes > trials:
        raise ValueError(f"There are {successes} successes among {trials} trials. Count each person once.")
