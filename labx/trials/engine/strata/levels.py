"""Difference between two arms with a level of its own for each stratum, school or day."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, matrix
from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.adjustment import PERFECT_FIT, perfect_fit
from labx.trials.engine.adjustment_by_unit import AdjustedPulls, require_shared_decision
from labx.trials.engine.clusters.fitting import Labels
from labx.trials.engine.collinearity import require_independent
from labx.trials.engine.effect import Effect
from labx.trials.engine.units import TREATMENT, means_by, outcome_and_arm, positions

Correction = Literal["classical", "HC1", "HC2"]


def difference_within_levels(
    outcome: ArrayLike,
    is_treated: ArrayLike,
    strata: Labels,
    *,
    covariates: ArrayLike | None = None,
    names: Sequence[str] = (),
    correction: Correction = "HC2",
    confidence: float,
) -> Effect:
    """Difference between the arms, each stratum with a level of its own ("fixed effects").

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        strata: label of each unit's stratum, shape `(n_units,)`; none missing. Thousands are no trouble.
        covariates: values known before assignment, shape `(n_units, n_covariates)`; None for none.
        names: names of the covariates, used in messages.
        correction: "HC2" (spread may differ between units: the one to plan for), "HC1" (as many programs print) or
            "classical".
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome; degrees of freedom are the units less strata and coefficients.

    Raises:
        CannotEstimate: the units are too few, no stratum has both arms, columns determine one another, the fit is
            perfect, or one unit alone decides a coefficient.
        ValueError: lengths differ, the treatment is not 0 and 1, or the correction is unknown.

    Assumes:
        Independent units. Strata weigh by how evenly the arms split them, not by their size: where effects differ
        between strata and chances too, `stratified_difference` answers for the people. Not for clusters.

    Source:
        Frisch and Waugh (1933), Econometrica 1(4), for taking the levels out first; MacKinnon and White (1985), Journal
        of Econometrics 29, pp. 305-325.

    Checked against:
        statsmodels 0.15 `OLS(...)` with a column for each stratum, `cov_type` "nonrobust", "HC1" and "HC2";
        Project STAR with school effects (16.02, HC1 2.24).

    Examples:
        >>> outcome, arm, town = [1, 3, 4, 8, 2, 4, 5, 9], [0, 0, 1, 1, 0, 0, 1, 1], ["a"] * 4 + ["b"] * 4
        >>> effect = difference_within_levels(outcome, arm, town, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4), effect.degrees_of_freedom
        (4.0, 1.4142, 5)
    """
    found = pulls_within_levels(outcome, is_treated, strata, covariates=covariates, names=names, correction=correction)
    return found.effect(confidence)


def pulls_within_levels(
    outcome: ArrayLike,
    is_treated: ArrayLike,
    strata: Labels,
    *,
    covariates: ArrayLike | None = None,
    names: Sequence[str] = (),
    correction: Correction = "HC2",
) -> AdjustedPulls:
    """How far each unit pulls the difference in which each stratum has a level of its own.

    Two such differences from one comparison arm have in common what its units pull in both.

    Args:
        outcome: as for `difference_within_levels`.
        is_treated: as for `difference_within_levels`.
        strata: as for `difference_within_levels`.
        covariates: as for `difference_within_levels`.
        names: names of the covariates, used in messages.
        correction: as for `difference_within_levels`.

    Returns:
        The difference, one pull a unit in the unit of the outcome, and the degrees of freedom.

    Raises:
        CannotEstimate: as `difference_within_levels`.
        ValueError: as `difference_within_levels`.

    Assumes:
        As `difference_within_levels`.

    Source:
        As `difference_within_levels`.

    Checked against:
        The squared error of `difference_within_levels`.

    Examples:
        >>> outcome, arm, town = [1, 3, 4, 8, 2, 4, 5, 9], [0, 0, 1, 1, 0, 0, 1, 1], ["a"] * 4 + ["b"] * 4
        >>> found = pulls_within_levels(outcome, arm, town)
        >>> found.estimate, round(float((found.pulls**2).sum()) ** 0.5, 4)
        (4.0, 1.4142)
    """
    values, treated = outcome_and_arm(outcome, is_treated)
    stratum = positions("strata", strata, count=len(values))
    columns = treated[:, np.newaxis]
    if covariates is not None:
        columns = np.column_stack([treated, matrix("covariates", covariates, columns=names)])
    labels = (TREATMENT, *names)
    within = columns - means_by(stratum, columns)[stratum]
    sizes = np.bincount(stratum)
    degrees_of_freedom = _left_over(len(values), len(sizes), len(labels))
    _require_both_arms(within[:, 0])
    require_independent(CrossMoments.of(within, names=labels).centred_products, labels)
    centred = values - means_by(stratum, values)[stratum]
    scales = np.sqrt((within**2).sum(axis=0))
    spanned, triangle = np.linalg.qr(within / scales)
    residuals = centred - spanned @ (spanned.T @ centred)
    if float(residuals @ residuals) <= PERFECT_FIT * float(centred @ centred):
        raise perfect_fit()
    influence = spanned @ np.linalg.inv(triangle)[0] / scales[0]
    # A unit alone in its stratum has no residual and no say.
    is_alone = sizes[stratum] == 1
    own_weight = np.where(is_alone, 0.0, 1 / sizes[stratum] + (spanned**2).sum(axis=1))
    squares = _corrected(residuals, own_weight, degrees_of_freedom, correction)
    return AdjustedPulls(
        estimate=float(influence @ centred),
        pulls=influence * np.sqrt(squares) * np.sign(residuals),
        squared_error=float((influence**2 * squares).sum()),
        degrees_of_freedom=degrees_of_freedom,
    )


def _corrected(residuals: FloatArray, own_weight: FloatArray, degrees: int, correction: Correction) -> FloatArray:
    """Squared residuals as the correction takes them for each unit's variance."""
    if correction == "classical":
        return np.full(len(residuals), float(residuals @ residuals) / degrees)
    if correction == "HC1":
        return np.asarray(residuals**2 * len(residuals) / degrees, dtype=np.float64)
    if correction == "HC2":
        require_shared_decision(own_weight)
        return np.asarray(residuals**2 / (1 - own_weight), dtype=np.float64)
    raise ValueError(f"correction is “{correction}”; write “classical”, “HC1” or “HC2”.")


def _left_over(units: int, strata: int, coefficients: int) -> int:
    if units <= strata + coefficients:
        raise CannotEstimate(
            "The adjusted difference cannot be computed.",
            "{count} units are too few for {coefficients} coefficients.",
            "Adjust for fewer covariates, or wait for more units.",
            count=units,
            coefficients=strata + coefficients,
        )
    return units - strata - coefficients


def _require_both_arms(within: FloatArray) -> None:
    if not np.abs(within).max() > 1e-12:
        raise CannotEstimate(
            "The arms cannot be compared within strata.",
            "No stratum has people of both arms.",
            "Check the column that says the stratum; if whole strata were assigned, they are clusters.",
        )
