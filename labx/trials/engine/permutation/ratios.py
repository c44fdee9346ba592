"""Weights of a difference of ratios of sums, for drawing assignments again."""

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, vector
from labx.stats.errors import CannotEstimate
from labx.trials.engine.permutation.redrawing import Weigh


def weigh_ratios(over: ArrayLike, stratum: ArrayLike | None = None) -> Weigh:
    """Return the weights of the difference between the arms' ratios of sums, for `redrawn_effect` with `over`.

    Args:
        over: what each unit's outcome is divided by, shape `(n_units,)`.
        stratum: code of the stratum of each unit, each counting by its number of units; None for one.

    Returns:
        Function from a treatment to weights.

    Raises:
        CannotEstimate: an arm has nothing to divide by.

    Assumes:
        As `difference_of_ratios`.

    Source:
        Cochran (1977), Sampling Techniques, 3rd ed., section 6.10 (the separate ratio estimate).

    Checked against:
        `difference_of_ratios` and `stratified_difference_of_ratios`.

    Examples:
        >>> weigh_ratios([1, 3, 2, 2])(np.array([1.0, 1, 0, 0])).tolist()
        [0.25, 0.25, -0.25, -0.25]
    """
    below = vector("over", over)
    where = np.unique(np.zeros(len(below)) if stratum is None else np.asarray(stratum), return_inverse=True)[1]
    shares = np.bincount(where) / len(where)

    def weigh(treatment: FloatArray) -> FloatArray:
        sums = [np.bincount(where, weights=arm * below) for arm in (treatment, 1 - treatment)]
        if min(float(side.min()) for side in sums) <= 0:
            raise CannotEstimate(
                "The ratios cannot be compared.",
                "Some way of drawing the lots leaves a group with nothing to divide by.",
                "Check the column of the denominator, or join small strata.",
            )
        tried, compared = (shares / side for side in sums)
        return np.asarray(treatment * tried[where] - (1 - treatment) * compared[where], dtype=np.float64)

    return weigh
