"""Comparison of two arms of clusters by a quantile, a mean time or a ratio of each cluster."""

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, require_open_share, require_positive, vector
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.clusters.fitting import Labels, require_clusters
from labx.trials.engine.clusters.means import require_whole_clusters
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.survival import Times, is_followed, restricted_mean
from labx.trials.engine.units import IntArray, means_by, outcome_and_arm, positions, totals

ROUNDING = 1e-9


def difference_of_cluster_quantiles(
    outcome: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, share: float, confidence: float
) -> Effect:
    """Difference between the arms' mean of the clusters' medians or other quantiles, each cluster weighing the same.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster, shape `(n_units,)`; none missing, each wholly in one arm.
        share: share of units below the quantile, between 0 and 1 (0.5 is the median, 0.9 the slowest tenth's edge).
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, with Welch's standard error over clusters.

    Raises:
        CannotEstimate: an arm has fewer than two clusters, a cluster is in both arms or too small for a quantile so
            far out, or no cluster's quantile differs.
        ValueError: lengths differ, the treatment is not 0 and 1, or share lies outside 0 to 1.

    Assumes:
        Clusters independent of one another, some 5 in each arm. It answers for the average cluster's quantile, not for
        the quantile of all people. Small clusters have unsure quantiles: that makes the interval wide, not wrong, as
        long as both arms have clusters of like sizes.

    Source:
        Hayes and Moulton (2017), Cluster Randomised Trials, 2nd ed., section 10.3 (a summary of each cluster); the
        quantile is the median-unbiased one of Hyndman and Fan (1996).

    Checked against:
        scipy 1.17 `ttest_ind(equal_var=False)` of numpy 2.4 `quantile(method="median_unbiased")` of each cluster.

    Examples:
        >>> days, office = [1, 2, 9, 3, 4, 5, 6, 7, 20, 8, 9, 10], [place for place in "abcd" for _ in range(3)]
        >>> effect = difference_of_cluster_quantiles(days, [0] * 6 + [1] * 6, office, share=0.5, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (5.0, 1.4142)
    """
    return _compared(*cluster_quantiles(outcome, is_treated, clusters, share=share), confidence)


def cluster_quantiles(
    outcome: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, share: float
) -> tuple[FloatArray, FloatArray]:
    """Return each cluster's quantile and arm, in the order of its label; refuse what has none."""
    require_open_share("share", share)
    values, treated = outcome_and_arm(outcome, is_treated)
    where = positions("clusters", clusters, count=len(values))
    sizes = np.bincount(where)
    # The quantile's rank lies between the first and the last of the cluster's units.
    is_small = (sizes + 1 / 3) * min(share, 1 - share) + 1 / 3 < 1 - ROUNDING
    if is_small.any():
        raise CannotEstimate(
            "This quantile cannot be compared between clusters.",
            "{few} of the {clusters} clusters are too small to have one so far out.",
            "Choose a quantile nearer to the middle, or compare means.",
            few=int(is_small.sum()),
            clusters=len(sizes),
        )
    quantiles = [np.quantile(values[rows], share, method="median_unbiased") for rows in rows_of(where)]
    return _in_arms(treated, where, quantiles)


def difference_of_cluster_times(
    times: ArrayLike, happened: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, horizon: float, confidence: float
) -> Effect:
    """Difference between the arms' mean of the clusters' mean times up to a horizon, each cluster weighing the same.

    Args:
        times: time until it happened, or until nobody looked any more, 0 or more, shape `(n_units,)`.
        happened: 1 where it happened then, 0 where it had not, shape `(n_units,)`.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster, shape `(n_units,)`; none missing, each wholly in one arm.
        horizon: time up to which is counted, fixed beforehand, above 0 and not beyond the longest time followed in any
            cluster.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the times, with Welch's standard error over clusters. A cluster in which it happened to
        nobody before the horizon counts with the whole of it.

    Raises:
        CannotEstimate: an arm has fewer than two clusters, a cluster is in both arms or was not followed so long, or no
            cluster's mean time differs.
        ValueError: lengths differ, a mark is not 0 or 1, or a time or the horizon is below 0.

    Assumes:
        Clusters independent of one another, some 5 in each arm; in each, those no longer followed would have fared like
        those who are. It answers for the average cluster, not for the average person.

    Source:
        Hayes and Moulton (2017), Cluster Randomised Trials, 2nd ed., section 10.3, with the mean time of Royston and
        Parmar (2013), BMC Medical Research Methodology 13, 152, as the summary.

    Checked against:
        lifelines 0.30 `restricted_mean_survival_time` of each cluster and scipy 1.17 `ttest_ind(equal_var=False)`,
        through tests/references/strata_lifelines.json.

    Examples:
        >>> days, found = [1, 3, 2, 6, 4, 6, 5, 6], [1, 1, 1, 0, 1, 0, 1, 0]
        >>> arm, office = [1, 1, 1, 1, 0, 0, 0, 0], ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = difference_of_cluster_times(days, found, arm, office, horizon=6, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (-2.25, 1.0308)
    """
    return _compared(*cluster_times(times, happened, is_treated, clusters, horizon=horizon), confidence)


def cluster_times(
    times: ArrayLike, happened: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, horizon: float
) -> tuple[FloatArray, FloatArray]:
    """Return each cluster's mean time up to the horizon and its arm; refuse what was not followed so long."""
    require_positive("horizon", horizon)
    until, treated = outcome_and_arm(times, is_treated)
    marks = vector("happened", happened)
    Times.of(until, marks)  # refuses what is no time or mark in the words of all times
    where = positions("clusters", clusters, count=len(until))
    arms = [Times.of(until[rows], marks[rows]) for rows in rows_of(where)]
    lost = sum(not is_followed(arm, horizon) for arm in arms)
    if lost:
        raise CannotEstimate(
            "The mean times of the clusters cannot be compared.",
            "In {lost} of the {clusters} clusters nobody was followed up to {horizon:g}.",
            "Choose an earlier horizon in a new plan, or wait.",
            lost=lost,
            clusters=len(arms),
            horizon=horizon,
        )
    return _in_arms(treated, where, [_mean_time(arm, horizon) for arm in arms])


def difference_of_cluster_ratios(
    above: ArrayLike, below: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, confidence: float
) -> Effect:
    """Difference between the arms' mean of the clusters' ratios of sums, each cluster weighing the same.

    Args:
        above: what is summed above the line, one number a unit, shape `(n_units,)`; missing values are refused.
        below: what is summed below it, same shape; above 0 when added up in each cluster.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster, shape `(n_units,)`; none missing, each wholly in one arm.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in units of `above` for one of `below`, with Welch's standard error over clusters.

    Raises:
        CannotEstimate: an arm has fewer than two clusters, a cluster is in both arms or has nothing below the line, or
            no cluster's ratio differs.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        Clusters independent of one another, some 5 in each arm. It answers for the average cluster: one that is small
        or hardly used counts as much as a large one.

    Source:
        Hayes and Moulton (2017), Cluster Randomised Trials, 2nd ed., section 10.3 (rates of clusters).

    Checked against:
        scipy 1.17 `ttest_ind(equal_var=False)` of the ratios.

    Examples:
        >>> falls, days, ward = [1, 3, 2, 4], [10, 20, 10, 10], ["a", "b", "c", "d"]
        >>> effect = difference_of_cluster_ratios(falls, days, [0, 0, 1, 1], ward, confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.standard_error, 4)
        (0.175, 0.1031)
    """
    return _compared(*cluster_ratios(above, below, is_treated, clusters), confidence)


def cluster_ratios(
    above: ArrayLike, below: ArrayLike, is_treated: ArrayLike, clusters: Labels
) -> tuple[FloatArray, FloatArray]:
    """Return each cluster's ratio of sums and its arm; refuse one with nothing below the line."""
    values, treated = outcome_and_arm(above, is_treated)
    under = vector("below", below)
    if len(under) != len(values):
        raise ValueError(f"There are {len(values)} numbers above and {len(under)} below. Give each unit one of each.")
    where = positions("clusters", clusters, count=len(values))
    tops, bottoms = totals(where, np.column_stack([values, under])).T
    empty = int((bottoms <= 0).sum())
    if empty:
        raise CannotEstimate(
            "The ratios of the clusters cannot be compared.",
            "In {empty} of the {clusters} clusters what the outcome is divided by adds up to 0 or less.",
            "Check the column of the denominator, or choose that each person counts the same.",
            empty=empty,
            clusters=len(bottoms),
        )
    return _in_arms(treated, where, tops / bottoms)


def rows_of(where: IntArray) -> list[IntArray]:
    """Return the places of each cluster's units, clusters in order."""
    return np.split(np.argsort(where, kind="stable"), np.cumsum(np.bincount(where))[:-1])


def _mean_time(arm: Times, horizon: float) -> float:
    """Mean time up to a horizon to which the cluster was followed: all of it where it happened to nobody before."""
    has_happened = bool((arm.happened[arm.times < horizon] == 1).any())
    return restricted_mean(arm, horizon=horizon) if has_happened else horizon


def _in_arms(treated: FloatArray, where: IntArray, summaries: ArrayLike) -> tuple[FloatArray, FloatArray]:
    require_clusters(where, treated)
    require_whole_clusters(where, treated)
    return np.asarray(summaries, dtype=np.float64), np.round(means_by(where, treated))


def _compared(summaries: FloatArray, arm: FloatArray, confidence: float) -> Effect:
    arms = (Moments.of(summaries[arm == place], name="summaries of clusters") for place in (1, 0))
    return difference_in_means(*arms, confidence=confidence)
