"""Odds ratios and mean times of both groups of matched pairs, their error from what each pair pulls them."""

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.fitting import Labels
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.proportional_odds import pulls_on_odds
from labx.trials.engine.outcomes.survival import pulls_on_mean_time
from labx.trials.engine.strata.blocked import paired_difference
from labx.trials.engine.units import outcome_and_arm, positions


def paired_proportional_odds(outcome: ArrayLike, is_treated: ArrayLike, pairs: Labels, *, confidence: float) -> Effect:
    """Logarithm of the odds ratio of a higher answer, in matched pairs.

    Args:
        outcome: one answer a unit, as numbers in order, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        pairs: label of each unit's pair, shape `(n_units,)`; every pair has both members: leave others out before, and
            say how many. A member may be one unit, or a place with many.
        confidence: share of such intervals that hold the true value, between 0 and 1.

    Returns:
        The estimate of `proportional_odds` on all units, Student's t with the pairs less 1. What both of a pair have
        in common does not count as chance.

    Raises:
        CannotEstimate: fewer than two pairs, a pair lacks a member, or no answer of one arm lies above any of the
            other.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        Within each pair chance decided who got what; some 30 pairs. It is the odds ratio of any two people, one of each
        arm: that within pairs alike in all that matters would lie further from 1.

    Source:
        Zeger and Liang (1986), Biometrics 42(1), pp. 121-130 (independence as the working model), with differences
        within pairs after Imai (2008), Statistics in Medicine 27, pp. 4857-4873.

    Checked against:
        statsmodels 0.15 `GEE(family=Binomial())` with two levels and the pairs as groups, its robust variance times
        pairs / (pairs - 1), to 1e-8; `OrderedModel(distr="logit").fit(cov_type="cluster")` with five, to the digits
        that its numeric derivatives carry, through tests/references/odds_statsmodels.json; false findings by
        simulation in the tests.

    Examples:
        >>> rating, arm, pair = [5, 3, 4, 4, 3, 1, 2, 4], [1, 0] * 4, ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = paired_proportional_odds(rating, arm, pair, confidence=0.95)
        >>> round(effect.estimate, 3), effect.degrees_of_freedom
        (0.618, 3)
    """
    values, treated = outcome_and_arm(outcome, is_treated)
    found = pulls_on_odds(values[treated == 1], values[treated == 0])
    pulls = np.empty(len(values))
    pulls[treated == 1], pulls[treated == 0] = found.treated, found.control
    return _by_pair(found.estimate, pulls, treated, pairs, confidence)


def paired_difference_of_times(
    times: ArrayLike, happened: ArrayLike, is_treated: ArrayLike, pairs: Labels, *, horizon: float, confidence: float
) -> Effect:
    """Difference between the arms of the mean time until it happens, counted up to a horizon, in matched pairs.

    A pair in which one time was cut off still counts: the times of each group make its curve, and chance is counted by
    pair.

    Args:
        times: time until it happened, or until nobody looked any more, 0 or more, shape `(n_units,)`.
        happened: 1 where it happened then, 0 where it had not, shape `(n_units,)`.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        pairs: as for `paired_proportional_odds`.
        horizon: time up to which is counted, fixed beforehand, above 0 and not beyond the longest time followed in
            either arm.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        The estimate of `difference_of_restricted_means`, Student's t with the pairs less 1. What both of a pair have in
        common does not count as chance.

    Raises:
        CannotEstimate: fewer than two pairs, a pair lacks a member, an arm was not followed up to the horizon, or it
            happened to nobody in it before.
        ValueError: lengths differ, a mark is not 0 or 1, or a time or the horizon is below 0.

    Assumes:
        Within each pair chance decided who got what; in each group those no longer followed would have fared like those
        who are. Some 30 pairs.

    Source:
        Andersen, Hansen and Klein (2004), Regression analysis of restricted mean survival time based on
        pseudo-observations, Lifetime Data Analysis 10, pp. 335-350, with the limits of the pseudo-observations (each
        unit's influence on the curve), taken as differences within pairs after Imai (2008), Statistics in Medicine 27,
        pp. 4857-4873.

    Checked against:
        scipy 1.17 `ttest_rel` of the times cut at the horizon where nobody is lost; where people are, lifelines 0.30
        `restricted_mean_survival_time` of each arm, to 1e-8, and of all but one pair at a time (jackknife, which comes
        near with many pairs), through tests/references/pairs_lifelines.json.

    Examples:
        >>> days, arm, pair = [1, 2, 2, 5, 4, 6, 3, 3], [1, 0] * 4, ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = paired_difference_of_times(days, [1] * 8, arm, pair, horizon=6, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (-1.5, 0.6455)
    """
    until, treated = outcome_and_arm(times, is_treated)
    marks = vector("happened", happened)
    if len(marks) != len(until):
        raise ValueError(f"There are {len(until)} times and {len(marks)} marks. Give each unit one of each.")
    pulls, means = np.empty(len(until)), {}
    for arm in (1, 0):
        own = treated == arm
        means[arm], pulls[own] = pulls_on_mean_time(until[own], marks[own], horizon=horizon)
    pulls[treated == 0] *= -1
    return _by_pair(means[1] - means[0], pulls, treated, pairs, confidence)


def _by_pair(estimate: float, pulls: FloatArray, treated: FloatArray, pairs: Labels, confidence: float) -> Effect:
    """The estimate with the error that the pairs' sums of pulls have."""
    require_open_share("confidence", confidence)
    pair = positions("pairs", pairs, count=len(pulls))
    members = [np.bincount(pair, weights=treated == arm, minlength=int(pair.max()) + 1) for arm in (1, 0)]
    lacking = int(((members[0] == 0) | (members[1] == 0)).sum())
    if lacking:
        raise CannotEstimate(
            "The difference within pairs cannot be estimated.",
            "{lacking} of the {pairs} pairs lack one of their members.",
            "Leave such pairs out whole, or check the column that says who belongs together.",
            lacking=lacking,
            pairs=len(members[0]),
        )
    sums = [np.bincount(pair, weights=np.where(treated == arm, pulls, 0.0)) for arm in (1, 0)]
    # As numbers of each member, of which the mean difference is pulled by every pair as the estimate is.
    spread = paired_difference(len(sums[0]) * sums[0], -len(sums[1]) * sums[1], confidence=confidence)
    return Effect.of(
        estimate=estimate,
        standard_error=spread.standard_error,
        degrees_of_freedom=spread.degrees_of_freedom,
        confidence=confidence,
    )
