"""Outcomes of clusters followed over periods, as one cell a cluster and period."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray, vector
from labx.stats.errors import CannotEstimate


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Mean, count and treatment of every cluster in every period in which it was seen.

    `cluster` and `period` number each cell's cluster and period from 0, in the order of their codes. `within_squares`
    adds up the squared deviations of all units from the mean of their cell. Every array has shape `(n_cells,)`.
    """

    mean: FloatArray
    count: FloatArray
    treatment: FloatArray
    cluster: NDArray[np.intp]
    period: NDArray[np.intp]
    within_squares: float

    @property
    def clusters(self) -> int:
        return int(self.cluster.max()) + 1

    @property
    def periods(self) -> int:
        return int(self.period.max()) + 1

    @classmethod
    def of(cls, outcome: ArrayLike, *, treatment: ArrayLike, cluster: ArrayLike, period: ArrayLike) -> "Cells":
        """Gather the cells of units; refuse two treatments in one cell."""
        values, treated = vector("outcome", outcome), vector("treatment", treatment)
        if ((treated != 0) & (treated != 1)).any():
            raise ValueError("The treatment must be 1 from a cluster's start on and 0 before, and nothing else.")
        codes = [np.asarray(given) for given in (cluster, period)]
        if not all(given.shape == values.shape for given in (treated, *codes)):
            raise ValueError("Outcome, treatment, cluster and period differ in length. Give each unit one of each.")
        clusters, periods = (np.unique(given, return_inverse=True)[1] for given in codes)
        width = int(periods.max()) + 1
        numbers, place = np.unique(clusters * width + periods, return_inverse=True)
        count = np.bincount(place).astype(np.float64)
        # The overall mean is taken out first, so that large outcomes keep their digits.
        centre = float(values.mean())
        means = np.bincount(place, weights=values - centre) / count
        rest = values - centre - means[place]
        shares = np.bincount(place, weights=treated) / count
        _require_one_treatment(shares)
        return cls(
            mean=means + centre,
            count=count,
            treatment=shares,
            cluster=numbers // width,
            period=numbers % width,
            within_squares=float(rest @ rest),
        )

    def table(self, values: FloatArray) -> FloatArray:
        """Return one number a cell as a table `(n_clusters, n_periods)`; refuse cells that nobody saw."""
        if len(values) != self.clusters * self.periods:
            raise CannotEstimate(
                "The orders of the clusters cannot be exchanged.",
                "{missing} cells of a cluster and a period have no units.",
                "Leave out the periods that not every cluster has, or use the model instead.",
                missing=self.clusters * self.periods - len(values),
            )
        return values.reshape(self.clusters, self.periods)


def _require_one_treatment(shares: FloatArray) -> None:
    mixed = int(np.count_nonzero((shares > 0) & (shares < 1)))
    if mixed:
        raise CannotEstimate(
            "The clusters cannot be followed over the periods.",
            "In {mixed} cells of a cluster and a period some units were treated and others not.",
            "Choose shorter periods that end where a cluster begins, or leave out the period of change.",
            mixed=mixed,
        )
