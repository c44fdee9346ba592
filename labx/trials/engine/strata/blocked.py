"""Difference between two arms within strata, put together by weight."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.fitting import Labels
from labx.trials.engine.effect import Effect
from labx.trials.engine.strata.combined import shares_of_strata, units_in_cells
from labx.trials.engine.units import IntArray, means_by, outcome_and_arm, positions


@dataclass(frozen=True, slots=True, eq=False)
class _Cells:
    """Counts, means and variances of both arms in each stratum."""

    counts: FloatArray
    means: FloatArray
    variances: FloatArray


def stratified_difference(
    outcome: ArrayLike,
    is_treated: ArrayLike,
    strata: Labels,
    *,
    weights: ArrayLike | None = None,
    confidence: float,
) -> Effect:
    """Difference between the arms within each stratum, averaged over the strata.

    The analysis of a trial that was assigned within strata, and, with strata formed afterwards from what was known
    before, post-stratification.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        strata: label of each unit's stratum, shape `(n_units,)`; none missing, two units of each arm in each.
        weights: share of each stratum in the population, in the order of the sorted labels, together 1; None for the
            strata's shares of the units.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, each arm and stratum with its own spread, Satterthwaite's degrees of freedom.

    Raises:
        CannotEstimate: a stratum has fewer than two units in an arm, or nothing varies within arms and strata.
        ValueError: lengths differ, the treatment is not 0 and 1, or the weights do not fit the strata.

    Assumes:
        Units assigned independently within strata that were known before assignment. Different chances of the tried
        arm in different strata do no harm here; they would in the plain difference.

    Source:
        Imbens and Rubin (2015), Causal Inference for Statistics, Social, and Biomedical Sciences, section 9.4;
        Miratrix, Sekhon and Yu (2013), Journal of the Royal Statistical Society B 75(2), pp. 369-396.

    Checked against:
        statsmodels 0.15: `OLS(...).fit(cov_type="HC2")` with a mean for each arm and stratum, and `t_test` of the
        weighted differences.

    Examples:
        >>> outcome, arm, town = [1, 3, 4, 8, 2, 4, 5, 9], [0, 0, 1, 1, 0, 0, 1, 1], ["a"] * 4 + ["b"] * 4
        >>> effect = stratified_difference(outcome, arm, town, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (4.0, 1.5811)
    """
    values, treated = outcome_and_arm(outcome, is_treated)
    stratum = positions("strata", strata, count=len(values))
    cells = _cells(values, treated, stratum)
    shares = shares_of_strata(weights, stratum)
    parts = shares**2 * cells.variances / cells.counts
    total = float(parts.sum())
    if total == 0:
        # The refusal that every effect without spread gets.
        return Effect.of(estimate=0.0, standard_error=0.0, degrees_of_freedom=1, confidence=confidence)
    return Effect.of(
        estimate=float(shares @ (cells.means[1] - cells.means[0])),
        standard_error=math.sqrt(total),
        degrees_of_freedom=total**2 / float((parts**2 / (cells.counts - 1)).sum()),
        confidence=confidence,
    )


def paired_difference(treated: ArrayLike, control: ArrayLike, *, confidence: float) -> Effect:
    """Difference between the arms of a trial in matched pairs: the mean of the differences within pairs.

    Args:
        treated: outcome of each pair's tried member (a person, or the mean of a cluster), shape `(n_pairs,)`.
        control: outcome of the other member, in the same order; missing values are refused in both.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in the unit of the outcome, Student's t with the pairs less 1 as degrees of freedom.

    Raises:
        CannotEstimate: fewer than two pairs, or all differ by the same amount.
        ValueError: lengths differ.

    Assumes:
        Within each pair chance decided who got what. A pair that lost one member is left out whole: say how many.

    Source:
        Imai (2008), Variance identification and efficiency analysis in randomized experiments under the matched-pair
        design, Statistics in Medicine 27, pp. 4857-4873.

    Checked against:
        scipy 1.17 `ttest_rel`.

    Examples:
        >>> effect = paired_difference([4, 6, 9], [1, 4, 5], confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4), effect.degrees_of_freedom
        (3.0, 0.5774, 2)
    """
    require_open_share("confidence", confidence)
    one, other = vector("treated", treated), vector("control", control)
    if len(one) != len(other):
        raise ValueError(f"There are {len(one)} tried and {len(other)} comparison members. Give each pair both.")
    gaps = one - other
    if len(gaps) < 2:
        raise CannotEstimate(
            "The difference within pairs cannot be estimated.",
            "There is only one complete pair.",
            "Wait for more pairs, or check the column that says who belongs together.",
        )
    mean = float(gaps.mean())
    return Effect.of(
        estimate=mean,
        standard_error=0.0 if np.ptp(gaps) == 0 else float(gaps.std(ddof=1)) / math.sqrt(len(gaps)),
        degrees_of_freedom=len(gaps) - 1,
        confidence=confidence,
    )


def _cells(values: FloatArray, treated: FloatArray, stratum: IntArray) -> _Cells:
    counts = units_in_cells(treated, stratum)
    shape, count = counts.shape, counts.shape[1]
    where = (treated.astype(np.intp) * count) + stratum
    means = means_by(where, values)
    deviations = values - means[where]
    variances = np.bincount(where, weights=deviations**2) / (counts.ravel() - 1)
    # A cell that does not vary must have a spread of exactly 0: its mean may be a rounding away.
    lowest, highest = np.full(2 * count, np.inf), np.full(2 * count, -np.inf)
    np.minimum.at(lowest, where, values)
    np.maximum.at(highest, where, values)
    variances[lowest == highest] = 0.0
    return _Cells(counts, means.reshape(shape), variances.reshape(shape))
