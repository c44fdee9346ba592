"""What a series with a wandering level allows for the effect, however much the level may wander."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import FloatArray, require_open_share
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval

# Logarithms of the ratio of both deviations are tried from where the level stands still to where points have no noise
# of their own; beyond these and below this likelihood nothing counts. 96 steps give the limits to eight digits.
FARTHEST_STILL, FARTHEST_WANDERING, COARSE, FINE = 8.0, 18.0, 60, 96
NEGLIGIBLE = -25.0
COMPLETE = 1e-11


@dataclass(frozen=True, slots=True, eq=False)
class LevelMixture:
    """The effect for each ratio of the level's deviation to the points' own: estimate, error and weight of each."""

    estimates: FloatArray
    errors: FloatArray
    weights: FloatArray
    left: int

    def share_below(self, value: float) -> float:
        """Weight of all effects below this one."""
        return float(self.weights @ special.stdtr(self.left, (value - self.estimates) / self.errors))

    def interval(self, confidence: float) -> Interval:
        """Interval that leaves out as much below as above."""
        require_open_share("confidence", confidence)
        lower, upper = (self._limit(share) for share in ((1 - confidence) / 2, (1 + confidence) / 2))
        return Interval(lower, upper, confidence)

    @property
    def p_value(self) -> float:
        """Twice the smaller weight on either side of 0: below 1 - confidence exactly when the interval leaves out 0."""
        below = self.share_below(0.0)
        return 2 * min(below, 1 - below)

    def _limit(self, share: float) -> float:
        reach = special.stdtrit(self.left, share) * self.errors
        ends = float((self.estimates + reach).min()), float((self.estimates + reach).max())
        if ends[0] == ends[1]:
            return ends[0]
        return float(brentq(lambda value: self.share_below(value) - share, *ends, xtol=1e-300, rtol=1e-12))


def level_mixture(values: FloatArray, columns: FloatArray, places: NDArray[np.intp]) -> LevelMixture:
    """What a series allows for the coefficient of its first column, when its level is a random walk of unknown size.

    For each ratio of the walk's deviation to that of the points the coefficient has Student's t distribution; ratios
    are weighed by their restricted likelihood and by how much of a point's deviation is its own, each part from 0 to 1
    alike beforehand. One best ratio, taken as if known, is often put at 0 and makes the interval far too narrow.

    Args:
        values: outcome of each point, shape `(n_points,)`.
        columns: columns without a constant and without a trend, the change first, shape `(n_points, n_columns)`.
        places: place of each point in time, whole numbers that rise; gaps are allowed, shape `(n_points,)`.

    Returns:
        The mixture, with its interval and p-value.

    Raises:
        CannotEstimate: the columns explain the steps between points completely.

    Assumes:
        Normal shocks to level and points, the same throughout, and 20 points or more. For 95 % it held 94 to 96 of 100
        true effects where the level wanders as much as the points differ by themselves, and at 60 points and more from
        a third of that on; up to 99 where it hardly wanders, which a series cannot show.

    Source:
        Harville (1974), Biometrika 61, pp. 383-385, for the restricted likelihood as that of all contrasts, with
        coefficients and spread averaged out; Berger, De Oliveira and Sansó (2001), Journal of the American Statistical
        Association 96, pp. 1361-1374, for averaging over a correlation where its best value lies at the limit; Harvey
        (1989), Forecasting, Structural Time Series Models and the Kalman Filter, section 2.4, for the model.

    Checked against:
        statsmodels 0.15 `GLS` at given ratios; the same mixture by whole matrices and by draws; simulated coverage.

    Examples:
        >>> places = np.arange(60)
        >>> after = (places >= 40).astype(float)
        >>> found = level_mixture(np.cumsum(np.sin(places ** 2)) + 8 * after, after[:, None], places)
        >>> found.interval(0.95).contains(8), found.p_value < 0.001
        (True, True)
    """
    steps, gaps = np.diff(np.column_stack([columns, values]), axis=0), np.diff(places).astype(np.float64)
    _require_unexplained(steps)
    left = steps.shape[0] - columns.shape[1]

    def tried(logarithms: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        estimates, variances, squares, determinants = _pieces(steps, gaps, logarithms)
        likelihood = -(determinants + left * np.log(squares)) / 2 + _prior(logarithms)
        return estimates, np.sqrt(variances * squares / left), likelihood

    grid = _where_it_counts(lambda at: tried(at)[2], len(values))
    estimates, errors, likelihood = tried(grid)
    weights = np.exp(likelihood - likelihood.max())
    return LevelMixture(estimates, errors, weights / weights.sum(), left)


def _where_it_counts(likelihood: Callable[[FloatArray], FloatArray], count: int) -> FloatArray:
    """Evenly spaced logarithms of the ratio over all that is likely at all."""
    coarse = np.linspace(-math.log(count) - FARTHEST_STILL, FARTHEST_WANDERING, COARSE)
    found = likelihood(coarse)
    counts = np.flatnonzero(found > found.max() + NEGLIGIBLE)
    return np.linspace(coarse[max(counts[0] - 1, 0)], coarse[min(counts[-1] + 1, COARSE - 1)], FINE)


def _prior(logarithms: FloatArray) -> FloatArray:
    """Logarithm of the weight beforehand on the scale of logarithms: even in the points' part of the deviation."""
    return 2 * logarithms - 1.5 * np.logaddexp(0, 2 * logarithms)


def _pieces(
    steps: FloatArray, gaps: FloatArray, logarithms: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """First coefficient, its variance for spread 1, weighted squares, and log-determinant, for each ratio.

    Steps between points hold the walk's shocks since the last one, and the noise of both points: only neighbours are
    alike, so that the root of their covariance has two diagonals, and all ratios go through it point by point.
    """
    walk, own = special.expit(2 * logarithms), special.expit(-2 * logarithms)
    white = np.empty((len(logarithms), *steps.shape))
    before, root, determinant = np.zeros_like(white[:, 0]), np.full_like(own, np.inf), np.zeros_like(own)
    for place, gap in enumerate(gaps):
        shared = -own / root
        root = np.sqrt(walk * gap + 2 * own - shared**2)
        before = (steps[place] - shared[:, None] * before) / root[:, None]
        white[:, place] = before
        determinant += 2 * np.log(root)
    triangle = np.asarray(np.linalg.qr(white, mode="r"))
    known, last = triangle[:, :-1, :-1], triangle[:, :-1, -1]
    first = np.eye(known.shape[1])[:, :1]
    inverse = np.linalg.solve(known.swapaxes(1, 2), first)[:, :, 0]
    determinant += 2 * np.log(np.abs(np.diagonal(known, axis1=1, axis2=2))).sum(axis=1)
    return (inverse * last).sum(axis=1), (inverse**2).sum(axis=1), triangle[:, -1, -1] ** 2, determinant


def _require_unexplained(steps: FloatArray) -> None:
    rest = float(np.asarray(np.linalg.qr(steps, mode="r"))[-1, -1])
    if abs(rest) <= COMPLETE * float(np.linalg.norm(steps[:, -1])):
        raise no_structural_answer()


def no_structural_answer() -> CannotEstimate:
    return CannotEstimate(
        "The structural model gives no answer for this series.",
        "The search for its variances did not end: the points vary too little or are too few.",
        "Use segmented regression.",
    )
