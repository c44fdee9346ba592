"""Events for each unit of time or use: difference and ratio of two rates."""

import math
from dataclasses import dataclass

from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import require_open_share, require_positive, require_whole
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.stats.intervals import share_interval
from labx.trials.engine.shares.counts import TestedEffect


@dataclass(frozen=True, slots=True)
class Events:
    """Events of one arm and what they were counted over: person-days, visits, applications; above 0."""

    events: int
    exposure: float

    def __post_init__(self) -> None:
        require_whole("events", self.events, least=0)
        require_positive("exposure", self.exposure)

    @property
    def rate(self) -> float:
        return self.events / self.exposure


def rate_difference(treated: Events, control: Events, *, confidence: float) -> TestedEffect:
    """Difference between the rate of events of the tried arm and that of the comparison arm.

    Args:
        treated: events and exposure of the tried arm.
        control: events and exposure of the comparison arm, in the same unit of exposure.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Events more for one unit of exposure, score interval, two-sided p-value.

    Raises:
        CannotEstimate: there was no event in either arm.

    Assumes:
        Events that come independently at a steady rate (Poisson). When the same people bring many events, compare the
        means of events per person instead: this would be too sure.

    Source:
        Miettinen and Nurminen (1985), Comparative analysis of two rates, Statistics in Medicine 4, pp. 213-226.

    Checked against:
        statsmodels 0.15 `confint_poisson_2indep(method="score", compare="diff")`, in the tests.

    Examples:
        >>> effect = rate_difference(Events(60, 51477.5), Events(30, 54308.7), confidence=0.95)
        >>> round(1e5 * effect.estimate, 2), round(1e5 * effect.interval.lower, 2), round(effect.p_value, 5)
        (61.32, 26.58, 0.00063)
    """
    critical = _critical(treated, control, confidence)

    def excess(candidate: float) -> float:
        return abs(rate_score(treated, control, candidate)) - critical

    estimate = treated.rate - control.rate
    # Further than any rate that the critical value allows lies from the observed one.
    far = 3 * (treated.events + control.events + critical**2) / min(treated.exposure, control.exposure)
    lower, upper = (float(brentq(excess, estimate, estimate + step, xtol=1e-300, rtol=1e-13)) for step in (-far, far))
    return TestedEffect(estimate, Interval(lower, upper, confidence), _equality_p(treated, control))


def rate_ratio(treated: Events, control: Events, *, confidence: float) -> TestedEffect:
    """Rate of events of the tried arm divided by the rate of the comparison arm.

    Args:
        treated: events and exposure of the tried arm.
        control: events and exposure of the comparison arm, 1 or more events.
        confidence: share of such intervals that hold the true ratio, between 0 and 1.

    Returns:
        Ratio (1 is no effect), score interval, two-sided p-value of no effect.

    Raises:
        CannotEstimate: the comparison arm had no event.

    Assumes:
        As `rate_difference`. With fewer than some 10 events together use `exact_rate_ratio`.

    Source:
        Given the total, the tried arm's events are binomial, and Wilson's interval for their share becomes one for the
        ratio: Graham, Mengersen and Morton (2003), Statistics in Medicine 22, pp. 2071-2083.

    Checked against:
        statsmodels 0.15 `confint_poisson_2indep(method="score", compare="ratio")`, in the tests.

    Examples:
        >>> effect = rate_ratio(Events(60, 51477.5), Events(30, 54308.7), confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.interval.lower, 4), round(effect.interval.upper, 4)
        (2.11, 1.366, 3.2593)
    """
    _require_divisor(control)
    share = share_interval(treated.events, treated.events + control.events, confidence=confidence)
    return TestedEffect(treated.rate / control.rate, _as_ratio(share, treated, control), _equality_p(treated, control))


def exact_rate_ratio(treated: Events, control: Events, *, confidence: float) -> TestedEffect:
    """Ratio of two rates of very rare events, by the exact conditional test.

    Args:
        treated: events and exposure of the tried arm.
        control: events and exposure of the comparison arm, 1 or more events.
        confidence: share of such intervals that at least hold the true ratio, between 0 and 1.

    Returns:
        Ratio, Clopper and Pearson's interval, two-sided p-value (twice the smaller tail).

    Raises:
        CannotEstimate: the comparison arm had no event.

    Assumes:
        As `rate_difference`. Never misses too often, and with few events is wider than it need be.

    Source:
        Przyborowski and Wilenski (1940), Biometrika 31, pp. 313-323; Clopper and Pearson (1934), Biometrika 26.

    Checked against:
        scipy 1.17 `binomtest(...).proportion_ci(method="exact")` of the tried arm's events among all, in the tests.

    Examples:
        >>> effect = exact_rate_ratio(Events(8, 100), Events(2, 100), confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.interval.lower, 4), round(effect.p_value, 4)
        (4.0, 0.7983, 0.1094)
    """
    _require_divisor(control)
    require_open_share("confidence", confidence)
    events, total, tail = treated.events, treated.events + control.events, (1 - confidence) / 2
    lower = 0.0 if events == 0 else float(special.betaincinv(events, total - events + 1, tail))
    upper = float(special.betaincinv(events + 1, total - events, 1 - tail))
    weight = treated.exposure / (treated.exposure + control.exposure)
    tails = special.bdtr(events, total, weight), special.bdtrc(events - 1, total, weight) if events else 1.0
    return TestedEffect(
        treated.rate / control.rate,
        _as_ratio(Interval(lower, upper, confidence), treated, control),
        min(1.0, 2 * float(min(tails))),
    )


def rate_score(treated: Events, control: Events, difference: float) -> float:
    """Distance of the data from a supposed difference, in standard errors under the likeliest rates that have it."""
    exposure = treated.exposure + control.exposure
    linear = treated.events + control.events - difference * exposure
    product = 4 * exposure * control.events * difference
    # Likeliest rate of the comparison arm: the larger root of its likelihood's slope.
    control_rate = max(0.0, -difference, (linear + math.sqrt(max(0.0, linear**2 + product))) / (2 * exposure))
    variance = max(0.0, control_rate + difference) / treated.exposure + control_rate / control.exposure
    distance = treated.rate - control.rate - difference
    if distance == 0:
        return 0.0
    return distance / math.sqrt(variance) if variance > 0 else math.copysign(1e9, distance)


def _critical(treated: Events, control: Events, confidence: float) -> float:
    require_open_share("confidence", confidence)
    if treated.events + control.events == 0:
        raise CannotEstimate(
            "The rates cannot be compared.",
            "There was no event in either arm.",
            "Wait for the first events, or report how long nothing happened.",
        )
    return normal_quantile((1 + confidence) / 2)


def _require_divisor(control: Events) -> None:
    if control.events == 0:
        raise CannotEstimate(
            "The ratio of the two rates cannot be estimated.",
            "In the comparison arm it never happened, so nothing can be divided by it.",
            "Report the difference of the rates.",
        )


def _as_ratio(share: Interval, treated: Events, control: Events) -> Interval:
    """Share of the events that fell in the tried arm, as a ratio of rates."""
    factor = control.exposure / treated.exposure
    lower, upper = (factor * end / (1 - end) for end in (share.lower, share.upper))
    return Interval(lower, upper, share.confidence)


def _equality_p(treated: Events, control: Events) -> float:
    """Two-sided p-value of equal rates: the tried arm's events against its share of the exposure."""
    total = treated.events + control.events
    weight = treated.exposure / (treated.exposure + control.exposure)
    return 2 * normal_share_below(-abs(treated.events - total * weight) / math.sqrt(total * weight * (1 - weight)))
