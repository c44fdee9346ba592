"""Ratios of sums: cost for each application, errors for each page, minutes for each call."""

import math

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.difference import RelativeEffect
from labx.trials.engine.effect import Effect


def difference_of_ratios(
    treated: CrossMoments, control: CrossMoments, *, numerator: str, denominator: str, confidence: float
) -> Effect:
    """Difference between the arms of a ratio of sums, the sums made over the units that were assigned.

    Args:
        treated: cross-moments of numerator and denominator over the units of the tried arm, 2 or more units; for
            clusters that were assigned as wholes, over the clusters' sums.
        control: the same in the comparison arm.
        numerator: name of what is summed above the line (pages with errors of each person).
        denominator: name of what is summed below it (pages of each person); its sum is above 0.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in units of the numerator for one of the denominator, Welch's degrees of freedom.

    Raises:
        CannotEstimate: an arm has fewer than two units or a denominator of 0 or below, or no unit's ratio differs.
        ValueError: a name is unknown.

    Assumes:
        Independent units: those assigned, not the single pages. Some hundred of them. When the change alters the
        denominator itself, the ratio answers no question about people: look at both sums.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., section 6.3; Deng, Knoblich and Lu (2018), Applying the delta
        method in metric analytics, KDD, section 3.

    Checked against:
        tea-tasting 1.14 `RatioOfMeans(use_t=True, equal_var=False)`.

    Examples:
        >>> names = ("errors", "pages")
        >>> tried, compared = ([[1, 10], [4, 20], [2, 30]], [[3, 10], [6, 20], [6, 20]])
        >>> effect = difference_of_ratios(CrossMoments.of(tried, names=names), CrossMoments.of(compared, names=names),
        ...     numerator="errors", denominator="pages", confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.standard_error, 4)
        (-0.1833, 0.0459)
    """
    parts = [ratio_with_error(arm, numerator, denominator) for arm in (treated, control)]
    squared = [error**2 for _ratio_of_arm, error in parts]
    total = math.fsum(squared)
    return Effect.of(
        estimate=parts[0][0] - parts[1][0],
        standard_error=math.sqrt(total),
        degrees_of_freedom=_degrees(squared, (treated.count, control.count)),
        confidence=confidence,
    )


def relative_difference_of_ratios(
    treated: CrossMoments, control: CrossMoments, *, numerator: str, denominator: str, confidence: float
) -> RelativeEffect:
    """Difference between the arms of a ratio of sums, as a share of the comparison arm's ratio.

    Args:
        treated: as for `difference_of_ratios`; its ratio is above 0.
        control: as for `difference_of_ratios`; its ratio is above 0.
        numerator: as for `difference_of_ratios`.
        denominator: as for `difference_of_ratios`.
        confidence: share of such intervals that hold the true relative difference, between 0 and 1.

    Returns:
        Relative effect as a share: -0.25 is a quarter less. The interval is symmetric on the scale of logarithms.

    Raises:
        CannotEstimate: as `difference_of_ratios`, or a ratio is 0 or below.
        ValueError: a name is unknown.

    Assumes:
        As `difference_of_ratios`.

    Source:
        Deng, Knoblich and Lu (2018), Applying the delta method in metric analytics, KDD, section 3, for logarithms.

    Checked against:
        tea-tasting 1.14 `RatioOfMeans(use_t=True, equal_var=False)`, whose relative interval is the same.

    Examples:
        >>> names = ("errors", "pages")
        >>> tried, compared = ([[1, 10], [4, 20], [2, 30]], [[3, 10], [6, 20], [6, 20]])
        >>> effect = relative_difference_of_ratios(CrossMoments.of(tried, names=names),
        ...     CrossMoments.of(compared, names=names), numerator="errors", denominator="pages", confidence=0.95)
        >>> round(effect.estimate, 4)
        -0.6111
    """
    parts = [ratio_with_error(arm, numerator, denominator) for arm in (treated, control)]
    if min(ratio for ratio, _error in parts) <= 0:
        raise CannotEstimate(
            "The difference cannot be given as a share of the comparison arm.",
            "One of the two ratios is 0 or below.",
            "Report the difference in the unit of the outcome.",
        )
    squared = [(error / ratio) ** 2 for ratio, error in parts]
    logarithm = Effect.of(
        estimate=math.log(parts[0][0] / parts[1][0]),
        standard_error=math.sqrt(math.fsum(squared)),
        degrees_of_freedom=_degrees(squared, (treated.count, control.count)),
        confidence=confidence,
    )
    ends = (math.expm1(logarithm.interval.lower), math.expm1(logarithm.interval.upper))
    return RelativeEffect(parts[0][0] / parts[1][0] - 1, Interval(*ends, confidence))


def ratio_with_error(arm: CrossMoments, numerator: str, denominator: str) -> tuple[float, float]:
    """Return the ratio of the sums and its standard error, from each unit's deviation from its share."""
    chosen = arm.chosen((numerator, denominator))
    if chosen.count < 2:
        raise CannotEstimate(
            "The spread of the values cannot be estimated.",
            "There is only one value, and one value does not vary.",
            "Wait for at least two units in this group.",
        )
    above, below = (float(mean) for mean in chosen.means)
    if below <= 0:
        raise CannotEstimate(
            "The ratio cannot be computed in one of the arms.",
            "Its denominators add up to 0 or less.",
            "Check the column of the denominator.",
        )
    ratio = above / below
    products = chosen.centred_products
    squares = float(products[0, 0] - 2 * ratio * products[0, 1] + ratio**2 * products[1, 1])
    # When every unit has the same ratio only rounding is left.
    if squares <= 1e-12 * float(products[0, 0] + ratio**2 * products[1, 1]):
        squares = 0.0
    return ratio, math.sqrt(squares / (chosen.count - 1) / chosen.count) / below


def _degrees(squared_errors: list[float], counts: tuple[int, int]) -> float:
    total = math.fsum(squared_errors)
    if total == 0:
        return float(sum(counts) - 2)
    parts = zip(squared_errors, counts, strict=True)
    return total**2 / math.fsum(part**2 / (count - 1) for part, count in parts)
