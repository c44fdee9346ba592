"""Several effects against one comparison group, held together whatever kind of outcome they are of."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.distributions import normal_quantile, normal_share_below, t_quantile, t_share_below

# A lattice of points: roots of primes fill a cube evenly (Richtmyer), folded so that its ends meet.
POINTS = 2**13
ROOTS = np.sqrt([2.0, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53])
# Beside the searched value the lattice errs by less than this part of it.
SLACK = 0.02
SMALLEST_EIGENVALUE = 1e-9


@dataclass(frozen=True, slots=True)
class Held:
    """What one of several effects needs so that all hold together.

    `confidence` is that of its own interval, higher than the one they have together; `p_value` its corrected one.
    """

    confidence: float
    p_value: float


def held_together(
    p_values: Sequence[float], degrees_of_freedom: Sequence[float], correlation: ArrayLike, *, confidence: float
) -> tuple[Held, ...]:
    """Several effects corrected together, their relation known, so that any false finding stays rare.

    Args:
        p_values: two-sided p-value of each effect by itself, between 0 and 1.
        degrees_of_freedom: of each effect, above 0; infinite where its p-value comes from the normal distribution.
        correlation: of the estimates, shape `(n_effects, n_effects)`, as `correlation_of_effects` gives it; 16 effects
            at most.
        confidence: share of such trials in which every interval holds its true effect, between 0 and 1.

    Returns:
        For each effect the confidence at which to compute its own interval, between the one given and Bonferroni's, and
        the corrected p-value. An interval so made leaves out 0 exactly when the corrected p-value is below
        1 - confidence. Both are right to about 0.0001.

    Raises:
        CannotEstimate: there is no effect, or one is missing.
        ValueError: a p-value or the confidence lies outside 0 to 1, or lengths differ.

    Assumes:
        Estimates that are normal together but for their errors' own spread: proportions, ratios, rates, mean ranks and
        mean times of some 30 units a group. Spreads may differ between groups. Not for quantiles, whose joint errors
        are not known: use `holm`.

    Source:
        Hothorn, Bretz and Westfall (2008), Simultaneous inference in general parametric models, Biometrical Journal
        50(3), pp. 346-363; each effect with its own degrees of freedom after Hasler and Hothorn (2008), Multiple
        contrast tests in the presence of heteroscedasticity, Biometrical Journal 50(5), pp. 793-800; integrated as
        Genz and Bretz (2009), Computation of Multivariate Normal and t Probabilities, section 4.2, over fixed points,
        so that the same data always give the same digits.

    Checked against:
        `critical_of_many` (arms of one spread: Dunnett, 1964, table II); scipy 1.17 `multivariate_normal.cdf` and
        `multivariate_t.cdf`, through tests/references/joint_scipy.json, to what both promise; false findings by
        simulation in the tests.

    Examples:
        >>> first, second = held_together([0.02, 0.4], [40, 40], [[1, 0.5], [0.5, 1]], confidence=0.95)
        >>> round(first.p_value, 3), round(second.p_value, 2), round(first.confidence, 3)
        (0.037, 0.61, 0.973)
    """
    require_open_share("confidence", confidence)
    own, related = vector("p_values", p_values), np.asarray(correlation, dtype=np.float64)
    count = len(own)
    if own.min() < 0 or own.max() > 1:
        raise ValueError("A p-value lies between 0 and 1; one of these does not.")
    if len(degrees_of_freedom) != count or related.shape != (count, count) or count > len(ROOTS):
        raise ValueError(
            f"There are {count} p-values, {len(degrees_of_freedom)} degrees of freedom and correlations of shape "
            f"{related.shape}. Give each effect one of each, and {len(ROOTS)} effects at most."
        )
    factor = np.asarray(np.linalg.cholesky(_possible(related)), dtype=np.float64)
    strictest = 1 - (1 - confidence) / count
    return tuple(
        _held(float(p_value), float(degrees), factor, confidence, strictest)
        for p_value, degrees in zip(own, degrees_of_freedom, strict=True)
    )


def correlation_of_effects(standard_errors: ArrayLike, shared: ArrayLike) -> FloatArray:
    """How effects against one comparison group move together, because that group is the same.

    Args:
        standard_errors: of each effect, above 0, shape `(n_effects,)`.
        shared: covariance of each two effects, which the comparison group brings into both, shape
            `(n_effects, n_effects)`; what stands on the diagonal is not read.

    Returns:
        Correlations, shape `(n_effects, n_effects)`, with 1 on the diagonal.

    Raises:
        ValueError: shapes do not fit, or a standard error is not above 0.

    Assumes:
        Tried groups that have nothing else in common.

    Source:
        Dunnett (1955), Journal of the American Statistical Association 50, pp. 1096-1121, for means; Konietschke,
        Hothorn and Brunner (2012), Electronic Journal of Statistics 6, pp. 738-759, for ranks.

    Checked against:
        Hand arithmetic: two arms as large as the comparison, with one spread, have 0.5.

    Examples:
        >>> correlation_of_effects([2.0, 2.0], [[0, 2.0], [2.0, 0]]).tolist()
        [[1.0, 0.5], [0.5, 1.0]]
    """
    errors, covariance = vector("standard_errors", standard_errors), np.asarray(shared, dtype=np.float64)
    if covariance.shape != (len(errors), len(errors)) or errors.min() <= 0:
        raise ValueError(
            f"There are {len(errors)} standard errors, the smallest {errors.min()}, and covariances of shape "
            f"{covariance.shape}. Give each effect an error above 0 and each two of them a covariance."
        )
    found = covariance / np.outer(errors, errors)
    np.fill_diagonal(found, 1.0)
    return found


def _held(p_value: float, degrees: float, factor: FloatArray, confidence: float, strictest: float) -> Held:
    """Between what one effect alone would need and what Bonferroni asks: the truth never lies beyond them."""
    points = np.abs(2 * (np.outer(np.arange(1, POINTS + 1), ROOTS[: len(factor)]) % 1) - 1)
    spread = np.ones(POINTS)
    if np.isfinite(degrees):
        spread = np.sqrt(2 / degrees * special.gammaincinv(degrees / 2, points[:, -1]))

    def outside(value: float) -> float:
        return 1 - _share_within(value * spread, points, factor)

    ends = [_reach((1 - each) / 2, degrees) * (1 + slack) for each, slack in ((confidence, -SLACK), (strictest, SLACK))]
    critical = float(brentq(lambda value: outside(value) - (1 - confidence), *ends, xtol=1e-8))
    corrected = outside(_reach(p_value / 2, degrees))
    return Held(
        confidence=min(max(1 - 2 * _beyond(critical, degrees), confidence), strictest),
        p_value=min(max(corrected, p_value), len(factor) * p_value, 1.0),
    )


def _reach(tail: float, degrees: float) -> float:
    """Value beyond which this part of the distribution lies."""
    return -(t_quantile(tail, degrees) if np.isfinite(degrees) else normal_quantile(tail))


def _beyond(value: float, degrees: float) -> float:
    return t_share_below(-value, degrees) if np.isfinite(degrees) else normal_share_below(-value)


def _possible(correlation: FloatArray) -> FloatArray:
    """The correlations, drawn towards 0 as far as it takes to make them possible together: errs to the safe side."""
    lacking = max(0.0, SMALLEST_EIGENVALUE - float(np.linalg.eigvalsh(correlation)[0]))
    return np.asarray((correlation + lacking * np.eye(len(correlation))) / (1 + lacking), dtype=np.float64)


def _share_within(reach: FloatArray, points: FloatArray, factor: FloatArray) -> float:
    """Chance that no statistic lies further from 0 than its reach: one after the other, each given those before it."""
    drawn, chance = np.zeros((POINTS, len(factor))), np.ones(POINTS)
    for place, row in enumerate(factor):
        centre = drawn[:, :place] @ row[:place]
        low, high = (special.ndtr((side * reach - centre) / row[place]) for side in (-1, 1))
        chance *= high - low
        drawn[:, place] = special.ndtri(np.clip(low + points[:, place] * (high - low), 1e-16, 1 - 1e-16))
    return float(chance.mean())
