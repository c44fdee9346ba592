"""Whether two curves of times until something happens are the same."""

from dataclasses import dataclass

import numpy as np

from labx.stats.checks import FloatArray
from labx.stats.distributions import chi_square_share_above
from labx.stats.errors import CannotEstimate
from labx.trials.engine.outcomes.survival import Times


@dataclass(frozen=True, slots=True)
class LogRank:
    """Test of equal curves: chi-square statistic with one degree of freedom and its p-value."""

    statistic: float
    p_value: float


def log_rank(treated: Times, control: Times) -> LogRank:
    """Test of whether the curves of both arms are the same.

    Args:
        treated: times of the tried arm.
        control: times of the comparison arm.

    Returns:
        Chi-square statistic and p-value.

    Raises:
        CannotEstimate: it never happened while both arms were followed.

    Assumes:
        As `survival_curve`. It sees best differences that keep their direction; curves that cross may escape it.

    Source:
        Mantel (1966), Cancer Chemotherapy Reports 50, pp. 163-170.

    Checked against:
        statsmodels 0.15 `survdiff`.

    Examples:
        >>> test = log_rank(Times.of([1, 2, 3, 5], [1, 1, 0, 1]), Times.of([2, 4, 6, 6], [1, 1, 1, 0]))
        >>> round(test.statistic, 4), round(test.p_value, 4)
        (1.0512, 0.3052)
    """
    times = np.unique(np.concatenate([arm.times[arm.happened == 1] for arm in (treated, control)]))
    risk, events = (
        np.array([count(arm, times) for arm in (treated, control)]) for count in (_still_followed, _happened_then)
    )
    everybody, all_events = risk.sum(axis=0), events.sum(axis=0)
    excess = float((events[0] - all_events * risk[0] / everybody).sum())
    two_or_more = np.maximum(everybody - 1, 1)
    parts = all_events * risk[0] * risk[1] * (everybody - all_events) / (everybody**2 * two_or_more)
    variance = float(parts.sum())
    if variance == 0:
        raise CannotEstimate(
            "The two curves cannot be compared.",
            "It never happened while people of both arms were followed.",
            "Wait for the first events.",
        )
    return LogRank(excess**2 / variance, chi_square_share_above(excess**2 / variance, 1))


def _still_followed(arm: Times, times: FloatArray) -> FloatArray:
    return np.asarray(len(arm.times) - np.searchsorted(arm.times, times, side="left"), dtype=np.float64)


def _happened_then(arm: Times, times: FloatArray) -> FloatArray:
    own = np.searchsorted(times, arm.times[arm.happened == 1])
    return np.bincount(own, minlength=len(times)).astype(np.float64)
