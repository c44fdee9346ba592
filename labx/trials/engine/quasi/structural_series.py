"""A series whose level wanders: the effect measured against where it was just before."""

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray
from labx.trials.engine.effect import Effect
from labx.trials.engine.quasi.interruption import Interruption, SeriesTable, series_table
from labx.trials.engine.quasi.wandering_level import level_mixture, no_structural_answer

MOST_STEPS = 500


@dataclass(frozen=True, slots=True)
class StructuralSeries:
    """Effect on the level, and how much the level wanders by itself from one point to the next.

    The effect's estimate and standard error are those of the most likely variances, taken as if known; its interval and
    p-value allow for all likely ones and are wider.
    `level_deviation` and `point_deviation` are standard deviations in the unit of the outcome.
    """

    level: Effect
    level_deviation: float
    point_deviation: float


def structural_series(
    outcome: ArrayLike,
    interruption: Interruption,
    *,
    confidence: float,
    covariates: ArrayLike | None = None,
    names: Sequence[str] = (),
) -> StructuralSeries:
    """Effect of a change on a series with a wandering level and a fixed season (local level model).

    Segmented regression draws one straight line through all the years before; this model compares with the years just
    before, because its level may drift. Where the level was not straight the two differ.

    Args:
        outcome: one number a point, equally spaced in time, shape `(n_points,)`.
        interruption: when it began, the window left out and the season; only the level changes.
        confidence: share of such intervals that hold the true effect, between 0 and 1.
        covariates: values that the change did not move, shape `(n_points, n_covariates)`.
        names: names of the covariates, used in messages.

    Returns:
        Effect in the unit of the outcome, with points less coefficients degrees of freedom. Its interval is that of
        `level_mixture`, not the estimate and so many standard errors.

    Raises:
        CannotEstimate: as `interrupted_series`, or the search for the variances does not end.
        ValueError: lengths differ.

    Assumes:
        Normal shocks to level and points, the same throughout. From 20 points on, 12 of them before, its interval for
        95 % held 94 to 99 of 100 true effects, most where the level stood still. A trend that goes on is not in the
        model: read it beside segmented regression, not in its place.

    Source:
        Harvey and Durbin (1986), The effects of seat belt legislation on British road casualties, Journal of the Royal
        Statistical Society A 149(3), pp. 187-227; Commandeur and Koopman (2007), An Introduction to State Space Time
        Series Analysis, chapter 7.

    Checked against:
        statsmodels 0.15 `UnobservedComponents`, which finds the variances; the seat-belt law: -0.236, standard error
        0.045.

    Examples:
        >>> places = np.arange(60)
        >>> wandering = np.cumsum(np.sin(places ** 2)) + 8 * (places >= 40)
        >>> answer = structural_series(wandering, Interruption(first=40), confidence=0.95)
        >>> answer.level.interval.contains(8)
        True
    """
    table = series_table(
        outcome,
        Interruption(interruption.first, interruption.window, interruption.season_length, has_slope=False),
        covariates=covariates,
        names=names,
    )
    # Season and level are the model's own: what stays are the change and the covariates.
    fixed, kept = table.columns[:, 2 + table.change :], table.kept
    effects = level_mixture(table.values[kept], np.column_stack([table.columns[:, 0], fixed])[kept], kept)
    others = fixed[:, max(interruption.season_length - 1, 0) :]
    fit, scale = _fitted(table, others, interruption.season_length)
    place = fit.model.param_names.index("beta.x1")
    variances = dict(zip(fit.model.param_names, fit.params, strict=True))
    return StructuralSeries(
        level=Effect(
            estimate=float(fit.params[place]) * scale,
            standard_error=_error(fit, place) * scale,
            degrees_of_freedom=len(kept) - table.columns.shape[1],
            interval=effects.interval(confidence),
            p_value=effects.p_value,
        ),
        level_deviation=math.sqrt(variances["sigma2.level"]) * scale,
        point_deviation=math.sqrt(variances["sigma2.irregular"]) * scale,
    )


def _fitted(table: SeriesTable, others: FloatArray, season_length: int) -> tuple[Any, float]:
    """Fit standardised values, points of the window missing; refuse a search that does not end."""
    from statsmodels.tsa.api import UnobservedComponents

    scale = float(table.values[table.kept].std())
    values = (table.values - table.values.mean()) / scale
    seen = np.full(len(values), np.nan)
    seen[table.kept] = values[table.kept]
    model = UnobservedComponents(
        seen,
        level="llevel",
        seasonal=season_length or None,
        stochastic_seasonal=False,
        exog=np.column_stack([table.columns[:, 0], others]),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = model.fit(disp=False, maxiter=MOST_STEPS, cov_type="approx")
        if not fit.mle_retvals["converged"]:
            # Near a variance of 0 the search by gradient can stall; one without gradient goes on from there.
            fit = model.fit(fit.params, method="nm", disp=False, maxiter=MOST_STEPS, cov_type="approx")
    if not fit.mle_retvals["converged"]:
        raise no_structural_answer()
    return fit, scale


def _error(fit: Any, place: int) -> float:
    """Standard error of the effect; where a variance is 0 the likelihood gives none, and least squares does."""
    if math.isfinite(fit.bse[place]):
        return float(fit.bse[place])
    model = fit.model.clone(fit.model.endog, exog=fit.model.exog, mle_regression=False)
    variances = [fit.params[fit.model.param_names.index(name)] for name in model.param_names]
    state = model.state_names.index("beta.x1")
    return math.sqrt(model.smooth(variances).smoothed_state_cov[state, state, -1])
