"""Least squares for points that follow one another in time, with errors that know it."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate

LARGEST_CORRELATION = 0.98
STEP = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class SeriesFit:
    """Coefficients, their covariance, the correlation of neighbouring points, and what degrees of freedom need.

    `slopes` and `uncertainty` describe how the logarithm of a variance moves with the logarithm of the spread and with
    the correlation, and how uncertain these two are; None where the covariance was not estimated with them.
    """

    coefficients: FloatArray
    covariance: FloatArray
    autocorrelation: float
    left: int
    covariance_slope: FloatArray | None
    uncertainty: FloatArray | None

    def degrees_of_freedom(self, contrast: FloatArray) -> float:
        """Satterthwaite's for one combination of coefficients; points less coefficients where there are none."""
        if self.covariance_slope is None or self.uncertainty is None:
            return float(self.left)
        variance = float(contrast @ self.covariance @ contrast)
        slope = np.array([1.0, float(contrast @ self.covariance_slope @ contrast) / variance])
        return min(float(self.left), max(1.0, 2 / float(slope @ self.uncertainty @ slope)))


def fit_restricted(values: FloatArray, columns: FloatArray, places: NDArray[np.intp]) -> SeriesFit:
    """Least squares with errors of the first autoregressive order, by restricted maximum likelihood.

    Own code: statsmodels' `GLSAR` iterates least squares, which finds too little correlation in short series.

    Args:
        values: outcome of each point, shape `(n_points,)`.
        columns: linearly independent columns, shape `(n_points, n_columns)`.
        places: place of each point in time, whole numbers that rise; gaps are allowed, shape `(n_points,)`.

    Returns:
        Coefficients with covariance, the correlation of points one apart, and Satterthwaite's degrees of freedom.

    Raises:
        CannotEstimate: the columns explain the values completely, or the correlation lies at its limit.

    Assumes:
        Equal spread at all points; what one point has in common with the next fades by the same factor each step.

    Source:
        Turner, Forbes, Karahalios, Taljaard and McKenzie (2021), Evaluation of statistical methods used in the analysis
        of interrupted time series studies, BMC Medical Research Methodology 21, 181; Patterson and Thompson (1971).

    Checked against:
        statsmodels 0.15 `GLS` with the same correlation; a likelihood written with whole matrices; simulated coverage.

    Examples:
        >>> places = np.arange(30)
        >>> fit = fit_restricted(places + np.sin(places ** 2), np.column_stack([np.ones(30), places]), places)
        >>> fit.coefficients.round(2).tolist()
        [-0.07, 0.99]
    """
    scale = _unexplained(values, columns)
    problem = _Restricted(values / scale, columns, np.diff(places))
    found = minimize_scalar(
        problem.profiled, bounds=(-LARGEST_CORRELATION, LARGEST_CORRELATION), method="bounded", options={"xatol": 1e-9}
    )
    correlation = float(found.x)
    if abs(correlation) > LARGEST_CORRELATION - 0.01:
        raise CannotEstimate(
            "The effect on this series cannot be estimated.",
            "Each point nearly repeats the one before: the series wanders, and no line fits it.",
            "Use the structural model, which lets the level wander.",
        )
    inverse, coefficients, squares, _ = problem.pieces(correlation)
    left = len(values) - columns.shape[1]
    variance = squares / left * scale**2
    step = np.array([problem.pieces(correlation + way * STEP)[0] for way in (-1, 1)])
    return SeriesFit(
        coefficients=coefficients * scale,
        covariance=inverse * variance,
        autocorrelation=correlation,
        left=left,
        covariance_slope=(step[1] - step[0]) / (2 * STEP) * variance,
        uncertainty=problem.uncertainty(math.log(squares / left), correlation),
    )


def fit_newey_west(values: FloatArray, columns: FloatArray, *, lags: int) -> SeriesFit:
    """Ordinary least squares with Newey and West's errors.

    Args:
        values: outcome of each point, in the order of time, shape `(n_points,)`.
        columns: linearly independent columns, shape `(n_points, n_columns)`.
        lags: how many points apart two points may still be alike, 0 or more.

    Returns:
        Coefficients, their covariance with the factor n / (n - k), and the correlation of neighbouring residuals.

    Raises:
        CannotEstimate: the columns explain the values completely.

    Assumes:
        Long series: under some 100 points these errors are too small.

    Source:
        Newey and West (1987), Econometrica 55(3), pp. 703-708.

    Checked against:
        statsmodels 0.15 `OLS(...).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True})`.

    Examples:
        >>> places = np.arange(30.0)
        >>> fit = fit_newey_west(places + np.sin(places ** 2), np.column_stack([np.ones(30), places]), lags=2)
        >>> fit.coefficients.round(2).tolist(), fit.left
        ([-0.06, 0.99], 28)
    """
    _unexplained(values, columns)
    orthogonal, triangle = np.linalg.qr(columns)
    coefficients = np.linalg.solve(triangle, orthogonal.T @ values)
    residuals = values - columns @ coefficients
    scores = orthogonal * residuals[:, None]
    middle = scores.T @ scores
    for lag in range(1, lags + 1):
        shared = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / (lags + 1)) * (shared + shared.T)
    outer = np.linalg.inv(triangle)
    left = len(values) - columns.shape[1]
    return SeriesFit(
        coefficients=coefficients,
        covariance=outer @ middle @ outer.T * (len(values) / left),
        autocorrelation=float(residuals[1:] @ residuals[:-1] / (residuals @ residuals)),
        left=left,
        covariance_slope=None,
        uncertainty=None,
    )


def customary_lags(count: int) -> int:
    """Return the customary number of lags for a series of this length (Newey and West, 1994)."""
    return int(4 * (count / 100) ** (2 / 9))


def _unexplained(values: FloatArray, columns: FloatArray) -> float:
    """Root of what plain least squares leaves; refuse a complete fit."""
    coefficients = np.linalg.lstsq(columns, values, rcond=None)[0]
    left = float(np.linalg.norm(values - columns @ coefficients))
    if left <= 1e-11 * max(float(np.linalg.norm(values)), 1e-300):
        raise CannotEstimate(
            "The uncertainty of the effect on this series cannot be estimated.",
            "Level, trend, season and covariates explain every point completely.",
            "Check that the outcome column is the right one, and leave out a covariate that copies it.",
        )
    return left


@dataclass(frozen=True, slots=True, eq=False)
class _Restricted:
    """Restricted likelihood of a first-order series with gaps."""

    values: FloatArray
    columns: FloatArray
    gaps: NDArray[np.intp]

    def pieces(self, correlation: float) -> tuple[FloatArray, FloatArray, float, float]:
        """Inverse information and coefficients for spread 1, weighted squares, and log-determinants."""
        both = np.column_stack([self.columns, self.values])
        shared = correlation**self.gaps
        fresh = 1 - shared**2
        white = np.vstack([both[:1], (both[1:] - shared[:, None] * both[:-1]) / np.sqrt(fresh)[:, None]])
        orthogonal, triangle = np.linalg.qr(white[:, :-1])
        coefficients = np.linalg.solve(triangle, orthogonal.T @ white[:, -1])
        rest = white[:, -1] - white[:, :-1] @ coefficients
        outer = np.linalg.inv(triangle)
        determinant = float(np.log(fresh).sum() + 2 * np.log(np.abs(np.diagonal(triangle))).sum())
        return outer @ outer.T, coefficients, float(rest @ rest), determinant

    @property
    def left(self) -> int:
        return int(len(self.values) - self.columns.shape[1])

    def profiled(self, correlation: float) -> float:
        """Minus twice the restricted log-likelihood with the best spread, up to a constant."""
        _, _, squares, determinant = self.pieces(correlation)
        return float(self.left * math.log(squares) + determinant)

    def uncertainty(self, log_spread: float, correlation: float) -> FloatArray:
        """Covariance of the logarithm of the variance and the correlation, from the curvature of the likelihood."""

        def loss(spread: float, rho: float) -> float:
            _, _, squares, determinant = self.pieces(rho)
            return (self.left * spread + squares / math.exp(spread) + determinant) / 2

        def bend(one: tuple[float, float], other: tuple[float, float]) -> float:
            corners = [(1, 1), (1, -1), (-1, 1), (-1, -1)]
            moved = [
                a * b * loss(log_spread + a * one[0] + b * other[0], correlation + a * one[1] + b * other[1])
                for a, b in corners
            ]
            return sum(moved) / (4 * STEP * STEP)

        spread, rho = (STEP, 0.0), (0.0, STEP)
        crossed = bend(spread, rho)
        return np.asarray(np.linalg.inv([[bend(spread, spread), crossed], [crossed, bend(rho, rho)]]))
