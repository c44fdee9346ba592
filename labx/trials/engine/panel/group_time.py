"""Difference-in-differences with many starts: effects by group and time, gathered without forbidden comparisons."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray
from labx.stats.distributions import chi_square_share_above
from labx.stats.errors import CannotEstimate
from labx.trials.engine.effect import Effect
from labx.trials.engine.panel.following import Codes, Followed, require_clusters

FEWEST_CLUSTERS = 6
# With fewer treated units the spread of an effect is not known from these units.
FEWEST_UNITS = 5
SMALLEST_EIGENVALUE = 1e-10

Comparison = Literal["never", "not yet"]


@dataclass(frozen=True, slots=True)
class GroupTimeEffect:
    """Effect in one period on the units that began in one period; in the period before their start it is 0."""

    start: float
    period: float
    estimate: float
    standard_error: float
    units: int


@dataclass(frozen=True, slots=True)
class EventPoint:
    """Mean effect so many periods after the start (below 0: before it), and how many units it rests on."""

    since: int
    effect: Effect
    units: int

    @property
    def is_thin(self) -> bool:
        """Whether so few units are behind it that its interval is too narrow."""
        return self.units < FEWEST_UNITS


@dataclass(frozen=True, slots=True)
class PreTrend:
    """Test that nothing happened before the start; `points` counts those tested."""

    statistic: float
    degrees_of_freedom: int
    p_value: float
    points: int


@dataclass(frozen=True, slots=True)
class GroupTime:
    """Effects of a treatment that began at different times.

    `overall` is the mean over treated units of each one's mean effect; `by_start` the mean of each group; `points` the
    event study with the period before the start as its zero; `pre_trend` None when no point before can be tested.
    """

    overall: Effect
    by_start: tuple[tuple[float, Effect], ...]
    points: tuple[EventPoint, ...]
    pre_trend: PreTrend | None
    effects: tuple[GroupTimeEffect, ...]
    units: int
    left_out: int


def group_time_effects(
    outcome: ArrayLike,
    *,
    treatment: ArrayLike,
    unit: ArrayLike,
    period: ArrayLike,
    comparison: Comparison,
    cluster: ArrayLike | None = None,
    confidence: float,
) -> GroupTime:
    """Effects of a treatment that began at different times, each group only compared with units not yet treated.

    Own code: `differences` and `csdid` give the same numbers but bring dozens of packages.

    Args:
        outcome: one number a unit and period, shape `(n_rows,)`.
        treatment: 1 from the unit's start on and 0 before, shape `(n_rows,)`.
        unit: code of the unit, shape `(n_rows,)`; every unit has every period.
        period: time of the period, a number, shape `(n_rows,)`.
        comparison: "never" for units never treated, "not yet" for those not treated by that period as well.
        cluster: code of the cluster within which nothing is independent (the unit, when None), shape `(n_rows,)`.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        Effects in the unit of the outcome: overall, by start, by time since the start, and a test of the points before.
        Errors come from influence functions, with clusters - 1 degrees of freedom.

    Raises:
        CannotEstimate: nobody to compare with, a unit that stops or lacks a period, or fewer than 6 clusters.
        ValueError: lengths differ, the treatment is not 0 and 1, or a unit changes its cluster.

    Assumes:
        Without treatment all groups would have moved alike after their start; nobody acted on it before. Units treated
        in the first period are left out. A group of few units has an error that is too small (`is_thin`). A pre-trend
        test that finds nothing is weak comfort: it has little power.

    Source:
        Callaway and Sant'Anna (2021), Difference-in-differences with multiple time periods, Journal of Econometrics
        225(2), pp. 200-230, without covariates; base period universal after Roth (2024).

    Checked against:
        csdid 0.4.3 through tests/references/castle_csdid.json (castle doctrine laws, 50 states).

    Examples:
        >>> unit, period = np.repeat(np.arange(12), 5), np.tile(np.arange(5), 12)
        >>> start = np.array([2, 3, 9, 9] * 3)[unit]
        >>> on = period >= start
        >>> answer = group_time_effects(on * (1.0 + period - start) + unit + period + np.sin(np.arange(60) ** 2),
        ...                             treatment=on, unit=unit, period=period, comparison="never", confidence=0.95)
        >>> [point.since for point in answer.points], answer.overall.interval.contains(1.75)
        ([-3, -2, 0, 1, 2], True)
    """
    rows = Followed.of(outcome, treatment=treatment, unit=unit, period=period, cluster=cluster)
    starts, table, clusters = rows.starts(), rows.table(), rows.cluster_of_units()
    kept = starts > 0
    influences = _Influences.of(
        table[kept], starts[kept], np.unique(clusters[kept], return_inverse=True)[1], rows.periods, comparison
    )
    require_clusters(influences.clusters, FEWEST_CLUSTERS)
    cells = influences.cells
    after = [cell for cell in cells if cell.period >= cell.start]
    groups = sorted({cell.start for cell in after})
    by_start = [influences.mean([cell for cell in after if cell.start == group], weighted=False) for group in groups]
    shares = np.array([influences.share(group) for group in groups])
    overall = influences.weighted(by_start, groups, shares)
    times = sorted({cell.period - cell.start for cell in cells} - {-1})
    points = [influences.mean([cell for cell in cells if cell.period - cell.start == time]) for time in times]
    counts = [sum(influences.units(cell.start) for cell in cells if cell.period - cell.start == time) for time in times]
    return GroupTime(
        overall=influences.effect(overall, confidence),
        by_start=tuple(
            (rows.periods[group], influences.effect(mean, confidence))
            for group, mean in zip(groups, by_start, strict=True)
        ),
        points=tuple(
            EventPoint(time, influences.effect(point, confidence), count)
            for time, point, count in zip(times, points, counts, strict=True)
        ),
        pre_trend=influences.pre_trend(
            [
                point
                for time, point, count in zip(times, points, counts, strict=True)
                if time < 0 and count >= FEWEST_UNITS
            ]
        ),
        effects=tuple(
            GroupTimeEffect(
                start=rows.periods[cell.start],
                period=rows.periods[cell.period],
                estimate=cell.estimate,
                standard_error=influences.error(cell.influence),
                units=influences.units(cell.start),
            )
            for cell in cells
        ),
        units=int(kept.sum()),
        left_out=int((~kept).sum()),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Estimate:
    """A number, and how each unit moves it."""

    estimate: float
    influence: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class _Cell(_Estimate):
    start: int
    period: int


@dataclass(frozen=True, slots=True, eq=False)
class _Influences:
    """Effects of all groups and periods with the influence of each unit on them."""

    cells: tuple[_Cell, ...]
    starts: Codes
    cluster: NDArray[np.intp]

    @classmethod
    def of(
        cls,
        table: FloatArray,
        starts: Codes,
        cluster: NDArray[np.intp],
        periods: tuple[float, ...],
        comparison: Comparison,
    ) -> "_Influences":
        never = len(periods)
        groups = [int(start) for start in np.unique(starts) if start < never]
        cells = []
        for group in groups:
            for period in range(never):
                others = starts == never if comparison == "never" else starts > max(period, group - 1)
                others = others & (starts != group)
                if period != group - 1 and others.any():
                    cells.append(_cell(table, starts == group, others, group, period))
        if not any(cell.period >= cell.start for cell in cells):
            raise CannotEstimate(
                "The effects cannot be estimated.",
                "Nobody began after the first period, or nobody is left to compare with.",
                "Add units that were never treated, or compare with those not yet treated.",
            )
        return cls(tuple(cells), starts, cluster)

    @property
    def clusters(self) -> int:
        return int(self.cluster.max()) + 1

    def units(self, start: int) -> int:
        return int(np.count_nonzero(self.starts == start))

    def share(self, start: int) -> float:
        return self.units(start) / len(self.starts)

    def error(self, influence: FloatArray) -> float:
        summed = np.bincount(self.cluster, weights=influence)
        return math.sqrt(float(summed @ summed)) / len(influence)

    def effect(self, mean: _Estimate, confidence: float) -> Effect:
        return Effect.of(
            estimate=mean.estimate,
            standard_error=self.error(mean.influence),
            degrees_of_freedom=self.clusters - 1,
            confidence=confidence,
        )

    def mean(self, cells: list[_Cell], *, weighted: bool = True) -> _Estimate:
        """Mean of some cells, by the number of units in their groups or each alike."""
        if weighted:
            return self.weighted(cells, [cell.start for cell in cells], np.array([self.share(c.start) for c in cells]))
        return _Estimate(
            float(np.mean([cell.estimate for cell in cells])), np.mean([cell.influence for cell in cells], axis=0)
        )

    def weighted(self, parts: "list[_Cell] | list[_Estimate]", groups: list[int], shares: FloatArray) -> _Estimate:
        """Mean weighted by shares of groups, which are themselves estimated."""
        weights = shares / shares.sum()
        members = np.stack([(self.starts == group) - self.share(group) for group in groups])
        moved = members / shares.sum() - np.outer(weights, members.sum(axis=0)) / shares.sum()
        estimates = np.array([part.estimate for part in parts])
        influence = weights @ np.stack([part.influence for part in parts]) + estimates @ moved
        return _Estimate(float(weights @ estimates), influence)

    def pre_trend(self, points: list[_Estimate]) -> PreTrend | None:
        """Wald's test that all points are 0, over the directions in which they vary."""
        if not points:
            return None
        summed = np.stack([np.bincount(self.cluster, weights=point.influence) for point in points])
        covariance = summed @ summed.T / len(self.starts) ** 2
        spread = np.sqrt(np.diagonal(covariance))
        values, vectors = np.linalg.eigh(covariance / np.outer(spread, spread))
        counts = values > SMALLEST_EIGENVALUE
        gap = vectors[:, counts].T @ (np.array([point.estimate for point in points]) / spread)
        statistic = float((gap**2 / values[counts]).sum())
        degrees_of_freedom = int(counts.sum())
        p_value = chi_square_share_above(statistic, degrees_of_freedom)
        return PreTrend(statistic, degrees_of_freedom, p_value, len(points))


def _cell(table: FloatArray, group: NDArray[np.bool_], others: NDArray[np.bool_], start: int, period: int) -> _Cell:
    """Change of a group since the period before its start, less that of the others."""
    change = table[:, period] - table[:, start - 1]
    means = [float(change[members].mean()) for members in (group, others)]
    influence = np.where(group, (change - means[0]) / group.mean(), 0.0)
    influence -= np.where(others, (change - means[1]) / others.mean(), 0.0)
    return _Cell(means[0] - means[1], influence, start, period)
