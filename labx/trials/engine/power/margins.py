"""Power and sample to show that something is not worse, or as good, by a margin."""

import math

from labx.stats.checks import require_open_share, require_positive
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.trials.engine.power.search import smallest_enough
from labx.trials.engine.sample_size import SampleSize, control_count


def standard_error_of_shares(*, treated_share: float, control_share: float, treated: int, control: int) -> float:
    """Return the standard error of a difference of two shares, for `power_of_margin`."""
    require_open_share("treated_share", treated_share)
    require_open_share("control_share", control_share)
    return math.sqrt(treated_share * (1 - treated_share) / treated + control_share * (1 - control_share) / control)


def power_of_margin(*, gain: float, standard_error: float, margin: float, level: float, is_two_sided: bool) -> float:
    """Chance that a trial shows the tried arm not worse by the margin, or equal within it.

    Args:
        gain: true difference turned so that above 0 is better (0 when the arms are truly alike), in the unit of the
            outcome.
        standard_error: of the difference that the trial will have, above 0, in the same unit.
        margin: smallest loss that would matter, above 0.
        level: chance of claiming it wrongly at the margin, between 0 and 1 (0.025 for non-inferiority, 0.05 for
            equivalence).
        is_two_sided: True for equivalence (within the margin on both sides), False for non-inferiority.

    Returns:
        Power, a share between 0 and 1.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        A nearly normal estimate, as from some 50 units an arm.

    Source:
        Julious (2004), Sample sizes for clinical trials with normal data, Statistics in Medicine 23, pp. 1921-1986,
        sections 5 and 6.

    Checked against:
        Trials simulated in the tests; n = 2 (z + z)² s² / margin² by hand for non-inferiority.

    Examples:
        >>> round(power_of_margin(gain=0, standard_error=1, margin=2.8016, level=0.025, is_two_sided=False), 4)
        0.8
    """
    require_positive("standard_error", standard_error)
    require_positive("margin", margin)
    require_open_share("level", level)
    critical = normal_quantile(1 - level)
    not_worse = normal_share_below((margin + gain) / standard_error - critical)
    if not is_two_sided:
        return not_worse
    not_better = normal_share_below((margin - gain) / standard_error - critical)
    return max(0.0, not_worse + not_better - 1)


def sample_size_for_margin(
    *,
    gain: float,
    treated_deviation: float,
    control_deviation: float,
    margin: float,
    power: float,
    level: float,
    is_two_sided: bool,
    control_per_treated: float,
) -> SampleSize:
    """Units needed to show the tried arm not worse by the margin, or equal within it.

    Args:
        gain: true difference turned so that above 0 is better, above minus the margin (and below it for equivalence).
        treated_deviation: spread of the outcome in the tried arm, above 0; for a share p the root of p (1 - p).
        control_deviation: spread in the comparison arm.
        margin: smallest loss that would matter, above 0.
        power: wanted chance of showing it, between 0 and 1.
        level: as for `power_of_margin`.
        is_two_sided: as for `power_of_margin`.
        control_per_treated: comparison units for each tried unit; 1 for arms of equal size.

    Returns:
        The smallest arms that reach the power.

    Raises:
        ValueError: an argument lies outside its range, or the true difference is itself beyond the margin.

    Assumes:
        As `power_of_margin`.

    Source:
        As `power_of_margin`; the size is searched, not approximated.

    Checked against:
        Hand arithmetic in the tests.

    Examples:
        >>> sample_size_for_margin(gain=0, treated_deviation=10, control_deviation=10, margin=3, power=0.9, level=0.025,
        ...     is_two_sided=False, control_per_treated=1)
        SampleSize(treated=234, control=234)
    """
    for name, value in (("treated_deviation", treated_deviation), ("control_deviation", control_deviation)):
        require_positive(name, value)
    require_positive("control_per_treated", control_per_treated)
    require_open_share("power", power)
    if gain <= -margin or (is_two_sided and gain >= margin):
        raise ValueError(f"The true difference of {gain} lies beyond the margin of {margin}: no trial can show it.")

    def is_enough(treated: int) -> bool:
        control = control_count(treated, control_per_treated)
        error = math.sqrt(treated_deviation**2 / treated + control_deviation**2 / control)
        found = power_of_margin(gain=gain, standard_error=error, margin=margin, level=level, is_two_sided=is_two_sided)
        return found >= power

    treated = smallest_enough(is_enough, least=2)
    return SampleSize(treated, control_count(treated, control_per_treated))
