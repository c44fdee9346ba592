"""Weights of an effect within strata, for drawing assignments again."""

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray
from labx.stats.errors import CannotEstimate
from labx.trials.engine.permutation.redrawing import Weigh


def weigh_strata(stratum: ArrayLike) -> Weigh:
    """Return the weights of the differences within strata, each stratum counting by its number of units.

    Args:
        stratum: code of the stratum of each unit, shape `(n_units,)`; pairs are strata of two.

    Returns:
        Function from a treatment to weights.

    Raises:
        CannotEstimate: a stratum has nobody in one of the arms.

    Assumes:
        Units drawn within strata, so that each stratum keeps its number of tried units.

    Source:
        Imbens and Rubin (2015), Causal Inference for Statistics, Social, and Biomedical Sciences, section 9.4.

    Checked against:
        `stratified_difference`.

    Examples:
        >>> weigh_strata(["a", "a", "b", "b"])(np.array([1.0, 0, 0, 1])).tolist()
        [0.5, -0.5, -0.5, 0.5]
    """
    where = np.unique(np.asarray(stratum), return_inverse=True)[1]
    sizes = np.bincount(where)

    def weigh(treatment: FloatArray) -> FloatArray:
        tried = np.bincount(where, weights=treatment)
        if (tried <= 0).any() or (tried >= sizes).any():
            raise CannotEstimate(
                "The arms cannot be compared within strata.",
                "A stratum has nobody in one of the arms.",
                "Join small strata, or compare the arms as a whole.",
            )
        shares = sizes / len(where)
        return np.asarray(treatment * (shares / tried)[where] - (1 - treatment) * (shares / (sizes - tried))[where])

    return weigh
