"""How alike the arms were before anything was tried."""

import math
from dataclasses import dataclass

import numpy as np

from labx.stats.cross_moments import CrossMoments
from labx.stats.distributions import chi_square_share_above
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments

SMALLEST_EIGENVALUE = 1e-10


@dataclass(frozen=True, slots=True)
class CovariateBalance:
    """One covariate in both arms.

    `standardised_difference` is in standard deviations. `variance_ratio` is tried arm over comparison arm, and None
    when the comparison arm does not vary.
    """

    treated_mean: float
    control_mean: float
    standardised_difference: float
    variance_ratio: float | None


@dataclass(frozen=True, slots=True)
class JointBalance:
    """One test of all covariates together; `degrees_of_freedom` counts those that are not determined by others."""

    statistic: float
    degrees_of_freedom: int
    p_value: float


def covariate_balance(treated: Moments, control: Moments) -> CovariateBalance:
    """Difference of one covariate between the arms, in standard deviations.

    The standard deviation is the root of the mean of both arms' variances, so that it does not depend on which arm is
    larger.

    Args:
        treated: moments of the covariate in the tried arm, 2 or more units.
        control: moments of the covariate in the comparison arm, 2 or more units.

    Returns:
        Means in the covariate's unit, the standardised difference (tried minus comparison) and the variance ratio.

    Raises:
        CannotEstimate: an arm has fewer than two units, or neither arm varies.

    Assumes:
        The covariate was measured before assignment. This describes; it is no test. Differences beyond 0.1 are often
        called notable, but at random they are common in small trials: their size under chance is about
        sqrt(1 / n treated + 1 / n control).

    Source:
        Austin (2009), Statistics in Medicine 28, pp. 3083-3107; Imbens and Rubin (2015), Causal Inference for
        Statistics, Social, and Biomedical Sciences, section 14.2.

    Checked against:
        tests/references/nsw_statsmodels.json, by numpy 2.4 from the rows.

    Examples:
        >>> covariate_balance(Moments.of([2, 4, 6]), Moments.of([1, 3, 5]))
        CovariateBalance(treated_mean=4.0, control_mean=3.0, standardised_difference=0.5, variance_ratio=1.0)
    """
    spread = math.sqrt((treated.variance + control.variance) / 2)
    if spread == 0:
        raise CannotEstimate(
            "The standardised difference cannot be computed.",
            "The covariate does not vary within either arm.",
            "Compare the two values directly, or leave this covariate out.",
        )
    return CovariateBalance(
        treated_mean=treated.mean,
        control_mean=control.mean,
        standardised_difference=(treated.mean - control.mean) / spread,
        variance_ratio=None if control.variance == 0 else treated.variance / control.variance,
    )


def joint_balance(treated: CrossMoments, control: CrossMoments) -> JointBalance:
    """Test of whether all covariates together differ more between the arms than random assignment explains.

    Args:
        treated: cross-moments of the covariates in the tried arm.
        control: cross-moments of the same covariates, in the same order, in the comparison arm.

    Returns:
        Chi-square statistic, its degrees of freedom and the p-value. A small p-value says that assignment may not have
        been random; a large one does not prove that it was.

    Raises:
        CannotEstimate: no covariate varies, or there are not more units than covariates that count.
        ValueError: the covariates differ between the arms.

    Assumes:
        Units assigned one by one, without clusters or strata. The chi-square approximation wants some 10 units a
        covariate in the smaller arm.

    Source:
        Hansen and Bowers (2008), Covariate balance in simple, stratified and clustered comparative studies, Statistical
        Science 23(2), pp. 219-236, for one stratum.

    Checked against:
        statsmodels 0.15: equal to (n - 1) R² of the least-squares fit of treatment on the covariates;
        tests/references/nsw_statsmodels.json.

    Examples:
        >>> treated = CrossMoments.of([[2], [4], [6]], names=["age"])
        >>> control = CrossMoments.of([[1], [3], [5]], names=["age"])
        >>> balance = joint_balance(treated, control)
        >>> round(balance.statistic, 4), balance.degrees_of_freedom, round(balance.p_value, 4)
        (0.4286, 1, 0.5127)
    """
    both = treated.merged(control)
    spread = np.sqrt(np.diagonal(both.centred_products))
    varies = spread > 0
    if not varies.any():
        raise CannotEstimate(
            "The joint balance test cannot be computed.",
            "No covariate varies.",
            "Choose covariates that differ between people.",
        )
    spread = spread[varies]
    correlations = both.centred_products[np.ix_(varies, varies)] / np.outer(spread, spread)
    values, vectors = np.linalg.eigh(correlations)
    # A full set of category columns always has one direction too many: count directions, not columns.
    counts = values > SMALLEST_EIGENVALUE
    degrees_of_freedom = int(counts.sum())
    if both.count - 1 <= degrees_of_freedom:
        raise CannotEstimate(
            "The joint balance test cannot be computed.",
            "{count} units are too few for {covariates} covariates.",
            "Test fewer covariates together.",
            count=both.count,
            covariates=degrees_of_freedom,
        )
    gap = vectors[:, counts].T @ ((treated.means - control.means)[varies] / spread)
    weight = treated.count * control.count / both.count
    statistic = (both.count - 1) * weight * float((gap**2 / values[counts]).sum())
    return JointBalance(statistic, degrees_of_freedom, chi_square_share_above(statistic, degrees_of_freedom))
