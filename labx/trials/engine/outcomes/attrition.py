"""Bounds on an effect when some outcomes are missing, perhaps because of the arm."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from labx.stats.checks import FloatArray, require_open_share, require_whole, vector
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval


@dataclass(frozen=True, slots=True)
class Bounds:
    """Smallest and largest effect that the missing outcomes leave possible, and an interval that holds the effect.

    `lost_share` and `control_lost_share` are the shares of each arm's units without an outcome.
    """

    lower: float
    upper: float
    interval: Interval
    lost_share: float
    control_lost_share: float


def worst_case_bounds(
    treated: ArrayLike,
    control: ArrayLike,
    *,
    treated_assigned: int,
    control_assigned: int,
    smallest: float,
    largest: float,
    confidence: float,
) -> Bounds:
    """Bounds whatever the missing outcomes were, as long as they lie within the outcome's range.

    Args:
        treated: outcomes known in the tried arm, shape `(n_known,)`.
        control: outcomes known in the comparison arm.
        treated_assigned: units assigned to the tried arm, known or not.
        control_assigned: units assigned to the comparison arm.
        smallest: smallest value the outcome can have (0 for a share), fixed beforehand.
        largest: largest value the outcome can have (1 for a share).
        confidence: share of such intervals that hold the effect on everybody assigned, between 0 and 1.

    Returns:
        Bounds in the unit of the outcome: as wide as the shares lost times the range.

    Raises:
        CannotEstimate: an arm has fewer than two units, or neither arm varies.
        ValueError: more outcomes than units, or an outcome outside the range.

    Assumes:
        Nothing about who is missing. Units independent and assigned one by one.

    Source:
        Horowitz and Manski (2000), Journal of the American Statistical Association 95, pp. 77-84; interval by Imbens
        and Manski (2004), Econometrica 72(6), pp. 1845-1857.

    Checked against:
        `difference_in_means` on the outcomes filled in with both ends; hand arithmetic; coverage by simulation.

    Examples:
        >>> found = worst_case_bounds([1, 1, 0], [0, 0, 1, 0], treated_assigned=4, control_assigned=4, smallest=0,
        ...     largest=1, confidence=0.95)
        >>> found.lower, found.upper, found.lost_share
        (0.25, 0.5, 0.25)
    """
    if not smallest < largest:
        raise ValueError(f"The outcome's range is {smallest} to {largest}; give the smaller end first.")
    arms = (_known("treated", treated, treated_assigned), _known("control", control, control_assigned))
    assigned = (treated_assigned, control_assigned)
    for values in arms:
        if values.min() < smallest or values.max() > largest:
            raise ValueError(f"An outcome lies outside {smallest} to {largest}. Correct it, or the range.")
    filled = [
        [_filled(values, count, end) for values, count in zip(arms, assigned, strict=True)]
        for end in (smallest, largest)
    ]
    low, high = (filled[0][0], filled[1][1]), (filled[1][0], filled[0][1])
    return _bounds([_gap(*low), _gap(*high)], arms, assigned, confidence)


def trimmed_bounds(
    treated: ArrayLike, control: ArrayLike, *, treated_assigned: int, control_assigned: int, confidence: float
) -> Bounds:
    """Bounds for those who would be measured in either arm, when the arm moves people in one direction only (Lee).

    Args:
        treated: outcomes known in the tried arm, shape `(n_known,)`.
        control: outcomes known in the comparison arm.
        treated_assigned: units assigned to the tried arm, known or not.
        control_assigned: units assigned to the comparison arm.
        confidence: share of such intervals that hold that effect, between 0 and 1.

    Returns:
        Bounds in the unit of the outcome. When the arms lost equal shares both bounds are the plain difference.

    Raises:
        CannotEstimate: an arm has fewer than two outcomes, too few are left after trimming, or neither arm varies.
        ValueError: more outcomes than units.

    Assumes:
        The tried arm either keeps or loses people who would otherwise be lost or kept, never both kinds: say so. Units
        independent and assigned one by one.

    Source:
        Lee (2009), Training, wages, and sample selection: estimating sharp bounds on treatment effects, Review of
        Economic Studies 76(3), pp. 1071-1102, proposition 3 for the variance; interval by Imbens and Manski (2004).

    Checked against:
        A bootstrap in the tests for the errors; hand arithmetic; coverage by simulation.

    Examples:
        >>> found = trimmed_bounds([1, 2, 3, 4], [1, 2, 3], treated_assigned=4, control_assigned=4, confidence=0.95)
        >>> found.lower, found.upper
        (0.0, 1.0)
    """
    arms = (_known("treated", treated, treated_assigned), _known("control", control, control_assigned))
    assigned = (treated_assigned, control_assigned)
    shares = [len(values) / count for values, count in zip(arms, assigned, strict=True)]
    # Uncertainty of the trimmed share: that of the logarithms of both arms' shares.
    doubt = math.fsum((1 - share) / (share * count) for share, count in zip(shares, assigned, strict=True))
    trims = [max(0.0, 1 - shares[1] / shares[0]), max(0.0, 1 - shares[0] / shares[1])]
    sides = [
        [_trimmed(values, trim, doubt, is_low) for is_low in (True, False)]
        for values, trim in zip(arms, trims, strict=True)
    ]
    ends = []
    for own, other in ((0, 1), (1, 0)):
        mean, variance = sides[0][own]
        control_mean, control_variance = sides[1][other]
        ends.append((mean - control_mean, math.sqrt(variance + control_variance)))
    return _bounds(ends, arms, assigned, confidence)


def _known(name: str, values: ArrayLike, assigned: int) -> FloatArray:
    array = vector(name, values)
    require_whole(f"{name}_assigned", assigned, least=1)
    if len(array) > assigned:
        raise ValueError(f"There are {len(array)} outcomes of {assigned} units in “{name}”. Count each unit once.")
    if len(array) < 2:
        raise CannotEstimate(
            "The spread of the values cannot be estimated.",
            "There is only one value, and one value does not vary.",
            "Wait for at least two units in this group.",
        )
    return array


def _filled(values: FloatArray, assigned: int, end: float) -> FloatArray:
    return np.concatenate([values, np.full(assigned - len(values), end)])


def _gap(tried: FloatArray, compared: FloatArray) -> tuple[float, float]:
    error = math.sqrt(float(tried.var(ddof=1)) / len(tried) + float(compared.var(ddof=1)) / len(compared))
    return float(tried.mean() - compared.mean()), error


def _trimmed(values: FloatArray, trim: float, doubt: float, is_low: bool) -> tuple[float, float]:
    """Mean of the values left when this share is cut off the upper end (`is_low`) or the lower, and its variance.

    The value at the edge counts in part, so that exactly the share is cut.
    """
    ordered = np.sort(values) if is_low else np.sort(values)[::-1]
    kept = len(ordered) * (1 - trim)
    weights = np.clip(kept - np.arange(len(ordered)), 0.0, 1.0)
    if kept < 2:
        raise CannotEstimate(
            "The bounds cannot be computed.",
            "So many outcomes are missing in one arm that too few of the other can be compared.",
            "Report the bounds that hold whatever the missing outcomes were.",
        )
    mean = float(weights @ ordered) / kept
    variance = float(weights @ (ordered - mean) ** 2) / (kept - 1)
    edge = float(ordered[math.ceil(kept) - 1]) - mean if trim else 0.0
    return mean, (variance + trim * edge**2) / kept + edge**2 * doubt


def _bounds(
    ends: list[tuple[float, float]], arms: tuple[FloatArray, FloatArray], assigned: tuple[int, int], confidence: float
) -> Bounds:
    (lower, lower_error), (upper, upper_error) = ends
    critical = _critical(upper - lower, max(lower_error, upper_error), confidence)
    lost, control_lost = (1 - len(values) / count for values, count in zip(arms, assigned, strict=True))
    interval = Interval(lower - critical * lower_error, upper + critical * upper_error, confidence)
    return Bounds(lower, upper, interval, lost, control_lost)


def _critical(width: float, error: float, confidence: float) -> float:
    """Standard errors beyond the bounds: two-sided when they meet, one-sided when they lie far apart."""
    require_open_share("confidence", confidence)
    if error == 0:
        raise CannotEstimate(
            "The uncertainty of this difference cannot be estimated.",
            "Within each arm all outcomes are equal, so the data do not show how much they could vary.",
            "Check that the outcome column is the right one; if it is, report the two values without an interval.",
        )

    def excess(critical: float) -> float:
        return normal_share_below(critical + width / error) - normal_share_below(-critical) - confidence

    two_sided = normal_quantile((1 + confidence) / 2)
    if excess(two_sided) <= 0:
        return two_sided
    return float(brentq(excess, normal_quantile(confidence), two_sided, xtol=1e-12))
