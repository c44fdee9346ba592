"""Several tried arms against one comparison arm, the chance of any false finding held."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special
from scipy.optimize import brentq

from labx.stats.checks import FloatArray, require_open_share
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.stats.moments import Moments

# Beyond 9 standard deviations the normal density adds nothing that a double could hold.
NORMAL_REACH, TAIL = 9.0, 1e-17
# A comparison arm a hundred thousand times smaller than another, or more, counts as that: too careful by 0.0003.
MOST_SHARED = math.sqrt(1 - 1e-5)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(96)


@dataclass(frozen=True, slots=True)
class JointEffect:
    """One arm's difference from the comparison arm; interval and p-value hold for all arms together."""

    estimate: float
    standard_error: float
    degrees_of_freedom: int
    interval: Interval
    p_value: float


def dunnett(arms: Sequence[Moments], control: Moments, *, confidence: float) -> tuple[JointEffect, ...]:
    """Differences of several arms from one comparison arm, with intervals that hold all together.

    Args:
        arms: moments of the outcome in each tried arm, two arms or more.
        control: moments of the outcome in the comparison arm.
        confidence: share of such trials in which every interval holds its true difference, between 0 and 1.

    Returns:
        One effect an arm, in the unit of the outcome, with pooled standard errors.

    Raises:
        CannotEstimate: fewer than two tried arms, no more units than arms, or no arm varies.

    Assumes:
        Independent units and the same spread in all arms. Where spreads differ use `difference_in_means` for each arm
        and `holm`.

    Source:
        Dunnett (1955), A multiple comparison procedure for comparing several treatments with a control, Journal of the
        American Statistical Association 50, pp. 1096-1121; integrated by Gauss and Legendre's rule, so that the same
        data always give the same digits.

    Checked against:
        scipy 1.17 `dunnett` (which draws at random: to 1e-3); critical values of Dunnett (1955, 1964).

    Examples:
        >>> arms = [Moments.of([4, 5, 6]), Moments.of([2, 3, 4])]
        >>> first, second = dunnett(arms, Moments.of([1, 2, 3]), confidence=0.95)
        >>> first.estimate, round(first.p_value, 4), round(second.p_value, 4)
        (3.0, 0.0184, 0.4179)
    """
    require_open_share("confidence", confidence)
    counts = [arm.count for arm in arms]
    spread, degrees_of_freedom = _pooled(arms, control)
    loadings = np.array([math.sqrt(count / (count + control.count)) for count in counts])
    critical = critical_of_many(loadings, degrees_of_freedom, confidence=confidence)
    effects = []
    for arm in arms:
        error = spread * math.sqrt(1 / arm.count + 1 / control.count)
        estimate = arm.mean - control.mean
        margin = critical * error
        effects.append(
            JointEffect(
                estimate=estimate,
                standard_error=error,
                degrees_of_freedom=degrees_of_freedom,
                interval=Interval(estimate - margin, estimate + margin, confidence),
                p_value=max(0.0, 1 - share_within(abs(estimate) / error, loadings, degrees_of_freedom)),
            )
        )
    return tuple(effects)


def critical_of_many(loadings: FloatArray, degrees_of_freedom: float, *, confidence: float) -> float:
    """Return the value that the largest of several related t statistics stays under with this chance.

    `loadings` holds for each arm the root of its share of the units of itself and the comparison arm.
    """

    def shortfall(value: float) -> float:
        return share_within(value, loadings, degrees_of_freedom) - confidence

    upper = 4.0
    while shortfall(upper) < 0:
        upper *= 2
    return float(brentq(shortfall, 1e-9, upper, xtol=1e-10))


def share_within(value: float, loadings: FloatArray, degrees_of_freedom: float) -> float:
    """Return the chance that no statistic lies further from 0 than `value`.

    Given the comparison arm's part and the pooled spread the arms are independent: both are integrated out.
    """
    loadings = np.minimum(loadings, MOST_SHARED)
    half = degrees_of_freedom / 2
    lower = math.sqrt(special.gammaincinv(half, TAIL) / half)
    upper = math.sqrt(special.gammainccinv(half, TAIL) / half)
    spread, spread_weights = _nodes(lower, upper)
    spread_weights = spread_weights * np.exp((degrees_of_freedom - 1) * np.log(spread) - half * (spread * spread - 1))
    # An arm much larger than the comparison arm makes the inner chance steep: shorter pieces follow it.
    steepest = math.sqrt(1 - float(np.max(loadings)) ** 2)
    shared, shared_weights = _nodes(-NORMAL_REACH, NORMAL_REACH, math.ceil(0.5 / steepest))
    shared_weights = shared_weights * np.exp(-shared * shared / 2)
    inside = np.ones((len(spread), len(shared)))
    for loading in loadings:
        own = math.sqrt(1 - loading * loading)
        centre, reach = loading * shared / own, value * spread[:, np.newaxis] / own
        inside *= special.ndtr(reach - centre) - special.ndtr(-reach - centre)
    total = spread_weights.sum() * shared_weights.sum()
    return float(spread_weights @ inside @ shared_weights / total)


def _nodes(lower: float, upper: float, pieces: int = 1) -> tuple[FloatArray, FloatArray]:
    half = (upper - lower) / 2 / pieces
    centres = lower + half * (2 * np.arange(pieces) + 1)
    return (half * NODES + centres[:, np.newaxis]).ravel(), np.tile(half * WEIGHTS, pieces)


def _pooled(arms: Sequence[Moments], control: Moments) -> tuple[float, int]:
    """Common standard deviation of all arms, and its degrees of freedom."""
    everyone = [*arms, control]
    degrees_of_freedom = sum(arm.count for arm in everyone) - len(everyone)
    if len(arms) < 2 or degrees_of_freedom < 1:
        raise CannotEstimate(
            "The arms cannot be compared together.",
            "There are {arms} tried arms and {units} units; two arms and more units than arms are needed.",
            "Compare one arm by itself, or wait for more units.",
            arms=len(arms),
            units=sum(arm.count for arm in everyone),
        )
    squares = math.fsum(arm.sum_squared_deviations for arm in everyone)
    if squares == 0:
        raise CannotEstimate(
            "The uncertainty of this difference cannot be estimated.",
            "Within each arm all outcomes are equal, so the data do not show how much they could vary.",
            "Check that the outcome column is the right one; if it is, report the two values without an interval.",
        )
    return math.sqrt(squares / degrees_of_freedom), degrees_of_freedom
