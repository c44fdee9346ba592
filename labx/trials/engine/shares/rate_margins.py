"""Rates against a margin, and their difference with a standard error."""

import math

from labx.stats.checks import require_open_share, require_positive
from labx.stats.distributions import normal_share_below
from labx.trials.engine.effect import Effect
from labx.trials.engine.margins import MarginTest
from labx.trials.engine.reading import Better
from labx.trials.engine.shares.rates import Events, rate_score


def steady_difference(treated: Events, control: Events, *, confidence: float) -> Effect:
    """Difference of two rates with its standard error, for what needs one: looks, differences between subgroups.

    Args:
        treated: events and exposure of the tried arm.
        control: events and exposure of the comparison arm, in the same unit of exposure.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Events more for one unit of exposure, standard error, interval and two-sided p-value by the normal distribution.

    Raises:
        CannotEstimate: there was no event in either arm.

    Assumes:
        As `rate_difference`, and some 10 events in each arm; with fewer the score interval is the better one.

    Source:
        Rothman, Greenland and Lash (2008), Modern Epidemiology, 3rd edition, p. 245.

    Checked against:
        statsmodels 0.15 `confint_poisson_2indep(method="wald", compare="diff")`, in the tests.

    Examples:
        >>> effect = steady_difference(Events(60, 100), Events(40, 100), confidence=0.95)
        >>> round(effect.estimate, 3), round(effect.standard_error, 3)
        (0.2, 0.1)
    """
    variance = treated.events / treated.exposure**2 + control.events / control.exposure**2
    return Effect.of(
        estimate=treated.rate - control.rate,
        standard_error=math.sqrt(variance),
        degrees_of_freedom=math.inf,
        confidence=confidence,
    )


def rate_non_inferiority(
    treated: Events, control: Events, *, margin: float, better: Better, level: float
) -> MarginTest:
    """Whether the tried arm's rate is shown to be not worse by the margin or more, by a score test.

    Args:
        treated: events and exposure of the tried arm.
        control: the same in the comparison arm.
        margin: smallest loss that would matter, above 0, in events for one unit of exposure.
        better: "higher" when more events are better, "lower" when fewer are.
        level: chance of claiming it when the loss is as large as the margin, between 0 and 1 (0.025 is customary).

    Returns:
        The one-sided p-value; shown when it is at most the level.

    Raises:
        ValueError: the margin is not above 0, or the level no share.

    Assumes:
        As `rate_difference`; and a margin fixed before the data were seen.

    Source:
        Farrington and Manning (1990), Statistics in Medicine 9, pp. 1447-1454, for rates as in Miettinen and Nurminen
        (1985).

    Checked against:
        statsmodels 0.15 `test_poisson_2indep(method="score", compare="diff", value=...)`, in the tests.

    Examples:
        >>> falls = Events(50, 1000), Events(52, 1000)
        >>> rate_non_inferiority(*falls, margin=0.03, better="lower", level=0.025).is_shown
        True
    """
    return _tested(margin, level, _p_of_loss(treated, control, margin, better))


def rate_equivalence(treated: Events, control: Events, *, margin: float, level: float) -> MarginTest:
    """Whether two rates are shown to differ by less than a margin, by two one-sided score tests.

    Args:
        treated: events and exposure of the tried arm.
        control: the same in the comparison arm.
        margin: largest difference that does not matter, above 0, in events for one unit of exposure.
        level: chance of claiming equivalence when the difference is as large as the margin, between 0 and 1.

    Returns:
        The larger of both one-sided p-values; shown when it is at most the level.

    Raises:
        ValueError: the margin is not above 0, or the level no share.

    Assumes:
        As `rate_non_inferiority`.

    Source:
        As `rate_non_inferiority`; Schuirmann (1987) for the two tests.

    Checked against:
        statsmodels 0.15 `tost_poisson_2indep(method="score", method_var="score")`'s two tests, in the tests.

    Examples:
        >>> rate_equivalence(Events(50, 1000), Events(52, 1000), margin=0.03, level=0.05).is_shown
        True
    """
    both = (_p_of_loss(treated, control, margin, "lower"), _p_of_loss(treated, control, margin, "higher"))
    return _tested(margin, level, max(both))


def _p_of_loss(treated: Events, control: Events, margin: float, better: Better) -> float:
    require_positive("margin", margin)
    if better == "higher":
        return normal_share_below(-rate_score(treated, control, -margin))
    return normal_share_below(rate_score(treated, control, margin))


def _tested(margin: float, level: float, p_value: float) -> MarginTest:
    require_open_share("level", level)
    return MarginTest(margin, p_value, is_shown=p_value <= level)
