"""Weighted sums of arm means: the form that factorial effects and subgroup comparisons share."""

import math
from collections.abc import Sequence

from labx.stats.moments import Moments
from labx.trials.engine.effect import Effect


def contrast_of_means(arms: Sequence[Moments], weights: Sequence[float], *, confidence: float) -> Effect:
    """Weighted sum of the means of several arms, variances allowed to differ.

    With two arms and the weights 1 and -1 this is `difference_in_means`.

    Args:
        arms: moments of the outcome in each arm, 2 or more units each.
        weights: one for each arm; for a comparison they add up to 0.
        confidence: share of such intervals that hold the true value, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, with Satterthwaite's degrees of freedom.

    Raises:
        CannotEstimate: an arm has fewer than two units, or no arm varies.
        ValueError: arms and weights differ in number.

    Assumes:
        Independent units, assigned one by one; weights fixed before the data were seen.

    Source:
        Welch (1947), The generalisation of Student's problem when several different population variances are involved,
        Biometrika 34, pp. 28-35; Satterthwaite (1946), Biometrics Bulletin 2(6), pp. 110-114.

    Checked against:
        statsmodels 0.15 `OLS(...).fit(cov_type="HC2").t_test(weights)` with one column an arm; for two arms
        `difference_in_means`.

    Examples:
        >>> arms = [Moments.of([4, 5, 6]), Moments.of([1, 2, 3])]
        >>> effect = contrast_of_means(arms, [1, -1], confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4), round(effect.degrees_of_freedom, 4)
        (3.0, 0.8165, 4.0)
    """
    if len(arms) != len(weights):
        raise ValueError(f"There are {len(arms)} arms and {len(weights)} weights; give one weight an arm.")
    parts = [weight**2 * arm.squared_standard_error for arm, weight in zip(arms, weights, strict=True)]
    total = math.fsum(parts)
    shares = [part / total for part in parts] if total else [1 / len(parts)] * len(parts)
    spread = math.fsum(share**2 / (arm.count - 1) for arm, share in zip(arms, shares, strict=True))
    return Effect.of(
        estimate=math.fsum(weight * arm.mean for arm, weight in zip(arms, weights, strict=True)),
        standard_error=math.sqrt(total),
        degrees_of_freedom=1 / spread,
        confidence=confidence,
    )
