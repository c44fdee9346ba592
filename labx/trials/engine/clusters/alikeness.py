"""How alike people of the same cluster are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from labx.stats.checks import require_open_share, vector
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.clusters.fitting import Labels
from labx.trials.engine.units import means_by, positions


@dataclass(frozen=True, slots=True)
class Alikeness:
    """Intraclass correlation with its interval, and the sizes it was computed from."""

    estimate: float
    interval: Interval
    clusters: int
    units: int
    mean_size: float
    size_variation: float


def intraclass_correlation(outcome: ArrayLike, clusters: Labels, *, confidence: float) -> Alikeness:
    """Share of the outcome's variance that lies between clusters: how much a further person of the same cluster adds.

    Args:
        outcome: one number a unit, from before the trial or from one arm, shape `(n_units,)`; missing values refused.
        clusters: label of each unit's cluster, shape `(n_units,)`; none missing.
        confidence: share of such intervals that hold the true correlation, between 0 and 1.

    Returns:
        Correlation: 0 when people of a cluster are no more alike than others, 1 when they are all the same. Below 0
        when they are less alike than chance makes them; plan with 0 then. `size_variation` is the standard deviation
        of the clusters' sizes divided by their mean.

    Raises:
        CannotEstimate: fewer than two clusters, no cluster with two units, or all outcomes equal within clusters.
        ValueError: lengths differ.

    Assumes:
        Clusters drawn from those the trial is for. The interval is exact for equal clusters and normal outcomes; with
        fewer than some 30 clusters it is wide, and planning on the estimate alone is a gamble.

    Source:
        Donner (1986), A review of inference procedures for the intraclass correlation coefficient, International
        Statistical Review 54(1), pp. 67-82; Searle (1971), Linear Models, p. 414 for the interval.

    Checked against:
        statsmodels 0.15 `MixedLM(...).fit(reml=True)` on equal clusters, where both estimates are the same.

    Examples:
        >>> found = intraclass_correlation([1, 2, 4, 5, 8, 9], ["a", "a", "b", "b", "c", "c"], confidence=0.95)
        >>> round(found.estimate, 4), found.clusters, found.mean_size
        (0.9603, 3, 2.0)
    """
    require_open_share("confidence", confidence)
    values = vector("outcome", outcome)
    where = positions("clusters", clusters, count=len(values))
    sizes, units = np.bincount(where), len(values)
    count = len(sizes)
    if count < 2 or units == count:
        raise CannotEstimate(
            "It cannot be estimated how alike people of a cluster are.",
            "There are {clusters} clusters with {units} people; two clusters and one with two people are needed.",
            "Give outcomes of several people from several clusters.",
            clusters=count,
            units=units,
        )
    means = means_by(where, values)
    within = float(((values - means[where]) ** 2).sum()) / (units - count)
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (count - 1)
    if within == 0:
        raise CannotEstimate(
            "It cannot be estimated how alike people of a cluster are.",
            "Within each cluster all outcomes are equal.",
            "Check that the outcome was measured for each person and not once for the cluster.",
        )
    # Mean size that makes the mean squares unbiased: below the plain mean when sizes differ.
    size = (units - float((sizes**2).sum()) / units) / (count - 1)
    ratio, tail = between / within, (1 - confidence) / 2
    low, high = (ratio / float(special.fdtri(count - 1, units - count, share)) for share in (1 - tail, tail))
    estimate, lower, upper = ((value - 1) / (value - 1 + size) for value in (ratio, low, high))
    return Alikeness(
        estimate=estimate,
        interval=Interval(lower, upper, confidence),
        clusters=count,
        units=units,
        mean_size=units / count,
        size_variation=float(sizes.std()) * count / units,
    )
