"""Local polynomials at one side of a cut-off, and the spread of outcomes around them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labx.stats.checks import FloatArray

NEIGHBOURS = 3
# Farther than any unit: what lies outside the first and the last.
BEYOND = 1e300
# Two distances that differ by less than this share are equal.
TIE = float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """Distance from the cut-off and outcome of the units at one side, in the order of distance from below to above."""

    distance: FloatArray
    outcome: FloatArray

    def inside(self, bandwidth: float) -> "Side":
        """The units whose distance is below the bandwidth."""
        near = np.abs(self.distance) < bandwidth
        return Side(self.distance[near], self.outcome[near])

    def weights(self, bandwidth: float) -> FloatArray:
        """Triangular weights, 0 from the bandwidth on."""
        return np.asarray(np.maximum(1 - np.abs(self.distance) / bandwidth, 0) / bandwidth)

    def powers(self, order: int) -> FloatArray:
        """Columns 1, distance, distance² and so on."""
        return np.vander(self.distance, order + 1, increasing=True)


@dataclass(frozen=True, slots=True, eq=False)
class LocalFit:
    """Coefficients of a local polynomial, and the row of weights that each unit has in each: `(order + 1, n)`."""

    coefficients: FloatArray
    influence: FloatArray

    def variance(self, residuals: FloatArray, place: int) -> float:
        return float(((self.influence[place] * residuals) ** 2).sum())


def fit_local(side: Side, *, order: int, bandwidth: float) -> LocalFit:
    """Weighted least squares of the outcome on powers of the distance, triangular weights.

    Args:
        side: units at one side of the cut-off.
        order: highest power, 0 or more.
        bandwidth: distance from which on units do not count, above 0.

    Returns:
        Coefficients (the first is the limit at the cut-off) and how each unit moves each of them.

    Raises:
        numpy.linalg.LinAlgError: fewer distinct distances inside the bandwidth than coefficients.

    Assumes:
        A smooth mean of the outcome at this side.

    Source:
        Fan and Gijbels (1996), Local Polynomial Modelling and Its Applications, section 3.1.

    Checked against:
        statsmodels 0.15 `WLS`.

    Examples:
        >>> side = Side(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]))
        >>> fit_local(side, order=1, bandwidth=5.0).coefficients.round(6).tolist()
        [1.0, 2.0]
    """
    roots = np.sqrt(side.weights(bandwidth))
    # Powers of distance over bandwidth: the columns stay of one size.
    scale = bandwidth ** np.arange(order + 1)
    orthogonal, triangle = np.linalg.qr(side.powers(order) / scale * roots[:, None])
    influence = np.linalg.solve(triangle, orthogonal.T * roots) / scale[:, None]
    return LocalFit(influence @ side.outcome, influence)


def neighbour_residuals(side: Side) -> FloatArray:
    """Distance of each outcome from those of its three nearest neighbours on the same side.

    Needs no model of the mean. Neighbours equally far count together; units at the same distance are neighbours first.

    Args:
        side: units at one side, in the order of distance.

    Returns:
        Residuals scaled so that their squares estimate the variance, shape `(n_units,)`.

    Raises:
        ValueError: fewer than two units.

    Assumes:
        The mean hardly moves between neighbours.

    Source:
        Abadie and Imbens (2006), Econometrica 74(1); Calonico, Cattaneo and Titiunik (2014), Econometrica 82(6),
        section 5.

    Checked against:
        rdrobust 2.1 `vce="nn"` through tests/references/discontinuity_rdrobust.json.

    Examples:
        >>> side = Side(np.array([0.0, 1.0, 2.0, 3.0, 10.0]), np.array([1.0, 2.0, 3.0, 4.0, 0.0]))
        >>> round(float(neighbour_residuals(side)[0] ** 2), 6)  # (1 - 3)² 3 / 4
        3.0
    """
    if len(side.outcome) < 2:
        raise ValueError("One unit has no neighbour. Give at least two units a side.")
    places, group = np.unique(side.distance, return_inverse=True)
    first = np.concatenate([[0], np.cumsum(np.bincount(group))])
    sums = np.concatenate([[0.0], np.cumsum(np.bincount(group, weights=side.outcome))])
    lower, upper = _nearest(places, first)
    others = first[upper + 1] - first[lower] - 1
    neighbours = (sums[upper + 1] - sums[lower])[group] - side.outcome
    count = others[group]
    return np.asarray(np.sqrt(count / (count + 1)) * (side.outcome - neighbours / count))


def _nearest(places: FloatArray, first: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Span of distinct places around each that holds enough neighbours: it grows to the nearer side, or to both."""
    last = len(places) - 1
    lower, upper = np.arange(len(places)), np.arange(len(places))
    needed = min(NEIGHBOURS, int(first[-1]) - 1)
    padded = np.concatenate([[-BEYOND], places, [BEYOND]])
    while (short := first[upper + 1] - first[lower] - 1 < needed).any():
        left, right = places - padded[lower], padded[upper + 2] - places
        tie = np.maximum(left, right) * TIE
        lower = np.where(short & (left - right <= tie), np.maximum(lower - 1, 0), lower)
        upper = np.where(short & (right - left <= tie), np.minimum(upper + 1, last), upper)
    return lower, upper
