"""Difference between two arms, less what the same people's earlier values foretold (CUPED)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.adjustment import PERFECT_FIT, constant_outcome, perfect_fit
from labx.trials.engine.collinearity import require_independent
from labx.trials.engine.effect import Effect


@dataclass(frozen=True, slots=True)
class ForetoldEffect:
    """The effect, and the share of the outcome's variance that the earlier values explain: what they saved in units."""

    effect: Effect
    explained_share: float


def difference_less_foretold(
    treated: CrossMoments, control: CrossMoments, *, outcome: str, covariates: Sequence[str], confidence: float
) -> ForetoldEffect:
    """Difference between the arms after taking off what earlier values foretold, from sums alone.

    Args:
        treated: cross-moments of outcome and covariates in the tried arm; no missing values.
        control: the same variables, in the same order, in the comparison arm.
        outcome: name of the outcome.
        covariates: names of columns from before assignment (the same measure earlier does best); 1 or more.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, spread allowed to differ between the arms (Welch), and the share explained.

    Raises:
        CannotEstimate: an arm has too few units, a covariate does not vary or follows from others, the outcome does not
            vary, or the covariates explain it completely.
        ValueError: the variables differ between the arms, or a name is unknown.

    Assumes:
        Independent units assigned one by one, values from before assignment, and units enough (some hundred) for the
        slope to count as known. For smaller trials use `interacted_difference_by_unit`.

    Source:
        Deng, Xu, Kohavi and Walker (2013), Improving the sensitivity of online controlled experiments by utilizing
        pre-experiment data, WSDM, section 3: the slope is that of both arms together.

    Checked against:
        tea-tasting 1.14 `Mean(covariate=..., use_t=True, equal_var=False)`.

    Examples:
        >>> names = ("after", "before")
        >>> tried = CrossMoments.of([[4, 1], [6, 2], [7, 3]], names=names)
        >>> compared = CrossMoments.of([[1, 1], [3, 2], [4, 4]], names=names)
        >>> found = difference_less_foretold(
        ...     tried, compared, outcome="after", covariates=["before"], confidence=0.95)
        >>> round(found.effect.estimate, 4), round(found.explained_share, 4)
        (3.2846, 0.2181)
    """
    arms = [arm.chosen((outcome, *covariates)) for arm in (treated, control)]
    everyone = arms[0].merged(arms[1])
    products = everyone.centred_products
    if products[0, 0] == 0:
        raise constant_outcome()
    require_independent(products[1:, 1:], covariates)
    slopes = np.linalg.solve(products[1:, 1:], products[1:, 0])
    explained = float(slopes @ products[1:, 0] / products[0, 0])
    if 1 - explained < PERFECT_FIT:
        raise perfect_fit()
    taken = np.concatenate([[1.0], -slopes])
    parts = []
    for arm in arms:
        if arm.count < 2:
            raise CannotEstimate(
                "The spread of the values cannot be estimated.",
                "There is only one value, and one value does not vary.",
                "Wait for at least two units in this group.",
            )
        variance = max(0.0, float(taken @ arm.centred_products @ taken)) / (arm.count - 1)
        parts.append((variance / arm.count, arm.count - 1))
    total = math.fsum(part for part, _degrees in parts)
    spread = math.fsum((part / total) ** 2 / degrees for part, degrees in parts) if total else 1.0
    effect = Effect.of(
        estimate=float(taken @ (arms[0].means - arms[1].means)),
        standard_error=math.sqrt(total),
        degrees_of_freedom=1 / spread,
        confidence=confidence,
    )
    return ForetoldEffect(effect, explained)
