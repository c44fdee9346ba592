"""Stepped wedge: clusters begin one after the other, in an order drawn at random."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate
from labx.trials.engine.effect import Effect
from labx.trials.engine.panel.cells import Cells
from labx.trials.engine.panel.mixed_cells import fit_cells
from labx.trials.engine.permutation.draws import whole_rows
from labx.trials.engine.permutation.redrawing import RedrawnEffect, redrawn_effect, weigh_within

FEWEST_CLUSTERS = 4
RANK_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class SteppedWedge:
    """Effect of the treatment, and how alike people of one cluster are.

    `cluster_correlation` is the correlation of two people of one cluster in different periods, `cell_correlation` that
    of two people of one cluster in the same period.
    """

    effect: Effect
    clusters: int
    periods: int
    cluster_correlation: float
    cell_correlation: float


def stepped_wedge(
    outcome: ArrayLike, *, treatment: ArrayLike, cluster: ArrayLike, period: ArrayLike, confidence: float
) -> SteppedWedge:
    """Effect in a stepped wedge: treated against not yet treated, with what every period has in common taken out.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        treatment: 1 from the cluster's start on and 0 before, shape `(n_units,)`.
        cluster: code of the unit's cluster, shape `(n_units,)`.
        period: place of the period in time, a number, shape `(n_units,)`. Leave out units of a period of change.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        Effect in the unit of the outcome with the standard error of the mixed model and clusters - 2 degrees of
        freedom, and the two correlations within clusters.

    Raises:
        CannotEstimate: fewer than 4 clusters, treatment and period cannot be told apart, a cell is part treated, or the
            outcomes do not vary.
        ValueError: lengths differ, the treatment is not 0 and 1, or a cluster stops being treated.

    Assumes:
        Clusters began in random order; the effect is there at once and stays; random clusters and cluster-periods. With
        fewer than about 12 clusters prefer `redrawn_stepped_wedge`, which rests on the order alone. An effect that
        grows with time in treatment is averaged with unequal, even negative, weights: see `group_time_effects`.

    Source:
        Hussey and Hughes (2007), Design and analysis of stepped wedge cluster randomized trials, Contemporary Clinical
        Trials 28, pp. 182-191; Hooper and others (2016), Statistics in Medicine 35, pp. 4718-4728; degrees of freedom
        after Ford and Westgate (2020), Statistics in Medicine 39(21).

    Checked against:
        statsmodels 0.15 `MixedLM` by REML; simulated coverage with 12 and 24 clusters.

    Examples:
        >>> cluster, period = np.repeat(np.arange(4), 5), np.tile(np.arange(5), 4)
        >>> treatment = (period > cluster).astype(float)
        >>> noise = np.sin(np.arange(20) ** 2)
        >>> answer = stepped_wedge(2 * treatment + period + cluster + noise, treatment=treatment, cluster=cluster,
        ...                        period=period, confidence=0.95)
        >>> round(answer.effect.estimate, 2), answer.effect.degrees_of_freedom, answer.clusters
        (1.94, 2, 4)
    """
    cells = wedge_cells(outcome, treatment=treatment, cluster=cluster, period=period)
    if cells.clusters < FEWEST_CLUSTERS:
        raise CannotEstimate(
            "The effect cannot be estimated from a stepped wedge.",
            "There are {clusters} clusters; the model needs at least {least}.",
            "Bring in more clusters.",
            clusters=cells.clusters,
            least=FEWEST_CLUSTERS,
        )
    fixed = np.column_stack([cells.treatment, _columns(cells.period)])
    _require_told_apart(fixed)
    fit = fit_cells(cells, fixed)
    total = fit.cluster_variance + fit.cell_variance + fit.unit_variance
    return SteppedWedge(
        effect=Effect.of(
            estimate=float(fit.coefficients[0]),
            standard_error=float(np.sqrt(fit.covariance[0, 0])),
            degrees_of_freedom=cells.clusters - 2,
            confidence=confidence,
        ),
        clusters=cells.clusters,
        periods=cells.periods,
        cluster_correlation=fit.cluster_variance / total,
        cell_correlation=(fit.cluster_variance + fit.cell_variance) / total,
    )


def redrawn_stepped_wedge(
    outcome: ArrayLike,
    *,
    treatment: ArrayLike,
    cluster: ArrayLike,
    period: ArrayLike,
    draws: int,
    seed: int,
    confidence: float,
) -> RedrawnEffect:
    """Effect in a stepped wedge, judged by drawing again which cluster begins when; right for any number of clusters.

    Args:
        outcome: one number a unit, shape `(n_units,)`.
        treatment: 1 from the cluster's start on and 0 before, shape `(n_units,)`.
        cluster: code of the unit's cluster, shape `(n_units,)`.
        period: place of the period in time, a number, shape `(n_units,)`.
        draws: number of orders drawn, 1 or more.
        seed: start of the random numbers, 0 or more.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        Effect on the cell means with cluster and period taken out, its interval and p-value.

    Raises:
        CannotEstimate: a cell is empty or part treated, or so few orders are possible that nothing can be rejected.
        ValueError: lengths differ, the treatment is not 0 and 1, or a cluster stops being treated.

    Assumes:
        The order was drawn among all clusters, all cells count alike, and the effect is constant.

    Source:
        Ji, Fink, Robyn and Small (2017), Annals of Applied Statistics 11(1), pp. 1-20; Thompson and others (2018),
        Robust analysis of stepped wedge trials using cluster-level summaries within periods, Statistics in Medicine 37.

    Checked against:
        statsmodels 0.15 `OLS` with a column for each cluster and period; all 24 orders of 4 clusters.

    Examples:
        >>> cluster, period = np.repeat(np.arange(6), 7), np.tile(np.arange(7), 6)
        >>> treatment = (period > cluster).astype(float)
        >>> noise = np.sin(np.arange(42) ** 2)
        >>> answer = redrawn_stepped_wedge(2 * treatment + period + noise, treatment=treatment, cluster=cluster,
        ...                                period=period, draws=500, seed=1, confidence=0.9)
        >>> round(answer.estimate, 2), answer.interval.contains(2)
        (2.44, True)
    """
    cells = wedge_cells(outcome, treatment=treatment, cluster=cluster, period=period)
    rows = cells.table(cells.treatment)
    return redrawn_effect(
        cells.mean,
        cells.treatment,
        draw=whole_rows(rows),
        weigh=weigh_within(np.column_stack([_columns(cells.period), _columns(cells.cluster)])),
        draws=draws,
        seed=seed,
        confidence=confidence,
    )


def wedge_cells(outcome: ArrayLike, *, treatment: ArrayLike, cluster: ArrayLike, period: ArrayLike) -> Cells:
    """Return the cells of a stepped wedge; refuse clusters that stop being treated."""
    cells = Cells.of(outcome, treatment=treatment, cluster=cluster, period=period)
    same = cells.cluster[1:] == cells.cluster[:-1]
    stops = int(np.count_nonzero(same & (np.diff(cells.treatment) < 0)))
    if stops:
        raise ValueError(f"{stops} clusters stop being treated. A cluster of a stepped wedge goes on once it began.")
    return cells


def _columns(codes: NDArray[np.intp]) -> FloatArray:
    return np.asarray(codes[:, None] == np.arange(codes.max() + 1), dtype=np.float64)


def _require_told_apart(fixed: FloatArray) -> None:
    treatment, periods = fixed[:, 0], fixed[:, 1:]
    rest = treatment - periods @ (periods.T @ treatment / periods.sum(axis=0))
    if float(rest @ rest) < RANK_TOLERANCE:
        raise CannotEstimate(
            "The effect cannot be told from the passing of time.",
            "In every period either all clusters were treated or none was.",
            "Analyse it as an interrupted time series, or let clusters begin at different times.",
        )
