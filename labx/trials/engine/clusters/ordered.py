"""Ordered outcomes in clusters: the chance that someone of a tried cluster is higher than someone of another."""

import math

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray
from labx.trials.engine.clusters.fitting import Labels, require_clusters
from labx.trials.engine.clusters.means import require_whole_clusters
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.superiority import cut_at_ends, no_order_to_learn_from
from labx.trials.engine.units import means_by, outcome_and_arm, positions

# What is left of the spread of chances that are all alike.
ROUNDING = 1e-24


def clustered_superiority(outcome: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, confidence: float) -> Effect:
    """Chance that someone of a tried cluster is higher than someone of a comparison cluster, less one half.

    For ratings where whole offices got the change. Equal outcomes count as half.

    Args:
        outcome: one number a unit, of which only the order counts, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster, shape `(n_units,)`; none missing, each wholly in one arm.
        confidence: share of such intervals that hold the true value, between 0 and 1.

    Returns:
        Effect between -0.5 and 0.5 for a person of a cluster drawn from each arm, every cluster weighing the same; the
        spread is that of the clusters' mean placements, with Satterthwaite's degrees of freedom. The interval is cut at
        both ends.

    Raises:
        CannotEstimate: an arm has fewer than two clusters, a cluster is in both arms, or all placements are alike.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        Clusters independent of one another, some 5 in each arm. It answers for people of the average cluster, not for
        the average person.

    Source:
        Brunner and Munzel (2000), Biometrical Journal 42(1), pp. 17-25, with clusters in the place of units, as
        Obuchowski (1997), Biometrics 53, pp. 567-578, does by person.

    Checked against:
        `superiority` (scipy 1.17 `brunnermunzel`) for clusters of one; the mean over all pairs of clusters of scipy's
        `mannwhitneyu`.

    Examples:
        >>> rating, office = [1, 2, 3, 3, 2, 4, 5, 4], ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = clustered_superiority(rating, [0, 0, 0, 0, 1, 1, 1, 1], office, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (0.34375, 0.1822)
    """
    values, treated = outcome_and_arm(outcome, is_treated)
    where = positions("clusters", clusters, count=len(values))
    require_clusters(where, treated)
    require_whole_clusters(where, treated)
    sizes, arm = np.bincount(where), np.round(means_by(where, treated))
    placements = np.empty(len(values))
    for place in (1, 0):
        own, other = treated == place, treated != place
        # Each cluster of the other arm counts the same, whatever its size.
        weights = 1 / sizes[where[other]] / np.count_nonzero(arm != place)
        placements[own] = _shares_below(values[own], values[other], weights)
    means = means_by(where, placements)
    sides = [means[arm == place] for place in (1, 0)]
    parts = np.array([side.var(ddof=1) / len(side) for side in sides])
    total = float(parts.sum())
    if total <= ROUNDING:
        raise no_order_to_learn_from()
    return cut_at_ends(
        Effect.of(
            estimate=float(sides[0].mean()) - 0.5,
            standard_error=math.sqrt(total),
            degrees_of_freedom=total**2 / float((parts**2 / (np.array([len(side) for side in sides]) - 1)).sum()),
            confidence=confidence,
        )
    )


def cluster_placements(outcome: ArrayLike, is_treated: ArrayLike, clusters: Labels) -> tuple[FloatArray, FloatArray]:
    """Return each cluster's mean placement among all clusters, these weighing the same, and its arm.

    The difference between the arms' means of them is the estimate of `clustered_superiority`, for any assignment.
    """
    values, treated = outcome_and_arm(outcome, is_treated)
    where = positions("clusters", clusters, count=len(values))
    require_clusters(where, treated)
    require_whole_clusters(where, treated)
    sizes = np.bincount(where)
    placements = _shares_below(values, values, 1 / sizes[where] / len(sizes))
    return means_by(where, placements), np.round(means_by(where, treated))


def _shares_below(values: FloatArray, others: FloatArray, weights: FloatArray) -> FloatArray:
    """Weight of the others that lies below each value, of equal ones half."""
    order = np.argsort(others, kind="stable")
    reached = np.concatenate([[0.0], np.cumsum(weights[order])])
    ends = [np.searchsorted(others[order], values, side=side) for side in ("left", "right")]
    return np.asarray((reached[ends[0]] + reached[ends[1]]) / 2, dtype=np.float64)
