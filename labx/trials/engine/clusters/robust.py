"""Difference between two arms of clusters, with errors that allow people of a cluster to be alike."""

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.fitting import ClusteredFit, Labels, fitted
from labx.trials.engine.effect import Effect

Correction = Literal["CR0", "CR1", "CR2"]
# A cluster that a column describes wholly has an overlap of 1 with it, up to rounding.
WHOLE = 1e-9


def clustered_difference(
    outcome: ArrayLike,
    is_treated: ArrayLike,
    clusters: Labels,
    *,
    covariates: ArrayLike | None = None,
    names: Sequence[str] = (),
    strata: Labels | None = None,
    correction: Correction = "CR2",
    confidence: float,
) -> Effect:
    """Difference between the arms when people of the same cluster may be alike.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        clusters: label of each unit's cluster (school, office, village), shape `(n_units,)`; none missing.
        covariates: values known before assignment, shape `(n_units, n_covariates)`; None for none.
        names: names of the covariates, used in messages.
        strata: label of each unit's stratum, when clusters were assigned within strata: their levels are adjusted for.
        correction: "CR2" (bias-reduced, with Satterthwaite's degrees of freedom: the one to plan for), "CR1" (as most
            programs print) or "CR0"; the last two with t on the clusters left over.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, each person weighing the same. Degrees of freedom: with CR2 Satterthwaite's
        for equal and independent errors; otherwise the clusters less the coefficients whose columns never vary within a
        cluster: G - 2 when whole clusters were assigned.

    Raises:
        CannotEstimate: an arm has fewer than two clusters, labels are missing, the units are too few, columns determine
            one another, or the fit is perfect.
        ValueError: lengths differ, the treatment is not 0 and 1, or the correction is unknown.

    Assumes:
        Clusters independent of one another. CR0 is too sure with few clusters and shown for comparison only. Under some
        10 clusters an arm read `wild_bootstrap` and `difference_of_cluster_means` beside it.

    Source:
        Bell and McCaffrey (2002), Bias reduction in standard errors for linear regression with multi-stage samples,
        Survey Methodology 28(2), pp. 169-181; Pustejovsky and Tipton (2018), Journal of Business and Economic
        Statistics 36(4), pp. 672-683; Liang and Zeger (1986), Biometrika 73 for CR0.

    Checked against:
        statsmodels 0.15 `OLS(...).fit(cov_type="cluster")` (CR0, CR1); for CR2 and its degrees of freedom the full
        matrices of the definition in the tests, HC2 of statsmodels for clusters of one, and Welch's comparison of
        cluster means for equal clusters.

    Examples:
        >>> outcome, school = [1, 2, 3, 4, 5, 6, 7, 9], ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = clustered_difference(outcome, [0, 0, 0, 0, 1, 1, 1, 1], school, confidence=0.95)
        >>> round(effect.estimate, 4), round(effect.standard_error, 4), round(effect.degrees_of_freedom, 4)
        (4.25, 1.6008, 2.0)
    """
    fit = fitted(outcome, is_treated, clusters, covariates=covariates, names=names, strata=strata)
    if correction == "CR2":
        error, degrees_of_freedom = bias_reduced(fit)
    elif correction in ("CR0", "CR1"):
        scores = fit.by_cluster(fit.residuals) @ fit.weights
        error = math.sqrt(float(scores @ scores)) * (small_sample_factor(fit) if correction == "CR1" else 1.0)
        degrees_of_freedom = float(fit.clusters - fit.steady)
    else:
        raise ValueError(f"correction is “{correction}”; write “CR0”, “CR1” or “CR2”.")
    if fit.clusters <= fit.steady or degrees_of_freedom == 0:
        raise too_few_clusters(fit)
    return Effect.of(
        estimate=fit.estimate, standard_error=error, degrees_of_freedom=degrees_of_freedom, confidence=confidence
    )


def small_sample_factor(fit: ClusteredFit) -> float:
    """Return the factor of CR1 on the standard error."""
    units, coefficients = fit.basis.shape
    return math.sqrt(fit.clusters / (fit.clusters - 1) * (units - 1) / (units - coefficients))


def bias_reduced(fit: ClusteredFit) -> tuple[float, float]:
    """Return the CR2 standard error and Satterthwaite's degrees of freedom.

    Everything a cluster adds lies in the span of its rows of the basis: no matrix of unit by unit is ever made.
    """
    values, vectors = np.linalg.eigh(fit.overlaps())
    left = 1 - np.clip(values, 0.0, 1.0)
    is_open = left > WHOLE
    root = np.where(is_open, 1 / np.sqrt(np.where(is_open, left, 1.0)), 0.0)
    turned = np.einsum("gij,i->gj", vectors, fit.weights)
    projected = np.einsum("gij,gi->gj", vectors, fit.by_cluster(fit.residuals))
    scores = (turned * root * projected).sum(axis=1)
    own = (turned**2 * root**2 * (1 - left)).sum(axis=1)
    shared: FloatArray = np.einsum("gij,gj->gi", vectors, (1 - left) * root * turned)
    trace = float((own - (shared**2).sum(axis=1)).sum())
    squares = float(((own**2) - 2 * own * (shared**2).sum(axis=1)).sum() + ((shared.T @ shared) ** 2).sum())
    is_known = trace > WHOLE * float(fit.weights @ fit.weights)
    return math.sqrt(float(scores @ scores)), trace**2 / squares if is_known else 0.0


def too_few_clusters(fit: ClusteredFit) -> CannotEstimate:
    return CannotEstimate(
        "The uncertainty of the effect cannot be estimated.",
        "{clusters} clusters are too few for what is adjusted for.",
        "Adjust for fewer strata or covariates, or compare the means of the clusters.",
        clusters=fit.clusters,
    )
