"""Wild bootstrap of clusters: how large the statistic is when there is no effect, without trusting a formula."""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq

from labx.stats.checks import FloatArray, require_open_share, require_whole
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.clusters.fitting import ClusteredFit, Labels, fitted

FEW_CLUSTERS = 12
# Six weights with the first moments of two-point ones: few clusters still give many draws (Webb).
WEBB = np.sqrt([1.5, 1.0, 0.5])
TIE_TOLERANCE = 1e-9
FURTHEST = 1e4


@dataclass(frozen=True, slots=True)
class BootstrapEffect:
    """Difference between the arms, the interval of values that the bootstrap does not reject, and its p-value.

    `draws` counts the redrawn samples; `is_exact` when they are all there are.
    """

    estimate: float
    interval: Interval
    p_value: float
    draws: int
    is_exact: bool


def wild_bootstrap(
    outcome: ArrayLike,
    is_treated: ArrayLike,
    clusters: Labels,
    *,
    covariates: ArrayLike | None = None,
    names: Sequence[str] = (),
    strata: Labels | None = None,
    draws: int,
    seed: int,
    confidence: float,
) -> BootstrapEffect:
    """Difference between arms of few clusters, judged by redrawing the clusters' deviations.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster, shape `(n_units,)`; none missing.
        covariates: values known before assignment, shape `(n_units, n_covariates)`; None for none.
        names: names of the covariates, used in messages.
        strata: label of each unit's stratum; their levels are adjusted for.
        draws: redrawn samples, 199 or more (9,999 is customary); all possible ones are used when they are fewer.
        seed: of the draws, stored with the result.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome. Signs are drawn for 12 clusters or more, Webb's six weights for fewer.

    Raises:
        CannotEstimate: as `clustered_difference`, or the draws reject no value, however large (too few clusters).
        ValueError: lengths differ, the treatment is not 0 and 1, or there are too few draws.

    Assumes:
        Clusters independent of one another. With only a handful of clusters in one of the arms it misses too, in either
        direction: then only a randomisation test of the assignment itself is safe.

    Source:
        Cameron, Gelbach and Miller (2008), Bootstrap-based improvements for inference with clustered errors, Review of
        Economics and Statistics 90(3), pp. 414-427 (null imposed); Webb (2023), Canadian Journal of Economics 56(3);
        computed by clusters after Roodman, Nielsen, MacKinnon and Webb (2019), The Stata Journal 19(1), pp. 4-60.

    Checked against:
        A bootstrap written out unit by unit in the tests, which redraws outcomes and fits each again; the share of
        false alarms in simulations.

    Examples:
        >>> outcome, school = [1, 2, 3, 4, 5, 6, 7, 9], ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> found = wild_bootstrap(
        ...     outcome, [0, 0, 0, 0, 1, 1, 1, 1], school, draws=9999, seed=1, confidence=0.8)
        >>> round(found.estimate, 4), found.draws, found.is_exact, round(found.p_value, 4)
        (4.25, 1296, True, 0.0525)
    """
    require_open_share("confidence", confidence)
    require_whole("draws", draws, least=199)
    fit = fitted(outcome, is_treated, clusters, covariates=covariates, names=names, strata=strata)
    weights, is_exact = drawn_weights(fit.clusters, draws, seed)
    p_of = _p_function(fit, weights, is_exact)
    ends = [_end(p_of, fit, direction, 1 - confidence) for direction in (-1, 1)]
    return BootstrapEffect(
        estimate=fit.estimate,
        interval=Interval(ends[0], ends[1], confidence),
        p_value=p_of(0.0),
        draws=len(weights),
        is_exact=is_exact,
    )


def drawn_weights(clusters: int, draws: int, seed: int) -> tuple[FloatArray, bool]:
    """Return one row of weights a draw, shape `(n_draws, n_clusters)`, and whether these are all there are."""
    values = np.array([-1.0, 1.0]) if clusters >= FEW_CLUSTERS else np.concatenate([-WEBB, WEBB])
    if len(values) ** clusters <= draws:
        return np.array(list(itertools.product(values, repeat=clusters))), True
    return np.random.default_rng(seed).choice(values, size=(draws, clusters)), False


def _p_function(fit: ClusteredFit, weights: FloatArray, is_exact: bool) -> Callable[[float], float]:
    """Return the p-value as a function of the supposed effect.

    Under it the residuals are those of the fit plus a multiple of what no other column explains of the arm: each
    draw's statistic has a linear numerator and a quadratic squared error, whose coefficients are summed up only once.
    """
    leverage = np.einsum("gij,j->gi", fit.overlaps(), fit.weights)
    scores = fit.by_cluster(fit.residuals)
    arm_scores = fit.by_cluster(fit.basis @ fit.weights / float(fit.weights @ fit.weights))

    def spread(parts: FloatArray) -> FloatArray:
        return np.asarray(weights * (parts @ fit.weights) - (weights @ parts) @ leverage.T, dtype=np.float64)

    still, moving = spread(scores), spread(arm_scores)
    constant, linear, square = (
        (one * other).sum(axis=1) for one, other in ((still, still), (still, moving), (moving, moving))
    )
    top, slope = weights @ (scores @ fit.weights), weights @ (arm_scores @ fit.weights)
    error = _error(fit)
    # A random draw as extreme as the data is the data themselves.
    extra = 0 if is_exact else 1

    def p_of(effect: float) -> float:
        gap = fit.estimate - effect
        squared_errors = np.maximum(constant + 2 * gap * linear + gap**2 * square, 0.0)
        is_beyond = np.abs(top + gap * slope) >= abs(gap) / error * np.sqrt(squared_errors) * (1 - TIE_TOLERANCE)
        return float((is_beyond.sum() + extra) / (len(weights) + extra))

    return p_of


def _error(fit: ClusteredFit) -> float:
    scores = fit.by_cluster(fit.residuals) @ fit.weights
    return math.sqrt(float(scores @ scores))


def _end(p_of: Callable[[float], float], fit: ClusteredFit, direction: int, level: float) -> float:
    """Furthest supposed effect in this direction that is not rejected."""
    error = _error(fit)
    step = direction * error
    while p_of(fit.estimate + step) > level:
        step *= 2
        if abs(step) > FURTHEST * error:
            raise CannotEstimate(
                "The bootstrap gives no interval for this effect.",
                "With {clusters} clusters the draws reject no value, however large.",
                "Read the comparison of cluster means, and say that the clusters are too few.",
                clusters=fit.clusters,
            )
    # A step function: the search ends at the step.
    far = brentq(lambda move: p_of(fit.estimate + move) - level - TIE_TOLERANCE, 0.0, step, xtol=error * 1e-9)
    return fit.estimate + float(far)
