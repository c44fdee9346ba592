"""Difference between two arms adjusted for covariates, from means and cross-products alone."""

import math
from collections.abc import Sequence

import numpy as np

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.collinearity import require_independent
from labx.trials.engine.effect import Effect

# A share of unexplained variation below this is rounding, not variation.
PERFECT_FIT = 1e-12
INDICATOR_TOLERANCE = 1e-9


def adjusted_difference(
    moments: CrossMoments, *, outcome: str, treatment: str, covariates: Sequence[str], confidence: float
) -> Effect:
    """Difference between the arms among units alike in the covariates, by ordinary least squares.

    Without covariates this is the difference in means with the pooled ("classical") standard error.

    Args:
        moments: cross-moments of outcome, treatment and covariates over all units of both arms; no missing values.
        outcome: name of the outcome.
        treatment: name of the column that is 1 in the tried arm and 0 in the comparison arm.
        covariates: names of columns known before assignment; may be empty.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, with the classical standard error and n - 2 - covariates degrees of freedom.

    Raises:
        CannotEstimate: an arm is empty, the units are too few, a column does not vary or follows from others, or the
            covariates explain the outcome completely.
        ValueError: the treatment column is not 0 and 1, or a name is unknown.

    Assumes:
        Independent units and the same spread in both arms. With arms of unequal size and spread the standard error can
        be too small: `adjusted_difference_by_unit` drops that assumption but needs one row a unit. Covariates measured
        after assignment bias the answer. Without random assignment this is a description, not an effect.

    Source:
        Freedman (2008), On regression adjustments to experimental data, Advances in Applied Mathematics 40(2),
        pp. 180-193, equation 4; classical errors as in any text on least squares, e.g. Greene, Econometric Analysis.

    Checked against:
        statsmodels 0.15 `OLS(...).fit()`; tests/references/nsw_statsmodels.json (632.85 without covariates).

    Examples:
        >>> table = [[1, 0], [2, 0], [3, 0], [4, 1], [5, 1], [6, 1]]
        >>> moments = CrossMoments.of(table, names=("wage", "tried"))
        >>> effect = adjusted_difference(moments, outcome="wage", treatment="tried", covariates=(), confidence=0.95)
        >>> round(effect.estimate, 10), round(effect.standard_error, 4), effect.degrees_of_freedom
        (3.0, 0.8165, 4)
    """
    chosen = moments.chosen((outcome, treatment, *covariates))
    require_indicator(chosen, treatment)
    degrees_of_freedom = require_enough_units(chosen.count, 2 + len(covariates))
    require_independent(chosen.centred_products[1:, 1:], chosen.names[1:])
    spread = np.sqrt(np.diagonal(chosen.centred_products))
    if spread[0] == 0:
        raise constant_outcome()
    correlations = chosen.centred_products / np.outer(spread, spread)
    inverse = np.linalg.inv(correlations[1:, 1:])
    slopes = inverse @ correlations[1:, 0]
    unexplained = 1 - float(slopes @ correlations[1:, 0])
    if unexplained < PERFECT_FIT:
        raise perfect_fit()
    scale = float(spread[0] / spread[1])
    return Effect.of(
        estimate=float(slopes[0]) * scale,
        standard_error=math.sqrt(unexplained / degrees_of_freedom * float(inverse[0, 0])) * scale,
        degrees_of_freedom=degrees_of_freedom,
        confidence=confidence,
    )


def require_indicator(moments: CrossMoments, treatment: str) -> None:
    """Refuse a treatment column that is not 0 and 1, or has only one of them."""
    place = moments.names.index(treatment)
    share = float(moments.means[place])
    # Only zeros and ones have sum of squares = sum.
    expected = moments.count * share * (1 - share)
    spread = float(moments.centred_products[place, place])
    if not math.isclose(spread, expected, rel_tol=INDICATOR_TOLERANCE, abs_tol=INDICATOR_TOLERANCE):
        raise ValueError(f"“{treatment}” must be 1 in the tried arm and 0 in the comparison arm, and nothing else.")
    if spread == 0:
        raise CannotEstimate(
            "The arms cannot be compared.",
            "All units are in the same arm.",
            "Check the column that says who was in which arm.",
        )


def require_enough_units(count: int, coefficients: int) -> int:
    """Return the degrees of freedom that are left; refuse when none are."""
    if count <= coefficients:
        raise CannotEstimate(
            "The adjusted difference cannot be computed.",
            "{count} units are too few for {coefficients} coefficients.",
            "Adjust for fewer covariates, or wait for more units.",
            count=count,
            coefficients=coefficients,
        )
    return count - coefficients


def constant_outcome() -> CannotEstimate:
    return CannotEstimate(
        "The adjusted difference cannot be computed.",
        "Every unit has the same outcome.",
        "Check that the outcome column is the right one.",
    )


def perfect_fit() -> CannotEstimate:
    return CannotEstimate(
        "The uncertainty of the adjusted difference cannot be estimated.",
        "The covariates and the arm explain the outcome completely.",
        "Look for a covariate that is a copy of the outcome, and leave it out.",
    )
