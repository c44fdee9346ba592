"""Least squares of an outcome on arm and covariates, reduced to one small row a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray, matrix
from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.adjustment import PERFECT_FIT, constant_outcome, perfect_fit, require_enough_units
from labx.trials.engine.collinearity import require_independent
from labx.trials.engine.units import TREATMENT, IntArray, outcome_and_arm, positions, totals, varies_within

Labels = Sequence[object] | NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class ClusteredFit:
    """A fit whose coefficient of the arm is `weights @ basis' outcome`.

    `basis` has orthonormal columns that span intercept, arm and covariates, shape `(n_units, n_coefficients)`;
    `where` is the place of each unit's cluster; `steady` counts the columns that never vary within a cluster.
    """

    basis: FloatArray
    weights: FloatArray
    estimate: float
    residuals: FloatArray
    where: IntArray
    clusters: int
    steady: int

    def by_cluster(self, values: FloatArray) -> FloatArray:
        """Return the basis times the values, summed within clusters, shape `(n_clusters, n_coefficients)`."""
        return totals(self.where, self.basis * values[:, np.newaxis])

    def overlaps(self) -> FloatArray:
        """Return basis' basis of each cluster, shape `(n_clusters, n_coefficients, n_coefficients)`."""
        return np.stack([self.by_cluster(column) for column in self.basis.T], axis=2)


def fitted(
    outcome: ArrayLike,
    is_treated: ArrayLike,
    clusters: Labels,
    *,
    covariates: ArrayLike | None,
    names: Sequence[str],
    strata: Labels | None,
) -> ClusteredFit:
    """Return the checked fit; the covariates and the strata's own levels are adjusted for."""
    values, treated = outcome_and_arm(outcome, is_treated)
    where = positions("clusters", clusters, count=len(values))
    count = require_clusters(where, treated)
    columns, labels = design(treated, covariates, names, strata)
    moments = CrossMoments.of(columns, names=labels)
    require_enough_units(len(values), 1 + len(labels))
    require_independent(moments.centred_products, labels)
    if np.ptp(values) == 0:
        raise constant_outcome()
    centred = values - values.mean()
    scales = np.sqrt(np.diagonal(moments.centred_products))
    spanned, triangle = np.linalg.qr((columns - moments.means) / scales)
    residuals = centred - spanned @ (spanned.T @ centred)
    if float(residuals @ residuals) < PERFECT_FIT * float(centred @ centred):
        raise perfect_fit()
    weights = np.concatenate([[0.0], np.linalg.inv(triangle)[0] / scales[0]])
    basis = np.column_stack([np.full(len(values), len(values) ** -0.5), spanned])
    steady = 1 + sum(not varies_within(where, column).any() for column in columns.T)
    return ClusteredFit(basis, weights, float(weights @ (basis.T @ centred)), residuals, where, count, steady)


def require_clusters(where: IntArray, treated: FloatArray) -> int:
    """Return the number of clusters; refuse when an arm has fewer than two."""
    found = [len(np.unique(where[treated == arm])) for arm in (1, 0)]
    if min(found) < 2:
        raise CannotEstimate(
            "The effect cannot be told from the differences between clusters.",
            "The tried arm has {treated} clusters and the comparison arm {control}; each needs two or more.",
            "Assign more clusters, or compare the single clusters in words.",
            treated=found[0],
            control=found[1],
        )
    return int(where.max()) + 1


def design(
    treated: FloatArray, covariates: ArrayLike | None, names: Sequence[str], strata: Labels | None
) -> tuple[FloatArray, tuple[str, ...]]:
    """Return the arm, the covariates, and a column for each stratum but the first, with their names."""
    columns, labels = [treated], [TREATMENT, *names]
    if covariates is not None:
        table = matrix("covariates", covariates, columns=names)
        if len(table) != len(treated):
            raise ValueError(f"There are {len(table)} rows of covariates for {len(treated)} units. Give each unit one.")
        columns.extend(table.T)
    if strata is not None:
        stratum = positions("strata", strata, count=len(treated))
        places = range(1, int(stratum.max()) + 1)
        columns.extend((stratum == place).astype(np.float64) for place in places)
        labels.extend(f"stratum {place + 1}" for place in places)
    return np.column_stack(columns), tuple(labels)
