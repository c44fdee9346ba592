"""A mixed model of cells: periods fixed, clusters and cluster-periods random, by restricted maximum likelihood."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate
from labx.trials.engine.panel.cells import Cells

# Variances relative to that between units: where the search for them begins. (Of standard deviations the derivative
# at 0 is 0, and a search that touches 0 would stay there.)
STARTS = ((0.1, 0.03), (2.0, 0.3))
LARGEST_RATIO = 1e6
# Outcomes that vary less than this share of their size vary by rounding.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class MixedFit:
    """Coefficients of the fixed columns, their covariance, and variances between clusters, cells and units."""

    coefficients: FloatArray
    covariance: FloatArray
    cluster_variance: float
    cell_variance: float
    unit_variance: float


@dataclass(frozen=True, slots=True)
class _Restricted:
    """Restricted likelihood of cells given the ratios of the variances."""

    cells: Cells
    fixed: FloatArray
    outcome: FloatArray
    within_squares: float
    members: FloatArray

    @classmethod
    def of(cls, cells: Cells, fixed: FloatArray, outcome: FloatArray, scale: float) -> "_Restricted":
        members = np.asarray(cells.cluster[:, None] == np.arange(cells.clusters), dtype=np.float64)
        return cls(cells, fixed, outcome / scale, cells.within_squares / scale**2, members)

    def pieces(self, ratios: FloatArray) -> tuple[FloatArray, FloatArray, float, float]:
        """Inverse information, coefficients, weighted squares and log-determinants for unit variance 1."""
        both, members = np.column_stack([self.fixed, self.outcome]), self.members
        weight = 1 / (1 / self.cells.count + ratios[1])
        weighted = both * weight[:, None]
        sums = members.T @ weighted
        shrink = ratios[0] / (1 + ratios[0] * (members.T @ weight))
        products = both.T @ weighted - sums.T @ (sums * shrink[:, None])
        inverse = np.linalg.inv(products[:-1, :-1])
        coefficients = inverse @ products[:-1, -1]
        squares = float(products[-1, -1] - coefficients @ products[:-1, -1]) + self.within_squares
        determinant = float(np.log1p(ratios[0] * (members.T @ weight)).sum() - np.log(weight).sum())
        return inverse, coefficients, squares, determinant + float(np.linalg.slogdet(products[:-1, :-1])[1])

    @property
    def degrees_of_freedom(self) -> float:
        return float(self.cells.count.sum() - self.fixed.shape[1])

    def loss(self, ratios: FloatArray) -> float:
        """Minus twice the restricted log-likelihood, the variance between units profiled out, up to a constant."""
        _, _, squares, determinant = self.pieces(ratios)
        return self.degrees_of_freedom * math.log(squares) + determinant


def fit_cells(cells: Cells, fixed: FloatArray) -> MixedFit:
    """Fit the cells on fixed columns with random clusters and random cells.

    Own code because statsmodels' `MixedLM` needs minutes and one row a unit where this needs milliseconds and one a
    cell; the likelihood is the same.

    Args:
        cells: cells of clusters and periods. Where every cell holds one unit, cells and units cannot be told apart and
            only clusters are random.
        fixed: fixed columns, linearly independent, shape `(n_cells, n_columns)`.

    Returns:
        Coefficients with their covariance, and the three variances in the squared unit of the outcome.

    Raises:
        CannotEstimate: the outcomes do not vary beyond the fixed columns, or the search does not end.

    Assumes:
        Normal random effects, the same between units in every cell. Cells of one cluster are equally alike however far
        apart in time.

    Source:
        Hooper, Teerenstra, de Hoop and Eldridge (2016), Sample size calculation for stepped wedge and other
        longitudinal cluster randomised trials, Statistics in Medicine 35, pp. 4718-4728; Patterson and Thompson (1971).

    Checked against:
        statsmodels 0.15 `MixedLM(re_formula="1", vc_formula=...)` by REML.

    Examples:
        >>> cells = Cells.of([1, 2, 5, 8, 3, 6, 8, 9], treatment=[0] * 8, cluster=list("aabbccdd"), period=[0] * 8)
        >>> fit = fit_cells(cells, np.ones((4, 1)))
        >>> float(fit.coefficients[0].round(6)), round(fit.unit_variance, 4)
        (5.25, 2.5)
    """
    # What plain least squares leaves, in its own unit: large outcomes keep their digits.
    plain = np.linalg.lstsq(fixed, cells.mean, rcond=None)[0]
    left = cells.mean - fixed @ plain
    scale = math.sqrt(float((cells.count * left) @ left) + cells.within_squares)
    if float(cells.count.sum()) <= fixed.shape[1] or scale <= ROUNDING * float(np.abs(cells.mean).max()):
        raise CannotEstimate(
            "The uncertainty of this difference cannot be estimated.",
            "Periods, clusters and treatment explain the outcomes completely.",
            "Bring more clusters or units, and check that the outcome column is the right one.",
        )
    problem = _Restricted.of(cells, fixed, left, scale)
    single = float(cells.count.max()) == 1
    bounds = [(0, LARGEST_RATIO), (0, 0) if single else (0, LARGEST_RATIO)]
    found = [
        minimize(problem.loss, start, method="L-BFGS-B", jac="3-point", bounds=bounds, tol=1e-15) for start in STARTS
    ]
    ratios = min(found, key=lambda result: result.fun).x
    inverse, coefficients, squares, _ = problem.pieces(ratios)
    unit_variance = squares * scale**2 / problem.degrees_of_freedom
    return MixedFit(
        coefficients=plain + coefficients * scale,
        covariance=inverse * unit_variance,
        cluster_variance=float(ratios[0] * unit_variance),
        cell_variance=float(ratios[1] * unit_variance),
        unit_variance=unit_variance,
    )
