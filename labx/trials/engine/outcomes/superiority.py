"""Ordered outcomes: the chance that someone of the tried arm does better than someone of the comparison arm."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import rankdata

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.effect import Effect


def superiority(treated: ArrayLike, control: ArrayLike, *, confidence: float) -> Effect:
    """Chance that one of the tried arm has a higher outcome than one of the comparison arm, less one half.

    For ratings and other outcomes of which only the order means something. Equal outcomes count as half.

    Args:
        treated: outcomes of the tried arm, as numbers in order, shape `(n_treated,)`; missing values are refused.
        control: outcomes of the comparison arm, shape `(n_control,)`.
        confidence: share of such intervals that hold the true value, between 0 and 1.

    Returns:
        Effect between -0.5 and 0.5: 0 is no difference, 0.1 says that in 60 of 100 such pairs the tried arm is higher.
        Spreads may differ; the interval is cut at both ends.

    Raises:
        CannotEstimate: an arm has fewer than two units, or every outcome of one arm lies above every one of the other.
        ValueError: confidence is no share between 0 and 1.

    Assumes:
        Independent units, assigned one by one, some 10 in each arm.

    Source:
        Brunner and Munzel (2000), The nonparametric Behrens-Fisher problem, Biometrical Journal 42(1), pp. 17-25.

    Checked against:
        scipy 1.17 `brunnermunzel` (p-value) and `mannwhitneyu` (the statistic divided by all pairs).

    Examples:
        >>> effect = superiority([3, 4, 5, 5], [1, 2, 3, 4], confidence=0.95)
        >>> effect.estimate, round(effect.p_value, 4)
        (0.375, 0.024)
    """
    require_open_share("confidence", confidence)
    tried, compared = vector("treated", treated), vector("control", control)
    counts = np.array([len(tried), len(compared)])
    if counts.min() < 2:
        raise one_value()
    above, control_above = placed(tried, compared)
    parts = np.array([above.var(ddof=1), control_above.var(ddof=1)]) / counts
    total = float(parts.sum())
    if total == 0:
        raise no_order_to_learn_from()
    return cut_at_ends(
        Effect.of(
            estimate=float(above.mean()) - 0.5,
            standard_error=math.sqrt(total),
            degrees_of_freedom=total**2 / float((parts**2 / (counts - 1)).sum()),
            confidence=confidence,
        )
    )


def shared_by_comparison(treated: ArrayLike, other: ArrayLike, control: ArrayLike) -> float:
    """Covariance that one comparison group brings into the chances of two tried groups to be higher than it.

    Args:
        treated: outcomes of one tried arm, as numbers in order, shape `(n_treated,)`; missing values are refused.
        other: outcomes of another tried arm, shape `(n_other,)`.
        control: outcomes of the comparison arm, shape `(n_control,)`, 2 or more.

    Returns:
        Covariance of the two estimates of `superiority`, for `correlation_of_effects`.

    Raises:
        CannotEstimate: an arm is empty, or the comparison arm has only one unit.

    Assumes:
        As `superiority`.

    Source:
        Konietschke, Hothorn and Brunner (2012), Rank-based multiple test procedures and simultaneous confidence
        intervals, Electronic Journal of Statistics 6, pp. 738-759, section 3.

    Checked against:
        The part of `superiority`'s squared error that the comparison arm brings, where both tried arms are the same;
        simulation in the tests.

    Examples:
        >>> round(shared_by_comparison([3, 4, 5, 5], [2, 4, 4, 6], [1, 2, 3, 4]), 4)
        0.0091
    """
    arms = [vector(name, values) for name, values in (("treated", treated), ("other", other), ("control", control))]
    if len(arms[2]) < 2:
        raise one_value()
    first, second = (placed(arm, arms[2])[1] for arm in arms[:2])
    return float(np.cov(first, second)[0, 1]) / len(arms[2])


def placed(tried: FloatArray, compared: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return for each unit the share of the other arm that lies below it, equal ones by half: tried, comparison."""
    ranks = rankdata(np.concatenate([tried, compared]))
    above = (ranks[: len(tried)] - rankdata(tried)) / len(compared)
    return above, (ranks[len(tried) :] - rankdata(compared)) / len(tried)


def cut_at_ends(effect: Effect) -> Effect:
    """Return the effect with an interval that goes no further than a chance can."""
    ends = effect.interval
    return replace(effect, interval=Interval(max(-0.5, ends.lower), min(0.5, ends.upper), ends.confidence))


def one_value() -> CannotEstimate:
    return CannotEstimate(
        "The spread of the values cannot be estimated.",
        "There is only one value, and one value does not vary.",
        "Wait for at least two units in this group.",
    )


def no_order_to_learn_from() -> CannotEstimate:
    return CannotEstimate(
        "The uncertainty of this chance cannot be estimated.",
        "Every outcome of one arm lies above every outcome of the other, or all are equal.",
        "Report the outcomes of both arms as they are.",
    )


def levels(values: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the different values in order and the share of units at each: what a table of ratings shows."""
    found, counts = np.unique(vector("values", values), return_counts=True)
    return found, np.asarray(counts / counts.sum(), dtype=np.float64)
