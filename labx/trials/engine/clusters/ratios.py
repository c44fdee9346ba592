"""Difference of ratios of sums between two arms of clusters, with errors that allow people of a cluster to be alike."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.fitting import Labels, require_clusters
from labx.trials.engine.clusters.means import require_whole_clusters
from labx.trials.engine.effect import Effect
from labx.trials.engine.units import means_by, outcome_and_arm, positions, totals

# A cluster with all of its arm's sum below the line has a share of 1 in it, up to rounding.
WHOLE, ROUNDING = 1e-9, 1e-24


@dataclass(frozen=True, slots=True)
class _Arm:
    """Ratio of one arm, its squared CR2 error, and two traces of the error's matrix for Satterthwaite."""

    ratio: float
    squared_error: float
    trace: float
    squares: float


def clustered_difference_of_ratios(
    above: ArrayLike, below: ArrayLike, is_treated: ArrayLike, clusters: Labels, *, confidence: float
) -> Effect:
    """Difference between the arms of a ratio of sums, when whole clusters were assigned.

    For minutes for each call or falls for each day where whole offices got the change.

    Args:
        above: what is summed above the line, one number a unit, shape `(n_units,)`; missing values are refused.
        below: what is summed below it, same shape; added up 0 or more in every cluster, above 0 in two of each arm.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster (school, office), shape `(n_units,)`; none missing, each in one arm.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in units of `above` for one of `below`, everything below the line weighing the same: large clusters count
        more. The errors are those of CR2 on the clusters' residuals from their arm's ratio, with Satterthwaite's
        degrees of freedom; for clusters alike in what is below, the clusters less 2.

    Raises:
        CannotEstimate: an arm has fewer than two clusters with something below the line, a cluster is in both arms or
            adds up to less than 0 below, or all clusters of each arm have the same ratio.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        Clusters independent of one another, some 10 in each arm; with fewer, or where one cluster makes a third of the
        sum below, read the mean of the clusters' ratios beside it.

    Source:
        Bell and McCaffrey (2002), Survey Methodology 28(2), pp. 169-181, and Pustejovsky and Tipton (2018), Journal of
        Business and Economic Statistics 36(4), pp. 672-683, on the weighted least squares of the ratio (Cochran, 1977,
        Sampling Techniques, 3rd ed., section 9A.1: clusters by ratio to size).

    Checked against:
        statsmodels 0.15 `WLS(...).fit(cov_type="HC2")` of the clusters' ratios on the arm, weighted by what is below;
        `clustered_difference` where all are divided by 1; `difference_of_ratios` of the clusters' sums where these are
        alike.

    Examples:
        >>> falls, days, ward = [1, 2, 0, 3, 2, 4, 3, 5], [10, 20, 10, 20] * 2, ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = clustered_difference_of_ratios(falls, days, [0, 0, 0, 0, 1, 1, 1, 1], ward, confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.standard_error, 4), round(effect.degrees_of_freedom, 4)
        (0.1333, 0.0333, 2.0)
    """
    values, treated = outcome_and_arm(above, is_treated)
    under = vector("below", below)
    if len(under) != len(values):
        raise ValueError(f"There are {len(values)} numbers above and {len(under)} below. Give each unit one of each.")
    where = positions("clusters", clusters, count=len(values))
    require_clusters(where, treated)
    require_whole_clusters(where, treated)
    sums, arm = totals(where, np.column_stack([values, under])), np.round(means_by(where, treated))
    tried, compared = (_of_arm(sums[arm == place]) for place in (1, 0))
    trace = tried.trace + compared.trace
    return Effect.of(
        estimate=tried.ratio - compared.ratio,
        standard_error=math.sqrt(tried.squared_error + compared.squared_error),
        degrees_of_freedom=trace**2 / (tried.squares + compared.squares),
        confidence=confidence,
    )


def _of_arm(sums: FloatArray) -> _Arm:
    """From the sums above and below of each cluster, shape `(n_clusters, 2)`.

    The working model gives a cluster's sum a variance in proportion to what is below it, as for independent units; the
    share of a cluster in its arm's sum is then its leverage.
    """
    tops, bottoms = sums.T
    whole = float(bottoms.sum())
    if bottoms.min() < 0 or whole <= 0 or bottoms.max() >= whole * (1 - WHOLE):
        raise CannotEstimate(
            "The ratio cannot be compared between clusters.",
            "What it is divided by is below 0 in a cluster, or all of it is in one cluster.",
            "Check the column of the denominator, or assign more clusters.",
        )
    ratio, shares = float(tops.sum()) / whole, bottoms / whole
    residuals = tops - ratio * bottoms
    squares = residuals**2
    squares[squares <= ROUNDING * (tops**2 + (ratio * bottoms) ** 2)] = 0.0
    open_part = shares / (1 - shares) / whole
    return _Arm(
        ratio=ratio,
        squared_error=float((squares / (1 - shares)).sum()) / whole**2,
        trace=1 / whole,
        squares=float((open_part**2 * (1 - 2 * shares)).sum() + (open_part * shares).sum() ** 2),
    )
