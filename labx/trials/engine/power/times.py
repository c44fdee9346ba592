"""Events needed to tell two curves of times apart."""

import math

from labx.stats.checks import require_open_share, require_positive, require_whole
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.trials.engine.power_of_means import require_reachable
from labx.trials.engine.sample_size import rounded_up


def power_of_events(*, hazard_ratio: float, events: int, treated_share: float, confidence: float) -> float:
    """Chance that the log-rank test finds that it happens faster or slower in the tried arm.

    Args:
        hazard_ratio: how many times as fast it happens in the tried arm, above 0, not 1.
        events: times it happens in both arms together, 1 or more: people who wait all through count for nothing.
        treated_share: share of the units in the tried arm, between 0 and 1.
        confidence: confidence of the test, between 0 and 1.

    Returns:
        Power, a share between 1 - confidence and 1.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        A ratio that stays the same over time, and one not far from 1.

    Source:
        Schoenfeld (1981), The asymptotic properties of nonparametric tests for comparing survival distributions,
        Biometrika 68(1), pp. 316-319.

    Checked against:
        Trials simulated in the tests; Schoenfeld's formula by hand.

    Examples:
        >>> round(power_of_events(hazard_ratio=0.7, events=247, treated_share=0.5, confidence=0.95), 3)
        0.8
    """
    require_whole("events", events, least=1)
    require_open_share("confidence", confidence)
    shift = abs(_logarithm(hazard_ratio)) * math.sqrt(events * _balance(treated_share))
    critical = normal_quantile((1 + confidence) / 2)
    return normal_share_below(shift - critical) + normal_share_below(-shift - critical)


def events_needed(*, hazard_ratio: float, treated_share: float, power: float, confidence: float) -> int:
    """Events in both arms together that the log-rank test needs.

    Args:
        hazard_ratio: ratio worth finding, above 0, not 1.
        treated_share: share of the units in the tried arm, between 0 and 1.
        power: wanted chance of finding it, above 1 - confidence and below 1.
        confidence: confidence of the test, between 0 and 1.

    Returns:
        Events, rounded up. Divide by the share of people to whom it will have happened to get the people.

    Raises:
        ValueError: an argument lies outside its range, or the ratio is 1.

    Assumes:
        As `power_of_events`.

    Source:
        As `power_of_events`.

    Checked against:
        Schoenfeld's formula by hand: 4 (1.96 + 0.84)² / ln(0.7)².

    Examples:
        >>> events_needed(hazard_ratio=0.7, treated_share=0.5, power=0.8, confidence=0.95)
        247
    """
    require_reachable(power, confidence)
    logarithm = _logarithm(hazard_ratio)
    if logarithm == 0:
        raise ValueError("The hazard ratio is 1: give the ratio that is worth finding.")
    needed = normal_quantile((1 + confidence) / 2) + normal_quantile(power)
    return rounded_up((needed / logarithm) ** 2 / _balance(treated_share))


def _logarithm(hazard_ratio: float) -> float:
    require_positive("hazard_ratio", hazard_ratio)
    return math.log(hazard_ratio)


def _balance(treated_share: float) -> float:
    require_open_share("treated_share", treated_share)
    return treated_share * (1 - treated_share)
