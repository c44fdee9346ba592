"""How far from a cut-off units count: the bandwidth with the smallest expected error."""

import math
from dataclasses import dataclass

import numpy as np

from labx.stats.checks import FloatArray
from labx.trials.engine.quasi.local_polynomial import Side, fit_local, neighbour_residuals

# Of the first, rough bandwidth for triangular weights: spread times this times n to the power -1/5.
ROUGH = 2.576
NORMAL_QUARTILES = 1.349
# From this share of repeated values on, bandwidths reach at least so many distinct values.
REPEATED = 0.2
FEWEST_DISTINCT = 10
A_LITTLE = 1 + float(np.sqrt(np.finfo(np.float64).eps))


@dataclass(frozen=True, slots=True)
class Bandwidths:
    """Bandwidths of the effect and of its bias, in the unit of the running variable."""

    effect: float
    bias: float


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Variance, bias and the uncertainty of the bias that a bandwidth must balance."""

    variance: float
    bias: float
    uncertainty: float


def best_bandwidths(left: Side, right: Side) -> Bandwidths:
    """Bandwidths for a local line at both sides that minimise the expected squared error of the jump.

    Args:
        left: units below the cut-off, distances below 0.
        right: units at or above it, distances 0 or more.

    Returns:
        One bandwidth for the effect and one for its bias, the same at both sides.

    Raises:
        numpy.linalg.LinAlgError: too few distinct distances for the pilot polynomials of order 4.
        ZeroDivisionError: the outcome does not bend at all, so that no bandwidth is best.

    Assumes:
        As `discontinuity`. Repeated values of the running variable make a bandwidth reach 10 distinct ones a side.

    Source:
        Calonico, Cattaneo and Farrell (2020), Optimal bandwidth choice for robust bias-corrected inference in
        regression discontinuity designs, Econometrics Journal 23(2), pp. 192-210, with regularisation 1.

    Checked against:
        rdrobust 2.1 `bwselect="mserd"` through tests/references/discontinuity_rdrobust.json.

    Examples:
        >>> places = np.linspace(-1, 1, 400)
        >>> outcome = np.where(places >= 0, 2.0, 0.0) + places ** 2 * (places >= 0) + np.sin(np.arange(400) ** 2)
        >>> is_left = places < 0
        >>> found = best_bandwidths(Side(places[is_left], outcome[is_left]), Side(places[~is_left], outcome[~is_left]))
        >>> 0 < found.effect < 1
        True
    """
    both = np.concatenate([left.distance, right.distance])
    spread = float(both.std(ddof=1))
    outcomes = float(np.concatenate([left.outcome, right.outcome]).std(ddof=1))
    sides = [Side(side.distance / spread, side.outcome / outcomes) for side in (left, right)]
    widest = float(np.abs(both).max()) / spread
    distinct = [np.unique(np.abs(side.distance)) for side in sides]
    floor = _floor(sides, distinct)
    quartiles = _quantile(both, 0.75) - _quantile(both, 0.25)
    rough = ROUGH * min(1.0, quartiles / spread / NORMAL_QUARTILES) * sum(map(len, distinct)) ** (-1 / 5)
    rough = max(min(rough, widest), floor)
    pilots = [
        _pieces(
            side, rough, order=3, derivative=3, reach=float(np.abs(side.distance).max()) * A_LITTLE, regularised=False
        )
        for side in sides
    ]
    pilot = max(min(_best(pilots, order=3), widest), floor)
    bends = [_pieces(side, rough, order=2, derivative=2, reach=pilot, regularised=True) for side in sides]
    bias = min(_best(bends, order=2), widest)
    jumps = [_pieces(side, rough, order=1, derivative=0, reach=bias, regularised=True) for side in sides]
    return Bandwidths(effect=spread * min(_best(jumps, order=1), widest), bias=spread * bias)


def _best(pieces: list[_Pieces], *, order: int) -> float:
    left, right = pieces
    gap = (right.bias - left.bias) ** 2 + left.uncertainty + right.uncertainty
    return float(((left.variance + right.variance) / gap) ** (1 / (2 * order + 3)))


def _pieces(side: Side, rough: float, *, order: int, derivative: int, reach: float, regularised: bool) -> _Pieces:
    """Constants of a local polynomial's derivative at the cut-off: variance at `rough`, bias from one order higher."""
    near = side.inside(rough)
    fit = fit_local(near, order=order, bandwidth=rough)
    variance = fit.variance(neighbour_residuals(near), derivative)
    share = rough**derivative * float(fit.influence[derivative] @ (near.distance / rough) ** (order + 1))
    wide = side.inside(reach)
    higher = fit_local(wide, order=order + 1, bandwidth=reach)
    factor = 2 * (order + 1 - derivative)
    uncertainty = 0.0
    if regularised:
        uncertainty = 3 * factor * share**2 * higher.variance(neighbour_residuals(wide), order + 1)
    return _Pieces(
        variance=(2 * derivative + 1) * rough ** (2 * derivative + 1) * variance,
        bias=math.sqrt(factor) * share * float(higher.coefficients[order + 1]),
        uncertainty=uncertainty,
    )


def _floor(sides: list[Side], distinct: list[FloatArray]) -> float:
    repeated = max(1 - len(values) / len(side.distance) for side, values in zip(sides, distinct, strict=True))
    if repeated < REPEATED:
        return 0.0
    return max(float(values[min(FEWEST_DISTINCT, len(values)) - 1]) for values in distinct) * A_LITTLE


def _quantile(values: FloatArray, share: float) -> float:
    """Quantile as the mean of two neighbours where it falls between them (Hyndman and Fan's second)."""
    return float(np.quantile(values, share, method="averaged_inverted_cdf"))
