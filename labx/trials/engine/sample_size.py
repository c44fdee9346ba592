"""The number of units in each arm, and what enlarges it."""

import math
from dataclasses import dataclass

from labx.stats.checks import require_positive


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Units needed in the tried arm and in the comparison arm."""

    treated: int
    control: int

    @property
    def total(self) -> int:
        return self.treated + self.control

    def enlarged(self, *, design_effect: float, lost_share: float) -> "SampleSize":
        """Return the units to recruit when they come in clusters and some are lost.

        Args:
            design_effect: factor of `design_effect()`; 1 for units assigned one by one.
            lost_share: expected share of units without an outcome, 0 or more and below 1.

        Returns:
            Both arms multiplied by design_effect / (1 - lost_share), rounded up.

        Raises:
            ValueError: the factor is below 1 or the share is not a share.

        Examples:
            >>> SampleSize(treated=356, control=356).enlarged(design_effect=1.5, lost_share=0.25)
            SampleSize(treated=712, control=712)
        """
        if not (math.isfinite(design_effect) and design_effect >= 1):
            raise ValueError(f"design_effect is {design_effect}; it must be 1 or more.")
        if not 0 <= lost_share < 1:
            raise ValueError(f"lost_share is {lost_share}; it must be 0 or more and below 1. Write 20 % as 0.2.")
        factor = design_effect / (1 - lost_share)
        return SampleSize(rounded_up(self.treated * factor), rounded_up(self.control * factor))


def design_effect(*, cluster_size: float, size_variation: float, intraclass_correlation: float) -> float:
    """Factor by which assigning whole clusters enlarges a trial.

    Args:
        cluster_size: mean number of units in a cluster, 1 or more.
        size_variation: standard deviation of cluster sizes divided by their mean; 0 when all are equal.
        intraclass_correlation: share of the outcome's variance that lies between clusters, 0 to 1.

    Returns:
        1 + ((1 + size_variation²) cluster_size - 1) x intraclass_correlation.

    Raises:
        ValueError: an argument lies outside its range.

    Assumes:
        Analysis by cluster means or a mixed model, and enough clusters (some 20 in each arm); with fewer, simulate.

    Source:
        Eldridge, Ashby and Kerry (2006), International Journal of Epidemiology 35, pp. 1292-1300, equation for unequal
        clusters; Donner and Klar (2000) for equal ones.

    Checked against:
        Hand arithmetic and a simulation of the variance of cluster means in the tests.

    Examples:
        >>> design_effect(cluster_size=21, size_variation=0, intraclass_correlation=0.05)
        2.0
    """
    require_positive("cluster_size", cluster_size)
    if cluster_size < 1:
        raise ValueError(f"cluster_size is {cluster_size}; it must be 1 or more.")
    if not (math.isfinite(size_variation) and size_variation >= 0):
        raise ValueError(f"size_variation is {size_variation}; it must be 0 or more.")
    if not 0 <= intraclass_correlation <= 1:
        raise ValueError(f"intraclass_correlation is {intraclass_correlation}; it must lie between 0 and 1.")
    return 1 + ((1 + size_variation**2) * cluster_size - 1) * intraclass_correlation


def rounded_up(units: float) -> int:
    """Return the next whole number, forgiving the last digits of a float."""
    return math.ceil(units * (1 - 1e-12))


def control_count(treated_count: int, control_per_treated: float) -> int:
    """Return the comparison units that go with this many tried units."""
    return rounded_up(treated_count * control_per_treated)
