"""Difference-in-differences with one start: two groups and two times, or units and periods held fixed."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, vector
from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.adjustment import adjusted_difference
from labx.trials.engine.adjustment_by_unit import adjusted_difference_by_unit
from labx.trials.engine.effect import Effect
from labx.trials.engine.panel.following import Codes, Followed, require_clusters

FEWEST_CLUSTERS = 6
CLOSE_ENOUGH = 1e-11
MOST_SWEEPS = 10_000
SETTLED = 1e-13


@dataclass(frozen=True, slots=True)
class TwoWay:
    """Effect with units and periods held fixed, and whether it may mislead.

    `is_staggered`: units began at different times. `negative_weight` adds up the negative weights that this estimate
    then gives to the effects of single treated units and periods, whose weights add up to 1: from about 0.1 on the
    estimate can have the wrong sign where effects differ, and `group_time_effects` should be read instead.
    """

    effect: Effect
    units: int
    clusters: int
    is_staggered: bool
    negative_weight: float


def two_by_two(
    outcome: ArrayLike,
    *,
    in_group: ArrayLike,
    is_after: ArrayLike,
    errors: Literal["classical", "robust"],
    confidence: float,
) -> Effect:
    """Change of one group less the change of another, from two samples or one followed.

    Args:
        outcome: one number a unit, shape `(n_units,)`.
        in_group: 1 in the group where something changed, 0 in the other, shape `(n_units,)`.
        is_after: 1 after the change, 0 before, shape `(n_units,)`.
        errors: "classical" for the same spread everywhere, "robust" for HC2.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        Effect in the unit of the outcome with n - 4 degrees of freedom.

    Raises:
        CannotEstimate: one of the four cells is empty, or the outcome does not vary.
        ValueError: lengths differ, or a column is not 0 and 1.

    Assumes:
        Without the change both groups would have moved alike. Independent units: for two regions with many people each
        the errors are far too small, as nothing tells the change from whatever else happened in the region.

    Source:
        Angrist and Pischke (2009), Mostly Harmless Econometrics, section 5.2; Donald and Lang (2007), Review of
        Economics and Statistics 89(2), on few groups.

    Checked against:
        statsmodels 0.15 `OLS`; workers' compensation 0.1906 (0.0685) and the incinerator -11,863.9 (7,456.6) in
        Wooldridge, Introductory Econometrics, chapter 13.

    Examples:
        >>> outcome, group, after = [1, 3, 2, 4, 5, 7, 9, 11], [0, 0, 0, 0, 1, 1, 1, 1], [0, 0, 1, 1, 0, 0, 1, 1]
        >>> effect = two_by_two(outcome, in_group=group, is_after=after, errors="classical", confidence=0.95)
        >>> round(effect.estimate, 6), effect.degrees_of_freedom
        (3.0, 4)
    """
    values, group, after = vector("outcome", outcome), vector("group", in_group), vector("after", is_after)
    if not len(values) == len(group) == len(after):
        raise ValueError("Outcome, group and after differ in length. Give each unit one of each.")
    for name, column in (("group", group), ("after", after)):
        if ((column != 0) & (column != 1)).any():
            raise ValueError(f"“{name}” must be 0 or 1, and nothing else.")
    empty = 4 - len(np.unique(2 * group + after))
    if empty:
        raise CannotEstimate(
            "The changes of the two groups cannot be compared.",
            "{empty} of the four cells (each group before and after) hold nobody.",
            "Check the columns that say who was in which group and when.",
            empty=empty,
        )
    both, names = group * after, ("group", "after")
    if errors == "robust":
        return adjusted_difference_by_unit(
            values, both, np.column_stack([group, after]), names=names, confidence=confidence
        )
    moments = CrossMoments.of(np.column_stack([values, both, group, after]), names=("outcome", "both", *names))
    return adjusted_difference(moments, outcome="outcome", treatment="both", covariates=names, confidence=confidence)


def two_way(
    outcome: ArrayLike,
    *,
    treatment: ArrayLike,
    unit: ArrayLike,
    period: ArrayLike,
    cluster: ArrayLike | None = None,
    confidence: float,
) -> TwoWay:
    """Effect of a treatment with units and periods held fixed, errors by cluster (CR1).

    Args:
        outcome: one number a row, shape `(n_rows,)`.
        treatment: 1 where the unit was treated in that period, 0 otherwise, shape `(n_rows,)`.
        unit: code of the unit, shape `(n_rows,)`.
        period: time of the period, a number, shape `(n_rows,)`.
        cluster: code of the cluster within which nothing is independent (the unit, when None), shape `(n_rows,)`.
        confidence: share of such intervals that hold the true effect, between 0 and 1.

    Returns:
        Effect in the unit of the outcome with clusters - 1 degrees of freedom, and whether it may mislead.

    Raises:
        CannotEstimate: treatment follows from unit and period, fewer than 6 clusters, or a complete fit.
        ValueError: lengths differ, the treatment is not 0 and 1, or a unit changes its cluster.

    Assumes:
        Without the treatment all units would have moved alike, and the effect is the same for every unit at every time.
        One treated cluster, or a handful, makes these errors too small: use randomisation inference over clusters.

    Source:
        Bertrand, Duflo and Mullainathan (2004), Quarterly Journal of Economics 119(1); de Chaisemartin and
        D'Haultfoeuille (2020), Two-way fixed effects estimators with heterogeneous treatment effects, American Economic
        Review 110(9), for the negative weights.

    Checked against:
        statsmodels 0.15 `OLS` with a column a unit and a period, `cov_type="cluster"`; organ donations in California
        -0.0225 (0.0067).

    Examples:
        >>> unit, period = np.repeat(np.arange(8), 4), np.tile(np.arange(4), 8)
        >>> on = (unit < 4) & (period >= 2)
        >>> answer = two_way(3.0 * on + unit + period ** 2 + np.sin(np.arange(32) ** 2), treatment=on, unit=unit,
        ...                  period=period, confidence=0.95)
        >>> answer.effect.interval.contains(3), answer.is_staggered, answer.negative_weight
        (True, False, 0.0)
    """
    rows = Followed.of(outcome, treatment=treatment, unit=unit, period=period, cluster=cluster)
    require_clusters(rows.clusters, FEWEST_CLUSTERS)
    rest = _within(rows.treatment, rows.unit, rows.period)
    size = float(rest @ rest)
    if size < CLOSE_ENOUGH * len(rest):
        raise CannotEstimate(
            "The effect cannot be told from units and periods.",
            "Whoever was treated was so in all periods, or all units were in the same ones.",
            "Add units that were not treated at the time, or periods before the treatment.",
        )
    values = _within(rows.outcome, rows.unit, rows.period)
    estimate = float(rest @ values) / size
    residuals = values - estimate * rest
    if float(residuals @ residuals) <= CLOSE_ENOUGH * max(float(values @ values), 1e-300):
        raise CannotEstimate(
            "The uncertainty of this difference cannot be estimated.",
            "Units, periods and treatment explain the outcomes completely.",
            "Check that the outcome column is the right one.",
        )
    count, coefficients = len(values), rows.units + len(rows.periods)
    scores = np.bincount(rows.cluster, weights=rest * residuals)
    small_sample = rows.clusters / (rows.clusters - 1) * (count - 1) / max(count - coefficients, 1)
    weights = rest[rows.treatment == 1]
    starts = rows.starts() if _is_absorbing(rows) else None
    return TwoWay(
        effect=Effect.of(
            estimate=estimate,
            standard_error=math.sqrt(small_sample * float(scores @ scores)) / size,
            degrees_of_freedom=rows.clusters - 1,
            confidence=confidence,
        ),
        units=rows.units,
        clusters=rows.clusters,
        is_staggered=starts is None or len(np.unique(starts[starts < len(rows.periods)])) > 1,
        negative_weight=float(np.abs(weights[weights < 0]).sum() / weights.sum()),
    )


def _is_absorbing(rows: Followed) -> bool:
    try:
        rows.starts()
    except CannotEstimate:
        return False
    return True


def _within(values: FloatArray, unit: Codes, period: Codes) -> FloatArray:
    """Return what unit and period leave of the values: their means taken out in turn until nothing moves."""
    counts = [np.bincount(codes) for codes in (unit, period)]
    rest = np.asarray(values - values.mean(), dtype=np.float64)
    size = max(float(np.abs(rest).max()), 1e-300)
    for _ in range(MOST_SWEEPS):
        moved = 0.0
        for codes, count in zip((unit, period), counts, strict=True):
            means = np.bincount(codes, weights=rest) / count
            rest -= means[codes]
            moved = max(moved, float(np.abs(means).max()))
        if moved <= SETTLED * size:
            return rest
    raise CannotEstimate(
        "The effect cannot be told from units and periods.",
        "Units and periods overlap so little that the search for their means did not end.",
        "Leave out units seen in few periods.",
    )
