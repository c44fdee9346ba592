"""Power, sample size and smallest detectable effect for a difference of two shares."""

import math

from labx.stats.checks import require_open_share, require_positive, require_whole
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.stats.errors import CannotEstimate
from labx.trials.engine.power_of_means import require_reachable
from labx.trials.engine.reading import Better
from labx.trials.engine.sample_size import SampleSize, control_count, rounded_up


def power_of_shares(
    *, control_share: float, treated_share: float, treated_count: int, control_count: int, confidence: float
) -> float:
    """Chance that a trial of this size finds a true difference of shares, two-sided.

    Args:
        control_share: true share in the comparison arm, strictly between 0 and 1.
        treated_share: true share in the tried arm, strictly between 0 and 1.
        treated_count: units in the tried arm, 1 or more.
        control_count: units in the comparison arm, 1 or more.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.

    Returns:
        Power, a share between 1 - confidence and 1.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        Independent units and at least 5 expected of each answer in each arm.

    Source:
        Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapter 6 (arcsine difference h).

    Checked against:
        statsmodels 0.15 `NormalIndPower().power(proportion_effectsize(...))`; tests/references/power_statsmodels.json.

    Examples:
        >>> size = {"treated_count": 356, "control_count": 356}
        >>> round(power_of_shares(control_share=0.4, treated_share=0.3, **size, confidence=0.95), 4)
        0.8006
    """
    require_whole("treated_count", treated_count, least=1)
    require_whole("control_count", control_count, least=1)
    require_open_share("confidence", confidence)
    shift = abs(_arcsine_difference(control_share, treated_share)) / math.sqrt(1 / treated_count + 1 / control_count)
    critical = normal_quantile((1 + confidence) / 2)
    return normal_share_below(shift - critical) + normal_share_below(-shift - critical)


def sample_size_for_shares(
    *, control_share: float, treated_share: float, power: float, confidence: float, control_per_treated: float
) -> SampleSize:
    """Units needed to find a true difference of shares with a given chance.

    Args:
        control_share: share expected in the comparison arm, strictly between 0 and 1.
        treated_share: share in the tried arm that is worth finding, strictly between 0 and 1, another one.
        power: wanted chance of finding it, above 1 - confidence and below 1 (0.8 is customary).
        confidence: confidence of the interval that must leave out 0, between 0 and 1.
        control_per_treated: comparison units for each tried unit; 1 for arms of equal size.

    Returns:
        Units in each arm, rounded up.

    Raises:
        ValueError: an argument lies outside its range, or the shares are equal.

    Assumes:
        As `power_of_shares`. The chance of an interval on the wrong side is neglected, which matters only below a power
        of one half.

    Source:
        Cohen (1988), chapter 6: (z of confidence + z of power)² / h² for each arm of two equal ones.

    Checked against:
        statsmodels 0.15 `NormalIndPower().solve_power`; tests/references/power_statsmodels.json. Drop-out of 40 %
        against 30 %: 356 in each arm; against 36 %: 2,310.

    Examples:
        >>> wanted = {"power": 0.8, "confidence": 0.95, "control_per_treated": 1}
        >>> sample_size_for_shares(control_share=0.4, treated_share=0.3, **wanted)
        SampleSize(treated=356, control=356)
    """
    require_positive("control_per_treated", control_per_treated)
    require_reachable(power, confidence)
    arcsine_difference = _arcsine_difference(control_share, treated_share)
    if arcsine_difference == 0:
        raise ValueError(f"Both shares are {control_share}; give the share in the tried arm that is worth finding.")
    needed = _needed_shift(power, confidence) / arcsine_difference
    treated = rounded_up(needed**2 * (1 + 1 / control_per_treated))
    return SampleSize(treated, control_count(treated, control_per_treated))


def detectable_share(
    *,
    control_share: float,
    treated_count: int,
    control_count: int,
    power: float,
    confidence: float,
    better: Better,
) -> float:
    """Share in the tried arm, nearest to the comparison arm's, that a trial of this size finds with a given chance.

    Args:
        control_share: share expected in the comparison arm, strictly between 0 and 1.
        treated_count: units in the tried arm, 1 or more.
        control_count: units in the comparison arm, 1 or more.
        power: wanted chance of finding it, above 1 - confidence and below 1.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.
        better: "higher" for a share above the comparison arm's, "lower" for one below.

    Returns:
        The share in the tried arm, between 0 and 1.

    Raises:
        CannotEstimate: not even everybody (or nobody) would be found with this chance.
        ValueError: an argument lies outside its range.

    Assumes:
        As `sample_size_for_shares`.

    Source:
        As `sample_size_for_shares`, solved for the share.

    Checked against:
        statsmodels 0.15 `NormalIndPower().solve_power`; tests/references/power_statsmodels.json.

    Examples:
        >>> size = {"treated_count": 356, "control_count": 356, "power": 0.8, "confidence": 0.95}
        >>> round(detectable_share(control_share=0.4, **size, better="lower"), 4)
        0.3001
    """
    require_whole("treated_count", treated_count, least=1)
    require_whole("control_count", control_count, least=1)
    require_open_share("control_share", control_share)
    require_reachable(power, confidence)
    shift = _needed_shift(power, confidence) * math.sqrt(1 / treated_count + 1 / control_count) / 2
    angle = math.asin(math.sqrt(control_share)) + (shift if better == "higher" else -shift)
    if not 0 < angle < math.pi / 2:
        raise CannotEstimate(
            "No share is far enough from {share:.0%} to be found.",
            "The arms of {treated} and {control} units are too small for this power.",
            "Plan larger arms, or accept a lower power.",
            share=control_share,
            treated=treated_count,
            control=control_count,
        )
    return math.sin(angle) ** 2


def _needed_shift(power: float, confidence: float) -> float:
    return normal_quantile((1 + confidence) / 2) + normal_quantile(power)


def _arcsine_difference(control_share: float, treated_share: float) -> float:
    """Cohen's h: a distance between shares whose spread is the same everywhere."""
    require_open_share("control_share", control_share)
    require_open_share("treated_share", treated_share)
    return 2 * math.asin(math.sqrt(treated_share)) - 2 * math.asin(math.sqrt(control_share))
