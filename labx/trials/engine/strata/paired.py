"""Ratios of sums and ordered outcomes in matched pairs."""

import math

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, matrix, require_open_share
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.fitting import Labels
from labx.trials.engine.effect import Effect
from labx.trials.engine.outcomes.superiority import cut_at_ends, placed
from labx.trials.engine.units import IntArray, outcome_and_arm, positions

ROUNDING = 1e-12


def paired_difference_of_ratios(treated: ArrayLike, control: ArrayLike, *, confidence: float) -> Effect:
    """Difference between the arms of a ratio of sums, in matched pairs.

    Args:
        treated: what is summed above the line and below it, of each pair's tried member (a person, or all people of a
            place added up), shape `(n_pairs, 2)`; missing values are refused.
        control: the same of the other member, in the same order.
        confidence: share of such intervals that hold the true difference, between 0 and 1.

    Returns:
        Effect in units of what is above for one of what is below, Student's t with the pairs less 1. What both of a
        pair have in common does not count as chance.

    Raises:
        CannotEstimate: fewer than two pairs, a sum below the line of 0 or less, or pairs that all differ alike.
        ValueError: lengths differ.

    Assumes:
        Within each pair chance decided who got what; some 20 pairs, none of which makes most of a sum by itself.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., section 6.3, for the residuals, taken as differences within pairs
        after Imai (2008), Statistics in Medicine 27, pp. 4857-4873.

    Checked against:
        scipy 1.17 `ttest_rel` where all is divided by 1; numpy 2.4's jackknife over pairs on large samples.

    Examples:
        >>> effect = paired_difference_of_ratios([[4, 2], [9, 3], [6, 3]], [[3, 2], [5, 3], [7, 3]], confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (0.5, 0.5413)
    """
    require_open_share("confidence", confidence)
    both = [
        matrix(name, rows, columns=("above", "below")) for name, rows in (("treated", treated), ("control", control))
    ]
    if len(both[0]) != len(both[1]):
        raise ValueError(f"There are {len(both[0])} tried and {len(both[1])} comparison members. Give each pair both.")
    pairs = len(both[0])
    require_pairs(pairs)
    sides = np.stack(both)
    sums = sides.sum(axis=1)
    if sums[:, 1].min() <= 0:
        raise CannotEstimate(
            "The ratio cannot be computed in one of the arms.",
            "Its denominators add up to 0 or less.",
            "Check the column of the denominator.",
        )
    ratios = sums[:, 0] / sums[:, 1]
    gaps = (sides[..., 0] - ratios[:, np.newaxis] * sides[..., 1]) * pairs / sums[:, 1:]
    apart = gaps[0] - gaps[1]
    spread = float(apart.std(ddof=1))
    return Effect.of(
        estimate=float(ratios[0] - ratios[1]),
        standard_error=0.0 if spread <= ROUNDING * float(np.abs(ratios).max()) else spread / math.sqrt(pairs),
        degrees_of_freedom=pairs - 1,
        confidence=confidence,
    )


def paired_superiority(outcome: ArrayLike, is_treated: ArrayLike, pairs: Labels, *, confidence: float) -> Effect:
    """Chance that the tried member of a matched pair is higher than the other one, less one half.

    Args:
        outcome: one number a unit, of which only the order counts, shape `(n_units,)`; missing values are refused.
        is_treated: 1 or True in the tried arm, 0 or False in the comparison arm, shape `(n_units,)`.
        pairs: label of each unit's pair, shape `(n_units,)`; none missing. A member may be one unit, or a place with
            many: then its pair counts by the chance that one of it is higher than one of the other. Pairs that lack a
            member are left out whole: say how many.
        confidence: share of such intervals that hold the true value, between 0 and 1.

    Returns:
        Effect between -0.5 and 0.5, Student's t with the complete pairs less 1; the interval is cut at both ends.

    Raises:
        CannotEstimate: fewer than two complete pairs, or all of them fall the same way.
        ValueError: lengths differ, or the treatment is not 0 and 1.

    Assumes:
        Within each pair chance decided who got what; some 20 pairs of single units, fewer of places. It speaks of pairs
        that are alike, not of any two people: where pairs are well made it lies further from 0 than `superiority`.

    Source:
        The mean of one number a pair, after Imai (2008), Statistics in Medicine 27, pp. 4857-4873, with the sign of the
        difference (Dixon and Mood, 1946, Journal of the American Statistical Association 41, pp. 557-566).

    Checked against:
        scipy 1.17 `ttest_1samp` of the signs; `binomtest` on many pairs without ties.

    Examples:
        >>> rating, arm, pair = [5, 3, 4, 4, 3, 1, 2, 4], [1, 0] * 4, ["a", "a", "b", "b", "c", "c", "d", "d"]
        >>> effect = paired_superiority(rating, arm, pair, confidence=0.95)
        >>> effect.estimate, round(effect.standard_error, 4)
        (0.125, 0.2394)
    """
    values, treated = outcome_and_arm(outcome, is_treated)
    pair = positions("pairs", pairs, count=len(values))
    chances = chances_in_pairs(values, treated, pair)
    require_pairs(len(chances))
    if np.ptp(chances) == 0:
        raise CannotEstimate(
            "The uncertainty of this chance cannot be estimated.",
            "In every pair the same member is higher, or all are equal.",
            "Report how many pairs there are and which member is higher.",
        )
    return cut_at_ends(
        Effect.of(
            estimate=float(chances.mean()),
            standard_error=float(chances.std(ddof=1)) / math.sqrt(len(chances)),
            degrees_of_freedom=len(chances) - 1,
            confidence=confidence,
        )
    )


def chances_in_pairs(values: FloatArray, treated: FloatArray, pair: IntArray) -> FloatArray:
    """Return for each complete pair the chance that its tried member is higher, less one half."""
    count = int(pair.max()) + 1
    is_tried = treated == 1
    units = [np.bincount(pair[members], minlength=count) for members in (is_tried, ~is_tried)]
    sums = [np.bincount(pair, weights=values * members, minlength=count) for members in (is_tried, ~is_tried)]
    # Of two single units the higher one; of two places the part of all pairs across.
    chances = np.sign(sums[0] - sums[1]) / 2
    is_complete = (units[0] > 0) & (units[1] > 0)
    for place in np.flatnonzero(is_complete & (units[0] + units[1] > 2)):
        here = pair == place
        chances[place] = float(placed(values[here & is_tried], values[here & ~is_tried])[0].mean()) - 0.5
    return np.asarray(chances[is_complete], dtype=np.float64)


def require_pairs(count: int) -> None:
    if count < 2:
        raise CannotEstimate(
            "The difference within pairs cannot be estimated.",
            "There is only one complete pair.",
            "Wait for more pairs, or check the column that says who belongs together.",
        )
