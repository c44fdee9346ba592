"""Times until something happens, some of them cut off before it did."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, require_positive, vector
from labx.stats.distributions import normal_quantile
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.effect import Effect


@dataclass(frozen=True, slots=True, eq=False)
class Times:
    """Times of one arm: until it happened, or until nobody looked any more; and which of both, 1 or 0.

    Refuses times below 0, lengths that differ and marks that are neither 0 nor 1.
    """

    times: FloatArray
    happened: FloatArray

    @classmethod
    def of(cls, times: ArrayLike, happened: ArrayLike) -> "Times":
        """Return checked times, in order."""
        values, marks = vector("times", times), vector("happened", happened)
        if len(values) != len(marks):
            raise ValueError(f"There are {len(values)} times and {len(marks)} marks. Give each unit one of each.")
        if ((marks != 0) & (marks != 1)).any() or values.min() < 0:
            raise ValueError("Times are 0 or more; the mark is 1 where it happened and 0 where it had not until then.")
        order = np.argsort(values, kind="stable")
        return cls(values[order], marks[order])


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Share to whom it has not happened yet, after each time at which it happened to someone.

    `at_risk` counts those still followed just before, `happened` those to whom it happened then.
    """

    times: FloatArray
    shares: FloatArray
    at_risk: FloatArray
    happened: FloatArray

    def share_at(self, time: float) -> float:
        """Return the share to whom it has not happened by this time."""
        place = int(np.searchsorted(self.times, time, side="right"))
        return 1.0 if place == 0 else float(self.shares[place - 1])


def survival_curve(arm: Times) -> Curve:
    """Share of people to whom it has not happened yet, as time goes by (Kaplan and Meier).

    Args:
        arm: times of one arm, 1 or more.

    Returns:
        The curve's steps; before the first it is 1.

    Raises:
        CannotEstimate: it happened to nobody.

    Assumes:
        Those who are no longer followed would have fared like those who are.

    Source:
        Kaplan and Meier (1958), Journal of the American Statistical Association 53, pp. 457-481.

    Checked against:
        statsmodels 0.15 `SurvfuncRight`.

    Examples:
        >>> curve = survival_curve(Times.of([1, 2, 3, 4], [1, 0, 1, 0]))
        >>> curve.times.tolist(), curve.shares.tolist()
        ([1.0, 3.0], [0.75, 0.375])
    """
    times = np.unique(arm.times[arm.happened == 1])
    if len(times) == 0:
        raise CannotEstimate(
            "The curve cannot be drawn.",
            "It has not happened to anybody in this arm yet.",
            "Wait, or report how many were followed and for how long.",
        )
    at_risk = len(arm.times) - np.searchsorted(arm.times, times, side="left").astype(np.float64)
    happened = np.bincount(np.searchsorted(times, arm.times[arm.happened == 1])).astype(np.float64)
    shares = np.asarray(np.cumprod(1 - happened / at_risk), dtype=np.float64)
    return Curve(times, shares, at_risk, happened)


def share_interval_at(arm: Times, *, time: float, confidence: float) -> tuple[float, Interval]:
    """Share of people to whom it has not happened by a time, with its interval.

    Args:
        arm: times of one arm.
        time: the time asked about, above 0 and not beyond the longest time followed.
        confidence: share of such intervals that hold the true share, between 0 and 1.

    Returns:
        Share between 0 and 1, interval by Greenwood's variance on the scale of log(-log).

    Raises:
        CannotEstimate: nobody was followed so long, it happened to nobody or to everybody by then.

    Assumes:
        As `survival_curve`, and some 10 people still followed.

    Source:
        Greenwood (1926); Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, section 1.4.

    Checked against:
        statsmodels 0.15 `SurvfuncRight(...).surv_prob_se`, in the tests.

    Examples:
        >>> arm = Times.of([1, 2, 3, 4, 5, 6], [1, 0, 1, 1, 0, 0])
        >>> share, interval = share_interval_at(arm, time=3, confidence=0.95)
        >>> round(share, 4), round(interval.lower, 4), round(interval.upper, 4)
        (0.625, 0.1419, 0.8931)
    """
    _require_followed(arm, time)
    curve = survival_curve(arm)
    share = curve.share_at(time)
    if not 0 < share < 1:
        raise CannotEstimate(
            "No interval can be given for this share.",
            "By then it had happened to nobody, or to everybody still followed.",
            "Choose a time at which it had happened to some.",
        )
    until = curve.times <= time
    risk, events = curve.at_risk[until], curve.happened[until]
    error = math.sqrt(float((events / (risk * (risk - events))).sum())) / abs(math.log(share))
    margin = normal_quantile((1 + confidence) / 2) * error
    return share, Interval(share ** math.exp(margin), share ** math.exp(-margin), confidence)


def restricted_mean(arm: Times, *, horizon: float) -> float:
    """Mean time until it happens in one arm, counted up to a horizon.

    Args:
        arm: times of the arm.
        horizon: time up to which is counted, above 0 and not beyond the longest time followed.

    Returns:
        Area under the arm's curve, in the unit of the times.

    Raises:
        CannotEstimate: as `difference_of_restricted_means`.

    Assumes:
        As `survival_curve`.

    Source:
        As `difference_of_restricted_means`.

    Checked against:
        lifelines 0.30 `restricted_mean_survival_time`; tests/references/survival_lifelines.json.

    Examples:
        >>> restricted_mean(Times.of([1, 2, 3, 5], [1, 1, 0, 1]), horizon=4)
        2.75
    """
    return restricted_mean_with_variance(arm, horizon)[0]


def difference_of_restricted_means(treated: Times, control: Times, *, horizon: float, confidence: float) -> Effect:
    """Difference between the arms of the mean time until it happens, counted up to a horizon.

    "Within 90 days, people waited 4 days less": unlike a hazard ratio it has a unit, and needs no shape of the curves.

    Args:
        treated: times of the tried arm.
        control: times of the comparison arm.
        horizon: time up to which is counted, fixed beforehand, above 0 and not beyond the longest time followed in
            either arm.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the times: treated minus control, Student's t with all units less 2.

    Raises:
        CannotEstimate: an arm was not followed up to the horizon, or it happened to nobody in it before.

    Assumes:
        Independent units; those no longer followed would have fared like those who are. Some 30 events in each arm.

    Source:
        Royston and Parmar (2013), BMC Medical Research Methodology 13, 152; variance as in Uno and others (2014),
        Journal of Clinical Oncology 32, pp. 2380-2385.

    Checked against:
        The mean and standard error of the cut times by numpy 2.4 where nobody is lost; lifelines 0.30
        `restricted_mean_survival_time` where people are, through tests/references/survival_lifelines.json.

    Examples:
        >>> tried, compared = Times.of([1, 2, 3, 5], [1, 1, 0, 1]), Times.of([2, 4, 6, 6], [1, 1, 1, 0])
        >>> effect = difference_of_restricted_means(tried, compared, horizon=5, confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.standard_error, 4)
        (-0.75, 1.0825)
    """
    parts = [restricted_mean_with_variance(arm, horizon) for arm in (treated, control)]
    return Effect.of(
        estimate=parts[0][0] - parts[1][0],
        standard_error=math.sqrt(parts[0][1] + parts[1][1]),
        degrees_of_freedom=len(treated.times) + len(control.times) - 2,
        confidence=confidence,
    )


def restricted_mean_with_variance(arm: Times, horizon: float) -> tuple[float, float]:
    """Return the area under the curve up to the horizon, and its variance."""
    _require_followed(arm, horizon)
    curve = survival_curve(arm)
    until = curve.times < horizon
    if not until.any():
        raise CannotEstimate(
            "The mean time up to the horizon cannot be compared.",
            "In one arm it happened to nobody before the horizon.",
            "Choose a later horizon, or wait.",
        )
    edges = np.concatenate([[0.0], curve.times[until], [horizon]])
    areas = np.diff(edges) * np.concatenate([[1.0], curve.shares[until]])
    # What lies to the right of each step is lost with it.
    left = areas[::-1].cumsum()[::-1][1:]
    risk, events = curve.at_risk[until], curve.happened[until]
    stay = risk - events
    terms = np.where(stay > 0, left**2 * events / (risk * np.maximum(stay, 1)), 0.0)
    return float(areas.sum()), float(terms.sum())


def pulls_on_mean_time(times: ArrayLike, happened: ArrayLike, *, horizon: float) -> tuple[float, FloatArray]:
    """Mean time of one arm up to a horizon, and how far each unit pulls it: what errors by pair are made of.

    Args:
        times: time until it happened, or until nobody looked any more, 0 or more, shape `(n_units,)`.
        happened: 1 where it happened then, 0 where it had not, shape `(n_units,)`.
        horizon: as for `restricted_mean`.

    Returns:
        The mean time, and for each unit in the order given by how much it moves it (its influence); together 0.

    Raises:
        CannotEstimate: as `difference_of_restricted_means`.
        ValueError: lengths differ, a mark is not 0 or 1, or a time or the horizon is below 0.

    Assumes:
        As `survival_curve`.

    Source:
        Reid (1981), Influence functions for censored data, Annals of Statistics 9(1), pp. 78-92.

    Checked against:
        Each cut time less the mean, divided by the units, where nobody is lost; leaving out one unit at a time where
        people are; the squared error of `difference_of_restricted_means`.

    Examples:
        >>> mean, pulls = pulls_on_mean_time([1, 2, 3, 6], [1, 1, 1, 1], horizon=4)
        >>> mean, pulls.tolist()
        (2.5, [-0.375, -0.125, 0.125, 0.375])
    """
    arm = Times.of(times, happened)
    mean, _variance = restricted_mean_with_variance(arm, horizon)
    curve = survival_curve(arm)
    until = curve.times < horizon
    steps, risk = curve.times[until], curve.at_risk[until]
    areas = np.diff(np.append(steps, horizon)) * curve.shares[until]
    left = areas[::-1].cumsum()[::-1]
    # Where a step takes all who are left, nothing lies to its right.
    each = left / np.maximum(risk - curve.happened[until], 1)
    lived = np.concatenate([[0.0], np.cumsum(each * curve.happened[until] / risk)])
    values, marks = np.asarray(times, dtype=np.float64), np.asarray(happened, dtype=np.float64)
    # Each unit gains by being followed past the steps before its own end, and loses what lies right of its own.
    place = np.searchsorted(steps, values, side="right")
    is_step = (marks == 1) & (values < horizon)
    lost = np.where(is_step, each[np.maximum(place - 1, 0)], 0.0)
    return mean, np.asarray(lived[place] - lost, dtype=np.float64)


def is_followed(arm: Times, time: float) -> bool:
    """Return whether the curve is known up to this time: someone was followed so long, or none was left to follow."""
    return bool(time <= arm.times[-1] or arm.happened[arm.times == arm.times[-1]].all())


def _require_followed(arm: Times, time: float) -> None:
    require_positive("time", time)
    if not is_followed(arm, time):
        raise CannotEstimate(
            "Nothing is known about a time so late.",
            "In one arm nobody was followed beyond {longest:g}, and {time:g} is asked about.",
            "Choose an earlier time, or wait.",
            longest=arm.times[-1],
            time=time,
        )
