"""Power, sample size and smallest detectable effect for a difference of two means."""

import math

from scipy.optimize import brentq

from labx.stats.checks import require_open_share, require_positive, require_whole
from labx.stats.distributions import t_quantile
from labx.stats.noncentral_t import noncentral_t_share_outside
from labx.trials.engine.sample_size import SampleSize, control_count


def power_of_means(
    *, difference: float, standard_deviation: float, treated_count: int, control_count: int, confidence: float
) -> float:
    """Chance that a trial of this size finds a true difference of means, two-sided.

    Args:
        difference: true difference between the arms, in the unit of the outcome; its sign does not matter.
        standard_deviation: spread of the outcome between units within an arm, in the same unit, above 0.
        treated_count: units in the tried arm, 2 or more.
        control_count: units in the comparison arm, 2 or more.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.

    Returns:
        Power, a share between 1 - confidence and 1.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        Independent units, the same spread in both arms, nearly normal means. Multiply sizes by `design_effect` for
        clusters.

    Source:
        Cohen (1988), Statistical Power Analysis for the Behavioral Sciences, 2nd ed., chapter 2; exact noncentral t.

    Checked against:
        statsmodels 0.15 `TTestIndPower().power`; tests/references/power_statsmodels.json.

    Examples:
        >>> size = {"treated_count": 64, "control_count": 64}
        >>> round(power_of_means(difference=5, standard_deviation=10, **size, confidence=0.95), 4)
        0.8015
    """
    require_positive("standard_deviation", standard_deviation)
    if not math.isfinite(difference):
        raise ValueError(f"difference is {difference}; it must be finite.")
    error = standard_deviation * _error_factor(treated_count, control_count)
    return _power(abs(difference) / error, treated_count + control_count - 2, confidence)


def sample_size_for_means(
    *, difference: float, standard_deviation: float, power: float, confidence: float, control_per_treated: float
) -> SampleSize:
    """Units needed to find a true difference of means with a given chance.

    Args:
        difference: smallest difference worth finding, in the unit of the outcome, not 0.
        standard_deviation: spread of the outcome between units within an arm, in the same unit, above 0.
        power: wanted chance of finding it, above 1 - confidence and below 1 (0.8 is customary).
        confidence: confidence of the interval that must leave out 0, between 0 and 1.
        control_per_treated: comparison units for each tried unit; 1 for arms of equal size.

    Returns:
        The smallest arms that reach the power.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `power_of_means`. The spread must come from earlier data, not from hope.

    Source:
        As `power_of_means`; the size is searched, not approximated.

    Checked against:
        statsmodels 0.15 `TTestIndPower().solve_power`; tests/references/power_statsmodels.json.

    Examples:
        >>> wanted = {"power": 0.8, "confidence": 0.95, "control_per_treated": 1}
        >>> sample_size_for_means(difference=5, standard_deviation=10, **wanted)
        SampleSize(treated=64, control=64)
    """
    require_positive("size of the difference", abs(difference))
    require_positive("control_per_treated", control_per_treated)
    require_reachable(power, confidence)

    def is_enough(treated: int) -> bool:
        control = control_count(treated, control_per_treated)
        return control >= 2 and power <= power_of_means(
            difference=difference,
            standard_deviation=standard_deviation,
            treated_count=treated,
            control_count=control,
            confidence=confidence,
        )

    enough = 2
    while not is_enough(enough):
        enough *= 2
    too_few = max(1, enough // 2)
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        if is_enough(middle):
            enough = middle
        else:
            too_few = middle
    return SampleSize(enough, control_count(enough, control_per_treated))


def detectable_difference_of_means(
    *, standard_deviation: float, treated_count: int, control_count: int, power: float, confidence: float
) -> float:
    """Smallest true difference of means that a trial of this size finds with a given chance.

    Args:
        standard_deviation: spread of the outcome between units within an arm, above 0.
        treated_count: units in the tried arm, 2 or more.
        control_count: units in the comparison arm, 2 or more.
        power: wanted chance of finding it, above 1 - confidence and below 1.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.

    Returns:
        The difference, above 0, in the unit of the outcome.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `power_of_means`. Computed before the data; from the observed spread afterwards it says nothing new.

    Source:
        As `power_of_means`, solved for the difference.

    Checked against:
        statsmodels 0.15 `TTestIndPower().solve_power`; tests/references/power_statsmodels.json.

    Examples:
        >>> size = {"treated_count": 64, "control_count": 64, "power": 0.8, "confidence": 0.95}
        >>> round(detectable_difference_of_means(standard_deviation=10, **size), 2)
        4.99
    """
    require_positive("standard_deviation", standard_deviation)
    require_reachable(power, confidence)
    factor = _error_factor(treated_count, control_count)
    degrees_of_freedom = treated_count + control_count - 2
    upper = 1.0
    while _power(upper, degrees_of_freedom, confidence) < power:
        upper *= 2
    noncentrality = brentq(lambda value: _power(value, degrees_of_freedom, confidence) - power, 0, upper, xtol=1e-12)
    return float(noncentrality) * standard_deviation * factor


def require_reachable(power: float, confidence: float) -> None:
    """Refuse a power that no trial, or any trial, has."""
    require_open_share("confidence", confidence)
    require_open_share("power", power)
    if power <= 1 - confidence:
        raise ValueError(f"power is {power}; it must lie above 1 - confidence, which is {1 - confidence:.4g}.")


def _error_factor(treated_count: int, control_count: int) -> float:
    require_whole("treated_count", treated_count, least=2)
    require_whole("control_count", control_count, least=2)
    return math.sqrt(1 / treated_count + 1 / control_count)


def _power(noncentrality: float, degrees_of_freedom: int, confidence: float) -> float:
    require_open_share("confidence", confidence)
    critical = t_quantile((1 + confidence) / 2, degrees_of_freedom)
    return noncentral_t_share_outside(critical, degrees_of_freedom, noncentrality)
