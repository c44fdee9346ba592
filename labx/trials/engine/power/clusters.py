"""Power, number of clusters and smallest detectable effect when whole clusters are assigned."""

import math
from dataclasses import dataclass

from scipy.optimize import brentq

from labx.stats.checks import require_open_share, require_positive, require_whole
from labx.stats.distributions import t_quantile
from labx.stats.noncentral_t import noncentral_t_share_outside
from labx.trials.engine.power.search import smallest_enough
from labx.trials.engine.power_of_means import require_reachable
from labx.trials.engine.sample_size import design_effect


@dataclass(frozen=True, slots=True)
class Clusters:
    """What is known of the clusters before the trial.

    Args:
        size: mean number of units of a cluster with an outcome, 1 or more (drop-out already taken off).
        size_variation: standard deviation of the sizes divided by their mean; 0 when all are equal.
        intraclass_correlation: share of the outcome's variance that lies between clusters, 0 to 1.
        standard_deviation: spread of the outcome between units, clusters mixed, above 0; for a share p the root of
            p (1 - p).

    Raises:
        ValueError: a number lies outside its range.
    """

    size: float
    size_variation: float
    intraclass_correlation: float
    standard_deviation: float

    def __post_init__(self) -> None:
        require_positive("standard_deviation", self.standard_deviation)
        self.squared_error()

    def squared_error(self) -> float:
        """Variance of the mean outcome of one cluster, as `design_effect` has it."""
        factor = design_effect(
            cluster_size=self.size,
            size_variation=self.size_variation,
            intraclass_correlation=self.intraclass_correlation,
        )
        return self.standard_deviation**2 * factor / self.size


def power_of_clusters(
    *, difference: float, clusters: Clusters, treated_count: int, control_count: int, confidence: float
) -> float:
    """Chance that a trial with this many clusters finds a true difference, two-sided.

    Args:
        difference: true difference between the arms, in the unit of the outcome (of shares for a share).
        clusters: size, variation, correlation and spread.
        treated_count: clusters in the tried arm, 2 or more.
        control_count: clusters in the comparison arm, 2 or more.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.

    Returns:
        Power, a share between 1 - confidence and 1, by the noncentral t with the clusters less 2.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        Analysis by `clustered_difference` or cluster means, nearly normal means of clusters. More people in a cluster
        help little: the number of clusters decides.

    Source:
        Donner and Klar (2000), Design and Analysis of Cluster Randomization Trials in Health Research, chapter 5;
        Eldridge, Ashby and Kerry (2006), International Journal of Epidemiology 35, pp. 1292-1300 for unequal sizes.

    Checked against:
        statsmodels 0.15 `TTestIndPower().power` with clusters in the place of units; trials simulated in the tests.

    Examples:
        >>> offices = Clusters(size=50, size_variation=0, intraclass_correlation=0.05, standard_deviation=0.5)
        >>> power = power_of_clusters(
        ...     difference=0.1, clusters=offices, treated_count=15, control_count=15, confidence=0.95)
        >>> round(power, 4)
        0.5213
    """
    if not math.isfinite(difference):
        raise ValueError(f"difference is {difference}; it must be finite.")
    error = _error(clusters, treated_count, control_count)
    return _power(abs(difference) / error, treated_count + control_count - 2, confidence)


def clusters_needed(
    *, difference: float, clusters: Clusters, power: float, confidence: float, lost_clusters: float = 0.0
) -> int:
    """Clusters to assign to each arm to find a true difference with a given chance.

    Args:
        difference: smallest difference worth finding, in the unit of the outcome, not 0.
        clusters: size, variation, correlation and spread.
        power: wanted chance of finding it, above 1 - confidence and below 1 (0.8 is customary).
        confidence: confidence of the interval that must leave out 0, between 0 and 1.
        lost_clusters: expected share of clusters that leave the trial, 0 or more and below 1.

    Returns:
        Clusters in each arm.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `power_of_clusters`.

    Source:
        As `power_of_clusters`; the number is searched, not approximated.

    Checked against:
        statsmodels 0.15 `TTestIndPower().solve_power` with clusters in the place of units.

    Examples:
        >>> offices = Clusters(size=50, size_variation=0, intraclass_correlation=0.05, standard_deviation=0.5)
        >>> clusters_needed(difference=0.1, clusters=offices, power=0.8, confidence=0.95)
        29
    """
    require_positive("size of the difference", abs(difference))
    require_reachable(power, confidence)
    if not 0 <= lost_clusters < 1:
        raise ValueError(f"lost_clusters is {lost_clusters}; it must be 0 or more and below 1. Write 20 % as 0.2.")

    def is_enough(count: int) -> bool:
        found = power_of_clusters(
            difference=difference, clusters=clusters, treated_count=count, control_count=count, confidence=confidence
        )
        return found >= power

    return math.ceil(smallest_enough(is_enough, least=2) / (1 - lost_clusters))


def detectable_in_clusters(
    *, clusters: Clusters, treated_count: int, control_count: int, power: float, confidence: float
) -> float:
    """Smallest true difference that a trial with this many clusters finds with a given chance.

    Args:
        clusters: size, variation, correlation and spread.
        treated_count: clusters in the tried arm, 2 or more.
        control_count: clusters in the comparison arm, 2 or more.
        power: wanted chance of finding it, above 1 - confidence and below 1.
        confidence: confidence of the interval that must leave out 0, between 0 and 1.

    Returns:
        The difference, above 0, in the unit of the outcome.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        As `power_of_clusters`.

    Source:
        As `power_of_clusters`, solved for the difference.

    Checked against:
        `power_of_clusters` of the answer is the power asked for.

    Examples:
        >>> offices = Clusters(size=50, size_variation=0, intraclass_correlation=0.05, standard_deviation=0.5)
        >>> found = detectable_in_clusters(
        ...     clusters=offices, treated_count=29, control_count=29, power=0.8, confidence=0.95)
        >>> round(found, 4)
        0.0983
    """
    require_reachable(power, confidence)
    error = _error(clusters, treated_count, control_count)
    degrees_of_freedom = treated_count + control_count - 2
    upper = 1.0
    while _power(upper, degrees_of_freedom, confidence) < power:
        upper *= 2
    found = brentq(lambda value: _power(value, degrees_of_freedom, confidence) - power, 0, upper, xtol=1e-12)
    return float(found) * error


def _error(clusters: Clusters, treated_count: int, control_count: int) -> float:
    require_whole("treated_count", treated_count, least=2)
    require_whole("control_count", control_count, least=2)
    return math.sqrt(clusters.squared_error() * (1 / treated_count + 1 / control_count))


def _power(noncentrality: float, degrees_of_freedom: int, confidence: float) -> float:
    require_open_share("confidence", confidence)
    critical = t_quantile((1 + confidence) / 2, degrees_of_freedom)
    return noncentral_t_share_outside(critical, degrees_of_freedom, noncentrality)
