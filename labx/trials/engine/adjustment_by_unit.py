"""Adjusted differences with errors robust to unequal spread; these need one row a unit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, matrix, vector
from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.adjustment import (
    PERFECT_FIT,
    constant_outcome,
    perfect_fit,
    require_enough_units,
    require_indicator,
)
from labx.trials.engine.collinearity import require_independent
from labx.trials.engine.effect import Effect

TREATMENT = "treatment"
OWN_WEIGHT_LIMIT = 1 - 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedPulls:
    """How far each unit pulls an adjusted difference, in the order given: their squares add up to `squared_error`."""

    estimate: float
    pulls: FloatArray
    squared_error: float
    degrees_of_freedom: int

    def effect(self, confidence: float) -> Effect:
        """Return the difference with the interval that follows."""
        return Effect.of(
            estimate=self.estimate,
            standard_error=math.sqrt(self.squared_error),
            degrees_of_freedom=self.degrees_of_freedom,
            confidence=confidence,
        )


def adjusted_difference_by_unit(
    outcome: ArrayLike, is_treated: ArrayLike, covariates: ArrayLike, *, names: Sequence[str], confidence: float
) -> Effect:
    """Difference between the arms among units alike in the covariates, spread allowed to differ (HC2).

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        covariates: values known before assignment, shape `(n_units, n_covariates)`; `n_covariates` may be 0.
        names: names of the covariates, used in messages.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, with the HC2 standard error and n - 2 - covariates degrees of freedom.
        Without covariates that standard error is Welch's.

    Raises:
        CannotEstimate: an arm is empty, the units are too few, a column does not vary or follows from others, the fit
            is perfect, or one unit alone decides a coefficient.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        Independent units, random assignment, and covariates measured before it. Not for clusters.

    Source:
        MacKinnon and White (1985), Some heteroskedasticity-consistent covariance matrix estimators, Journal of
        Econometrics 29, pp. 305-325; for experiments Samii and Aronow (2012), Statistics and Probability Letters 82.

    Checked against:
        statsmodels 0.15 `OLS(...).fit(cov_type="HC2", use_t=True)`; tests/references/nsw_statsmodels.json.

    Examples:
        >>> wage, tried, age = [1, 2, 3, 4, 5, 7], [0, 0, 0, 1, 1, 1], [[20], [30], [50], [20], [40], [50]]
        >>> effect = adjusted_difference_by_unit(wage, tried, age, names=["age"], confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.standard_error, 4), effect.degrees_of_freedom
        (3.0714, 0.4161, 3)
    """
    values, treated, table = _checked(outcome, is_treated, covariates, names)
    return _fitted(values, np.column_stack([treated, table]), (TREATMENT, *names)).effect(confidence)


def interacted_difference_by_unit(
    outcome: ArrayLike, is_treated: ArrayLike, covariates: ArrayLike, *, names: Sequence[str], confidence: float
) -> Effect:
    """Difference between the arms, each arm adjusted by its own slopes (Lin's estimator, HC2).

    In a large randomised trial it is never less precise than the plain difference, whatever the true shape.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        covariates: values known before assignment, shape `(n_units, n_covariates)`; `n_covariates` may be 0.
        names: names of the covariates, used in messages.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect at the mean covariates of all units, in the unit of the outcome, with the HC2 standard error and
        n - 2 - 2 x covariates degrees of freedom.

    Raises:
        CannotEstimate: an arm is empty, the units are too few, a column does not vary within an arm or follows from
            others, the fit is perfect, or one unit alone decides a coefficient.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        As `adjusted_difference_by_unit`. The standard error takes the covariate means as known, which is right for the
        people in the trial and slightly too small for the population they come from.

    Source:
        Lin (2013), Agnostic notes on regression adjustments to experimental data, Annals of Applied Statistics 7(1),
        pp. 295-318.

    Checked against:
        statsmodels 0.15 `OLS(...).fit(cov_type="HC2", use_t=True)` on the interacted design;
        tests/references/nsw_statsmodels.json.

    Examples:
        >>> wage, tried, age = [1, 2, 3, 4, 5, 7], [0, 0, 0, 1, 1, 1], [[20], [30], [50], [20], [40], [50]]
        >>> effect = interacted_difference_by_unit(wage, tried, age, names=["age"], confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.standard_error, 4), effect.degrees_of_freedom
        (3.0714, 0.4923, 2)
    """
    return interacted_pulls(outcome, is_treated, covariates, names=names).effect(confidence)


def interacted_pulls(
    outcome: ArrayLike, is_treated: ArrayLike, covariates: ArrayLike, *, names: Sequence[str]
) -> AdjustedPulls:
    """How far each unit pulls the difference that is adjusted with each arm's own slopes.

    Two adjusted differences from one comparison arm have in common what its units pull in both.

    Args:
        outcome: as for `interacted_difference_by_unit`.
        is_treated: as for `interacted_difference_by_unit`.
        covariates: as for `interacted_difference_by_unit`.
        names: names of the covariates, used in messages.

    Returns:
        The difference, one pull a unit in the unit of the outcome, and the degrees of freedom.

    Raises:
        CannotEstimate: as `interacted_difference_by_unit`.
        ValueError: as `interacted_difference_by_unit`.

    Assumes:
        As `interacted_difference_by_unit`.

    Source:
        MacKinnon and White (1985), Journal of Econometrics 29, pp. 305-325: HC2 unit by unit.

    Checked against:
        The squared error of `interacted_difference_by_unit`; `Moments.squared_standard_error` of the comparison arm
        where nothing is adjusted for.

    Examples:
        >>> found = interacted_pulls([1, 2, 4, 6], [0, 0, 1, 1], [[], [], [], []], names=[])
        >>> found.estimate, round(float((found.pulls**2).sum()), 4)
        (3.5, 1.25)
    """
    values, treated, table = _checked(outcome, is_treated, covariates, names)
    centred = table - table.mean(axis=0)
    columns = np.column_stack([treated, centred, treated[:, np.newaxis] * centred])
    within_tried = tuple(f"{name} in the tried arm" for name in names)
    return _fitted(values, columns, (TREATMENT, *names, *within_tried))


def _checked(
    outcome: ArrayLike, is_treated: ArrayLike, covariates: ArrayLike, names: Sequence[str]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    values = vector("outcome", outcome)
    treated = vector(TREATMENT, is_treated)
    table = matrix("covariates", covariates, columns=names)
    if not len(values) == len(treated) == len(table):
        raise ValueError(
            f"There are {len(values)} outcomes, {len(treated)} treatments and {len(table)} rows of covariates. "
            "Give each unit one of each, in the same order."
        )
    if ((treated != 0) & (treated != 1)).any():
        raise ValueError("The treatment must be 1 in the tried arm and 0 in the comparison arm, and nothing else.")
    return values, treated, table


def _fitted(values: FloatArray, columns: FloatArray, names: Sequence[str]) -> AdjustedPulls:
    """Least squares of the values on an intercept and the columns; the effect is the first column's coefficient."""
    moments = CrossMoments.of(columns, names=names)
    require_indicator(moments, TREATMENT)
    degrees_of_freedom = require_enough_units(len(values), 1 + len(names))
    require_independent(moments.centred_products, names)
    centred = values - values.mean()
    total = float(centred @ centred)
    if np.ptp(values) == 0:
        raise constant_outcome()
    # Centring removes the intercept, scaling keeps ages and incomes from spoiling each other's digits.
    scales = np.sqrt(np.diagonal(moments.centred_products))
    orthogonal, triangle = np.linalg.qr((columns - moments.means) / scales)
    residuals = centred - orthogonal @ (orthogonal.T @ centred)
    if float(residuals @ residuals) < PERFECT_FIT * total:
        raise perfect_fit()
    # How much each unit's own outcome decides its fitted value.
    own_weight = 1 / len(values) + (orthogonal**2).sum(axis=1)
    require_shared_decision(own_weight)
    # The first row of the inverse of the triangle turns projections into the first coefficient.
    influence = orthogonal @ np.linalg.inv(triangle)[0] / scales[0]
    return AdjustedPulls(
        estimate=float(influence @ centred),
        pulls=influence * residuals / np.sqrt(1 - own_weight),
        squared_error=float((influence**2 * residuals**2 / (1 - own_weight)).sum()),
        degrees_of_freedom=degrees_of_freedom,
    )


def require_shared_decision(own_weight: FloatArray) -> None:
    """Refuse a fit in which one unit alone decides a coefficient, naming the unit."""
    place = int(np.argmax(own_weight))
    if own_weight[place] > OWN_WEIGHT_LIMIT:
        raise CannotEstimate(
            "The uncertainty of the adjusted difference cannot be estimated.",
            "The unit at place {place} alone decides one of the coefficients.",
            "Leave out the covariate in which this unit stands alone, or use the classical standard error.",
            place=place + 1,
        )
