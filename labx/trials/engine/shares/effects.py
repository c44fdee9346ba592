"""Difference, ratio and odds ratio of two shares, with score intervals that hold for rare events too."""

import math
from collections.abc import Callable

from scipy.optimize import brentq

from labx.stats.checks import require_open_share
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.shares.counts import Counts, TestedEffect
from labx.trials.engine.shares.score import difference_score, odds_score, ratio_score

Score = Callable[[Counts, Counts, float], float]
CLOSE = {"xtol": 1e-16, "rtol": 1e-13}


def share_difference(treated: Counts, control: Counts, *, confidence: float) -> TestedEffect:
    """Difference between the share of the tried arm and that of the comparison arm, by Miettinen and Nurminen.

    Args:
        treated: people of the tried arm who did it, among all its people.
        control: the same in the comparison arm.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Difference of shares between -1 and 1 (0.04 is 4 people in 100), score interval, two-sided p-value. Both arms
        at 0, or both at all, still have an interval around 0.

    Raises:
        ValueError: confidence is no share between 0 and 1.

    Assumes:
        Independent people, assigned one by one, each counted once. Not for clusters.

    Source:
        Miettinen and Nurminen (1985), Comparative analysis of two rates, Statistics in Medicine 4, pp. 213-226;
        preferred by Newcombe (1998), Statistics in Medicine 17, pp. 873-890, together with his own method 10.

    Checked against:
        Newcombe (1998), table II, method 6 (56 of 70 against 48 of 80: 0.0528 to 0.3382); the p-value with statsmodels
        0.15 `test_proportions_2indep(method="score")`. The interval of statsmodels 0.15 for the difference leaves the
        table (0.0526 to 0.3440) and was not followed; those for the ratios agree.

    Examples:
        >>> effect = share_difference(Counts(56, 70), Counts(48, 80), confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.interval.lower, 4), round(effect.interval.upper, 4)
        (0.2, 0.0528, 0.3382)
    """
    critical = _critical(confidence)
    estimate = treated.share - control.share

    def excess(candidate: float) -> float:
        return abs(difference_score(treated, control, candidate)) - critical

    lower = -1.0 if excess(-1.0) <= 0 else float(brentq(_finite(excess), -1.0, estimate, **CLOSE))
    upper = 1.0 if excess(1.0) <= 0 else float(brentq(_finite(excess), estimate, 1.0, **CLOSE))
    return TestedEffect(estimate, Interval(lower, upper, confidence), equality_p(treated, control))


def risk_ratio(treated: Counts, control: Counts, *, confidence: float) -> TestedEffect:
    """Share of the tried arm divided by the share of the comparison arm, by Miettinen and Nurminen.

    Args:
        treated: people of the tried arm who did it, among all its people.
        control: the same in the comparison arm, 1 or more who did it.
        confidence: share of such intervals that hold the true ratio, between 0 and 1.

    Returns:
        Ratio (1 is no effect, 0.9 is a tenth fewer), score interval, two-sided p-value of no effect.

    Raises:
        CannotEstimate: nobody in the comparison arm did it.
        ValueError: confidence is no share between 0 and 1.

    Assumes:
        As `share_difference`. A ratio of small shares sounds large: print the difference beside it.

    Source:
        Miettinen and Nurminen (1985), Statistics in Medicine 4, pp. 213-226.

    Checked against:
        statsmodels 0.15 `confint_proportions_2indep(method="score", compare="ratio")`, in the tests.

    Examples:
        >>> effect = risk_ratio(Counts(56, 70), Counts(48, 80), confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.interval.lower, 4), round(effect.interval.upper, 4)
        (1.3333, 1.079, 1.6721)
    """
    if control.successes == 0:
        raise CannotEstimate(
            "The ratio of the two shares cannot be estimated.",
            "In the comparison arm it never happened, so nothing can be divided by it.",
            "Report the difference of the shares.",
        )
    interval = _interval_of_ratio(treated, control, ratio_score, treated.share / control.share, confidence)
    return TestedEffect(treated.share / control.share, interval, equality_p(treated, control))


def odds_ratio(treated: Counts, control: Counts, *, confidence: float) -> TestedEffect:
    """Odds of the tried arm divided by the odds of the comparison arm, by Miettinen and Nurminen.

    Args:
        treated: people of the tried arm who did it, among all its people; not all of them.
        control: the same in the comparison arm; some, and not all of them.
        confidence: share of such intervals that hold the true ratio, between 0 and 1.

    Returns:
        Odds ratio (1 is no effect), score interval, two-sided p-value of no effect.

    Raises:
        CannotEstimate: the odds of an arm are infinite, or those of the comparison arm 0.
        ValueError: confidence is no share between 0 and 1.

    Assumes:
        As `share_difference`. It is further from 1 than the ratio of shares and is easily misread as one: meant for
        analysts and for comparison with logistic regressions.

    Source:
        Miettinen and Nurminen (1985), Statistics in Medicine 4, pp. 213-226.

    Checked against:
        statsmodels 0.15 `confint_proportions_2indep(method="score", compare="odds-ratio")`, in the tests.

    Examples:
        >>> effect = odds_ratio(Counts(56, 70), Counts(48, 80), confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.interval.lower, 4), round(effect.interval.upper, 4)
        (2.6667, 1.2816, 5.5402)
    """
    if treated.successes == treated.trials or control.successes in (0, control.trials):
        raise CannotEstimate(
            "The ratio of the two odds cannot be estimated.",
            "In one arm it happened to nobody or to everybody, so its odds are 0 or infinite.",
            "Report the difference of the shares.",
        )
    odds, control_odds = (arm.successes / (arm.trials - arm.successes) for arm in (treated, control))
    interval = _interval_of_ratio(treated, control, odds_score, odds / control_odds, confidence)
    return TestedEffect(odds / control_odds, interval, equality_p(treated, control))


def equality_p(treated: Counts, control: Counts) -> float:
    """Return the two-sided p-value of equal shares; 1 where both arms are at 0 or both at all."""
    return 2 * normal_share_below(-abs(difference_score(treated, control, 0.0)))


def _critical(confidence: float) -> float:
    require_open_share("confidence", confidence)
    return normal_quantile((1 + confidence) / 2)


def _finite(excess: Callable[[float], float]) -> Callable[[float], float]:
    # The search wants numbers; beyond the last possible share the distance is infinite.
    return lambda candidate: min(excess(candidate), 1e9)


def _interval_of_ratio(treated: Counts, control: Counts, score: Score, estimate: float, confidence: float) -> Interval:
    """Ends where the score reaches the critical value, searched on the scale of logarithms."""
    critical = _critical(confidence)

    def excess(logarithm: float) -> float:
        return abs(score(treated, control, math.exp(logarithm))) - critical

    start = math.log(estimate) if estimate > 0 else 0.0

    def end(step: float) -> float:
        while excess(start + step) <= 0:
            step *= 2
        return math.exp(float(brentq(excess, start, start + step, **CLOSE)))

    if estimate == 0:
        # From far below any ratio upwards: there is no lower end but 0.
        while excess(start) > 0:
            start -= 1
        return Interval(0.0, end(1.0), confidence)
    return Interval(end(-0.5), end(0.5), confidence)
