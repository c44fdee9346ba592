"""Whether an effect differs between groups that were named beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labx.stats.distributions import f_share_above
from labx.stats.errors import CannotEstimate
from labx.trials.engine.effect import Effect


@dataclass(frozen=True, slots=True)
class Interaction:
    """Test of equal effects in all groups: F statistic, both degrees of freedom, p-value, and the common effect."""

    statistic: float
    groups_degrees_of_freedom: int
    error_degrees_of_freedom: float
    p_value: float
    common_effect: float


def interaction_test(effects: Sequence[Effect]) -> Interaction:
    """Test of whether the effect is the same in every group of people.

    That the effect is "significant" in one group and not in another proves no difference between them; this asks it
    directly.

    Args:
        effects: the effect within each group, two groups or more, no person in two of them.

    Returns:
        Welch's F test of equal effects and the precision-weighted common effect in the unit of the outcome. With two
        groups F is the square of t for the difference of the effects, with Satterthwaite's degrees of freedom.

    Raises:
        CannotEstimate: there is only one group.

    Assumes:
        Groups named in the plan, before the data; independent effects. Such tests need about four times the people that
        the effect itself needs: a large p-value does not show equal effects.

    Source:
        Welch (1951), On the comparison of several mean values, Biometrika 38, pp. 330-336, applied to effects; on why
        to test interactions, Assmann and others (2000), The Lancet 355, pp. 1064-1069.

    Checked against:
        statsmodels 0.15 `anova_oneway(use_var="unequal")` with means in the place of effects.

    Examples:
        >>> women = Effect.of(estimate=5, standard_error=1, degrees_of_freedom=40, confidence=0.95)
        >>> men = Effect.of(estimate=1, standard_error=1, degrees_of_freedom=40, confidence=0.95)
        >>> test = interaction_test([women, men])
        >>> round(test.statistic, 4), round(test.error_degrees_of_freedom, 4), round(test.p_value, 4)
        (8.0, 80.0, 0.0059)
    """
    count = len(effects)
    if count < 2:
        raise CannotEstimate(
            "Groups cannot be compared.",
            "Only one group has an effect that can be estimated.",
            "Name at least two groups, or wait until each has people in both arms.",
        )
    estimates = np.array([effect.estimate for effect in effects])
    weights = np.array([1 / effect.standard_error**2 for effect in effects])
    shares = weights / weights.sum()
    common = float(shares @ estimates)
    doubt = float(((1 - shares) ** 2 / np.array([effect.degrees_of_freedom for effect in effects])).sum())
    between = float(weights @ (estimates - common) ** 2) / (count - 1)
    statistic = between / (1 + 2 * (count - 2) / (count**2 - 1) * doubt)
    error_degrees = (count**2 - 1) / (3 * doubt)
    return Interaction(
        statistic=statistic,
        groups_degrees_of_freedom=count - 1,
        error_degrees_of_freedom=error_degrees,
        p_value=f_share_above(statistic, count - 1, error_degrees),
        common_effect=common,
    )
