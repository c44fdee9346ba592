"""What a next trial may find: an interval that counts how little a few trials tell of their differences."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval

FEWEST_TO_PREDICT = 3
NODES = 32
HALVINGS = 64
FAR = 9.0


def prediction_interval(estimates: ArrayLike, standard_errors: ArrayLike, *, confidence: float) -> Interval:
    """Interval for the true effect of a next trial like these.

    The variance between trials enters with everything the data allow for it (its confidence distribution), not as one
    estimate: that is why it holds what it promises when there are few trials.

    Args:
        estimates: effect of each trial, all in one unit, not all equal, shape `(n_trials,)`.
        standard_errors: standard error of each, above 0, shape `(n_trials,)`.
        confidence: share of such intervals that hold the true effect of a next trial, between 0 and 1.

    Returns:
        The interval, in the unit of the effects.

    Raises:
        CannotEstimate: fewer than three trials.
        ValueError: confidence is no share between 0 and 1.

    Assumes:
        Independent trials, true effects that are normal about their mean, standard errors that are known. In 2,000
        draws each, 95 % held 93 to 97 of 100 next effects with 5 to 30 trials whose true effects differ by as much as
        their errors or more; more, up to all, with 3 or 4 trials or where they hardly differ, which few cannot show.

    Source:
        Nagashima, Noma and Furukawa (2019), Prediction intervals for random-effects meta-analysis: a confidence
        distribution approach, Statistical Methods in Medical Research 28(6), pp. 1689-1702. Their mixture over the
        variance is integrated here, not drawn; the confidence distribution is that of the generalised Q of Viechtbauer
        (2007), Statistics in Medicine 26, pp. 37-52; the error of the mean is never less than the trials' own (Röver,
        Knapp and Friede, 2015).

    Checked against:
        The mixture drawn many times in the test; limits of the variance as metafor 4 `confint` documents them.

    Examples:
        >>> interval = prediction_interval([1, 3, 5, 7], [1, 1, 1, 1], confidence=0.95)
        >>> round(interval.lower, 2), round(interval.upper, 2)
        (-6.44, 14.44)
    """
    require_open_share("confidence", confidence)
    values, variances = vector("estimates", estimates), vector("standard errors", standard_errors) ** 2
    left = len(values) - 1
    if left + 1 < FEWEST_TO_PREDICT:
        raise CannotEstimate(
            "Nothing can be said of a next trial.",
            "There are fewer than three trials, and two do not show how much trials differ.",
            "Repeat it elsewhere.",
        )
    between, chances = between_variances(values, variances)
    total, means, squares = _pieces(values, variances, between)
    errors = np.maximum(squares / left, 1.0) / total
    # Student's t is a normal whose variance is drawn: averaged over the same kind of nodes.
    shares, weights = _nodes(0.0, 1.0)
    spread = left / (2 * special.gammaincinv(left / 2, shares))
    deviations = np.sqrt(between[:, None] + errors[:, None] * spread)
    both = chances[:, None] * weights

    def beyond(limit: float, share: float) -> float:
        return float((both * special.ndtr((limit - means[:, None]) / deviations)).sum()) - share

    reach = FAR * float(deviations.max())
    lower, upper = (
        float(brentq(beyond, means.min() - reach, means.max() + reach, args=(share,), xtol=1e-300, rtol=1e-12))
        for share in ((1 - confidence) / 2, (1 + confidence) / 2)
    )
    return Interval(lower, upper, confidence)


def between_variances(values: FloatArray, variances: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Variances between trials that the data allow, and the chance of each: 0 first, then nodes above it.

    The squares about the mean, each divided by its variance in all, follow chi-square at the true variance: the
    chance that it lies below some value is the chance that chi-square exceeds the squares at that value.
    """
    left = len(values) - 1
    none = float(special.gammaincc(left / 2, float(_pieces(values, variances, np.zeros(1))[2][0]) / 2))
    # The error of the mean bends where the squares equal their degrees of freedom: nodes on either side of it.
    bend = max(none, float(special.gammaincc(left / 2, left / 2)))
    parts = [_nodes(none, bend), _nodes(bend, 1.0)] if bend > none else [_nodes(none, 1.0)]
    shares, weights = (np.concatenate(part) for part in zip(*parts, strict=True))
    wanted = 2 * special.gammainccinv(left / 2, shares)
    lower, upper = np.zeros_like(wanted), float(((values - values.mean()) ** 2).sum()) / wanted
    for _ in range(HALVINGS):
        middle = (lower + upper) / 2
        is_low = _pieces(values, variances, middle)[2] > wanted
        lower, upper = np.where(is_low, middle, lower), np.where(is_low, upper, middle)
    return np.concatenate([[0.0], upper]), np.concatenate([[none], weights])


def _pieces(
    values: FloatArray, variances: FloatArray, between: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Sum of the weights, mean and weighted squares about it, for each variance between trials."""
    weights = 1 / (variances + between[:, None])
    total = weights.sum(axis=1)
    means = weights @ values / total
    return total, means, (weights * (values - means[:, None]) ** 2).sum(axis=1)


def _nodes(lower: float, upper: float) -> tuple[FloatArray, FloatArray]:
    """Gauss and Legendre's nodes and weights on a part of the chances, crowded at both ends, where tails are long."""
    places, weights = np.polynomial.legendre.leggauss(NODES)
    at = (places + 1) / 2
    share = at**3 * (10 - 15 * at + 6 * at**2)
    thinning = 15 * (at * (1 - at)) ** 2
    return lower + (upper - lower) * share, (upper - lower) * weights * thinning
