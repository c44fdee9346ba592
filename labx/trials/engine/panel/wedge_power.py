"""Power, number of clusters and smallest detectable effect of a stepped wedge."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from labx.stats.checks import require_open_share, require_positive, require_whole
from labx.stats.distributions import t_quantile
from labx.stats.noncentral_t import noncentral_t_share_outside
from labx.trials.engine.power.search import smallest_enough
from labx.trials.engine.power_of_means import require_reachable

FEWEST_CLUSTERS = 4


@dataclass(frozen=True, slots=True)
class WedgePlan:
    """What is known of a stepped wedge before it begins.

    Args:
        steps: moments at which clusters begin; there is one period more than steps. 2 or more.
        size: units with an outcome in each cluster and period, above 0 (drop-out already taken off).
        cell_correlation: correlation of two units of one cluster in the same period, 0 to below 1.
        cluster_correlation: correlation of two units of one cluster in different periods, 0 to `cell_correlation`.
        standard_deviation: spread of the outcome between units, clusters mixed, above 0.

    Raises:
        ValueError: a number lies outside its range.
    """

    steps: int
    size: float
    cell_correlation: float
    cluster_correlation: float
    standard_deviation: float

    def __post_init__(self) -> None:
        require_whole("steps", self.steps, least=2)
        require_positive("size", self.size)
        require_positive("standard_deviation", self.standard_deviation)
        if not 0 <= self.cluster_correlation <= self.cell_correlation < 1:
            raise ValueError(
                f"The correlations are {self.cluster_correlation} across periods and {self.cell_correlation} within; "
                "they must rise from 0 to below 1 in this order."
            )

    def squared_error(self, clusters: int) -> float:
        """Variance of the effect when clusters are spread over the steps as evenly as can be."""
        require_whole("clusters", clusters, least=FEWEST_CLUSTERS)
        periods = self.steps + 1
        between, within = self.cluster_correlation, self.cell_correlation
        own = within - between + (1 - within) / self.size
        spread = (own * np.eye(periods) + between) * self.standard_deviation**2
        inverse = np.linalg.inv(spread)
        information = np.zeros((periods + 1, periods + 1))
        for step in range(self.steps):
            columns = np.column_stack([np.arange(periods) > step, np.eye(periods)]).astype(np.float64)
            count = len(range(step, clusters, self.steps))
            information += count * (columns.T @ inverse @ columns)
        return float(np.linalg.inv(information)[0, 0])


def power_of_stepped_wedge(plan: WedgePlan, *, difference: float, clusters: int, confidence: float) -> float:
    """Chance that a stepped wedge of this size finds a true effect, two-sided.

    Args:
        plan: what is known of the outcome and the periods.
        difference: true effect, in the unit of the outcome.
        clusters: number of clusters, 4 or more.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.

    Returns:
        Power, a share between 1 - confidence and 1.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        The model of `stepped_wedge` with these correlations, and clusters - 2 degrees of freedom.

    Source:
        Hussey and Hughes (2007), Contemporary Clinical Trials 28, pp. 182-191; Hooper and others (2016), Statistics in
        Medicine 35, pp. 4718-4728.

    Checked against:
        Hussey and Hughes' closed formula; what simulated stepped wedges find.

    Examples:
        >>> plan = WedgePlan(steps=4, size=20, cell_correlation=0.05, cluster_correlation=0.04, standard_deviation=1)
        >>> round(power_of_stepped_wedge(plan, difference=0.3, clusters=12, confidence=0.95), 2)
        0.73
    """
    require_open_share("confidence", confidence)
    return _power(abs(difference) / math.sqrt(plan.squared_error(clusters)), clusters, confidence)


def wedge_clusters_needed(plan: WedgePlan, *, difference: float, power: float, confidence: float) -> int:
    """Clusters needed to find a true effect with a given chance, the same number at each step.

    Args:
        plan: what is known of the outcome and the periods.
        difference: smallest effect worth finding, in the unit of the outcome, not 0.
        power: wanted chance of finding it, above 1 - confidence and below 1.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.

    Returns:
        The smallest multiple of the steps that reaches the power.

    Raises:
        CannotEstimate: no number up to a thousand million reaches it.
        ValueError: an argument lies outside its range.

    Assumes:
        As `power_of_stepped_wedge`.

    Source:
        As `power_of_stepped_wedge`; the number is searched.

    Checked against:
        One cluster a step fewer does not reach the power.

    Examples:
        >>> plan = WedgePlan(steps=4, size=20, cell_correlation=0.05, cluster_correlation=0.04, standard_deviation=1)
        >>> wedge_clusters_needed(plan, difference=0.3, power=0.8, confidence=0.95)
        16
    """
    require_positive("size of the difference", abs(difference))
    require_reachable(power, confidence)

    def is_enough(each: int) -> bool:
        clusters = each * plan.steps
        return power <= power_of_stepped_wedge(plan, difference=difference, clusters=clusters, confidence=confidence)

    return smallest_enough(is_enough, least=math.ceil(FEWEST_CLUSTERS / plan.steps)) * plan.steps


def detectable_in_stepped_wedge(plan: WedgePlan, *, clusters: int, power: float, confidence: float) -> float:
    """Smallest true effect that a stepped wedge of this size finds with a given chance.

    Args:
        plan: what is known of the outcome and the periods.
        clusters: number of clusters, 4 or more.
        power: wanted chance of finding it, above 1 - confidence and below 1.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.

    Returns:
        The effect, above 0, in the unit of the outcome.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `power_of_stepped_wedge`.

    Source:
        As `power_of_stepped_wedge`, solved for the effect.

    Checked against:
        `power_of_stepped_wedge` at the answer.

    Examples:
        >>> plan = WedgePlan(steps=4, size=20, cell_correlation=0.05, cluster_correlation=0.04, standard_deviation=1)
        >>> round(detectable_in_stepped_wedge(plan, clusters=16, power=0.8, confidence=0.95), 3)
        0.275
    """
    require_reachable(power, confidence)
    upper = 1.0
    while _power(upper, clusters, confidence) < power:
        upper *= 2
    found = brentq(lambda value: _power(value, clusters, confidence) - power, 0, upper, xtol=1e-12)
    return float(found) * math.sqrt(plan.squared_error(clusters))


def _power(noncentrality: float, clusters: int, confidence: float) -> float:
    left = clusters - 2
    return noncentral_t_share_outside(t_quantile((1 + confidence) / 2, left), left, noncentrality)
