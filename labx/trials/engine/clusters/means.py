"""Comparison of two arms by one number a cluster."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.clusters.fitting import Labels, require_clusters
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.effect import Effect
from labx.trials.engine.units import IntArray, means_by, outcome_and_arm, positions, varies_within


@dataclass(frozen=True, slots=True, eq=False)
class ClusterMeans:
    """For each cluster, in the order of its label: mean outcome, arm (1 tried, 0 comparison) and number of units."""

    means: FloatArray
    is_treated: FloatArray
    sizes: IntArray


def cluster_means(outcome: ArrayLike, is_treated: ArrayLike, clusters: Labels) -> ClusterMeans:
    """Return one row a cluster; refuse a cluster that is in both arms."""
    values, treated = outcome_and_arm(outcome, is_treated)
    where = positions("clusters", clusters, count=len(values))
    require_clusters(where, treated)
    mixed = int(varies_within(where, treated).sum())
    if mixed:
        raise CannotEstimate(
            "The clusters cannot be compared as wholes.",
            "{count} of them have people in both arms.",
            "Check who moved between arms, or choose the analysis by person with clustered errors.",
            count=mixed,
        )
    return ClusterMeans(means_by(where, values), np.round(means_by(where, treated)), np.bincount(where))


def require_whole_clusters(where: IntArray, treated: FloatArray) -> None:
    """Refuse clusters that are in both arms, where nothing but whole clusters can be compared."""
    mixed = int(varies_within(where, treated).sum())
    if mixed:
        raise CannotEstimate(
            "The clusters cannot be compared as wholes.",
            "{count} of them have people in both arms.",
            "Check who moved between arms: a cluster belongs to one of them.",
            count=mixed,
        )


def difference_of_cluster_means(
    outcome: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, confidence: float
) -> Effect:
    """Difference between the arms' mean of cluster means, each cluster weighing the same.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster, shape `(n_units,)`; none missing, each wholly in one arm.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, with Welch's standard error over clusters.

    Raises:
        CannotEstimate: an arm has fewer than two clusters, a cluster is in both arms, or no mean varies.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        Clusters independent of one another. It answers for the average cluster, not the average person: where large
        clusters react differently the two differ, and the plan says which is asked.

    Source:
        Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research, section 6.2;
        Hayes and Moulton (2017), Cluster Randomised Trials, 2nd ed., section 10.3.

    Checked against:
        scipy 1.17 `ttest_ind(equal_var=False)` of the means; Rock the Vote (85 cable systems): 0.0291.

    Examples:
        >>> outcome, school = [1, 2, 3, 4, 5, 6, 7, 9], ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = difference_of_cluster_means(outcome, [0, 0, 0, 0, 1, 1, 1, 1], school, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (4.25, 1.6008)
    """
    found = cluster_means(outcome, is_treated, clusters)
    arms = (Moments.of(found.means[found.is_treated == arm], name="means of clusters") for arm in (1, 0))
    return difference_in_means(*arms, confidence=confidence)
