"""Units followed over periods: their codes, clusters and when each began to be treated."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray, vector
from labx.stats.errors import CannotEstimate

Codes = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """One row a unit and period; units, periods and clusters numbered from 0 in the order of their codes."""

    outcome: FloatArray
    treatment: FloatArray
    unit: Codes
    period: Codes
    cluster: Codes
    periods: tuple[float, ...]

    @property
    def units(self) -> int:
        return int(self.unit.max()) + 1

    @property
    def clusters(self) -> int:
        return int(self.cluster.max()) + 1

    @classmethod
    def of(
        cls,
        outcome: ArrayLike,
        *,
        treatment: ArrayLike,
        unit: ArrayLike,
        period: ArrayLike,
        cluster: ArrayLike | None,
    ) -> "Followed":
        """Read the rows; refuse lengths that differ, a treatment that is not 0 and 1, and a unit twice in a period."""
        values, treated, times = vector("outcome", outcome), vector("treatment", treatment), vector("period", period)
        if ((treated != 0) & (treated != 1)).any():
            raise ValueError("The treatment must be 1 in the periods in which a unit is treated and 0 in the others.")
        codes = [np.asarray(unit), np.asarray(unit if cluster is None else cluster)]
        if not all(given.shape == values.shape for given in (treated, times, *codes)):
            raise ValueError(
                "Outcome, treatment, unit, period and cluster differ in length. Give each row one of each."
            )
        units, clusters = (np.unique(given, return_inverse=True)[1].astype(np.intp) for given in codes)
        periods, place = np.unique(times, return_inverse=True)
        _require_clusters_of_units(units, clusters)
        return cls(values, treated, units, place.astype(np.intp), clusters, tuple(periods.tolist()))

    def starts(self) -> Codes:
        """First treated period of each unit, the number of periods where there is none; refuse units that stop."""
        never = len(self.periods)
        starts = np.full(self.units, never)
        on = self.treatment == 1
        np.minimum.at(starts, self.unit[on], self.period[on])
        stopped = len(np.unique(self.unit[~on & (self.period >= starts[self.unit])]))
        if stopped:
            raise CannotEstimate(
                "The effects cannot be told apart by when units began.",
                "{stopped} units stop being treated after they began.",
                "Leave out the periods after they stopped, or these units.",
                stopped=stopped,
            )
        return starts

    def table(self) -> FloatArray:
        """Outcomes as a table `(n_units, n_periods)`; refuse units that lack a period or have one twice."""
        width = len(self.periods)
        places, counts = np.unique(self.unit * width + self.period, return_counts=True)
        lacking = self.units - int((np.bincount(places // width, minlength=self.units) == width).sum())
        if lacking or int(counts.max()) > 1:
            raise CannotEstimate(
                "The units cannot be followed over all periods.",
                "{lacking} units lack a period and {twice} rows repeat a unit and period.",
                "Leave out the units that are not complete, or choose fewer periods; keep one row a unit and period.",
                lacking=lacking,
                twice=int((counts - 1).sum()),
            )
        table = np.empty((self.units, width))
        table[self.unit, self.period] = self.outcome
        return table

    def cluster_of_units(self) -> Codes:
        clusters = np.empty(self.units, dtype=np.intp)
        clusters[self.unit] = self.cluster
        return clusters


def _require_clusters_of_units(units: Codes, clusters: Codes) -> None:
    if len(np.unique(units * (int(clusters.max()) + 1) + clusters)) > int(units.max()) + 1:
        raise ValueError("A unit changes its cluster between periods. Give each unit one cluster.")


def require_clusters(clusters: int, least: int) -> None:
    """Refuse errors by cluster with too few of them."""
    if clusters < least:
        raise CannotEstimate(
            "The uncertainty of this difference cannot be estimated.",
            "There are {clusters} clusters; errors by cluster need at least {least}.",
            "Use randomisation inference, or find more places to compare with.",
            clusters=clusters,
            least=least,
        )
