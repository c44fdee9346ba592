"""Regression discontinuity: a rule that turns on at a threshold."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import require_open_share, require_positive, vector
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.trials.engine.quasi.bandwidth import Bandwidths, best_bandwidths
from labx.trials.engine.quasi.local_polynomial import Side, fit_local, neighbour_residuals

FEWEST_DISTINCT = 6
FEWEST_INSIDE = 10
# A parabola through fewer leaves nothing to judge it by.
DISTINCT_INSIDE = 4


@dataclass(frozen=True, slots=True)
class Discontinuity:
    """Jump of the outcome at the threshold.

    `estimate` is that of two local lines; `bias_corrected`, `standard_error`, `interval` and `p_value` allow for the
    bend that lines overlook, so the interval is not centred on the estimate. `below` and `above` are the two limits at
    the threshold; `inside` counts the units within the bandwidth at each side.
    """

    estimate: float
    bias_corrected: float
    standard_error: float
    interval: Interval
    p_value: float
    below: float
    above: float
    bandwidths: Bandwidths
    inside: tuple[int, int]


def discontinuity(
    outcome: ArrayLike,
    running: ArrayLike,
    *,
    threshold: float,
    confidence: float,
    bandwidth: float | None = None,
) -> Discontinuity:
    """Effect of a rule at its threshold: the jump between two local lines, with a robust interval.

    Own code: rdrobust is under the GPL and brings a plotting library; the numbers are the same.

    Args:
        outcome: one number a unit, shape `(n_units,)`; missing values are refused.
        running: what the rule looks at (age, income, score), shape `(n_units,)`.
        threshold: from which value on the rule applies, in the unit of `running`.
        confidence: share of such intervals that hold the true jump, between 0 and 1.
        bandwidth: distance from the threshold within which units count, fixed beforehand; None for the one with the
            smallest expected error.

    Returns:
        Jump in the unit of the outcome for units at the threshold, and the robust bias-corrected interval.

    Raises:
        CannotEstimate: nobody on one side, too few units near the threshold, or an outcome that does not vary.
        ValueError: lengths differ or the bandwidth is not above 0.

    Assumes:
        Everyone at or above the threshold got the treatment and nobody below did (a sharp rule); people could not place
        themselves exactly (see `density_jump`); nothing else changes at the threshold. The answer holds for people near
        the threshold only.

    Source:
        Calonico, Cattaneo and Titiunik (2014), Robust nonparametric confidence intervals for regression-discontinuity
        designs, Econometrica 82(6), pp. 2295-2326; bandwidths after Calonico, Cattaneo and Farrell (2020).

    Checked against:
        rdrobust 2.1 with its defaults through tests/references/discontinuity_rdrobust.json.

    Examples:
        >>> places = np.linspace(-1, 1, 400)
        >>> outcome = 3 * (places >= 0) + places + places ** 2 * (places >= 0) + np.sin(np.arange(400) ** 2)
        >>> answer = discontinuity(outcome, places, threshold=0, confidence=0.95)
        >>> answer.interval.contains(3), answer.inside[0] > 50
        (True, True)
    """
    require_open_share("confidence", confidence)
    left, right = sides(outcome, running, threshold)
    _require_variation(left, right)
    chosen = _chosen(left, right, bandwidth)
    parts = [_limit(side, chosen) for side in (left, right)]
    inside = tuple(len(side.inside(chosen.effect).outcome) for side in (left, right))
    estimate, corrected = parts[1].estimate - parts[0].estimate, parts[1].corrected - parts[0].corrected
    error = math.sqrt(parts[0].variance + parts[1].variance)
    margin = normal_quantile((1 + confidence) / 2) * error
    return Discontinuity(
        estimate=estimate,
        bias_corrected=corrected,
        standard_error=error,
        interval=Interval(corrected - margin, corrected + margin, confidence),
        p_value=2 * normal_share_below(-abs(corrected) / error),
        below=parts[0].estimate,
        above=parts[1].estimate,
        bandwidths=chosen,
        inside=(inside[0], inside[1]),
    )


def sides(outcome: ArrayLike, running: ArrayLike, threshold: float) -> tuple[Side, Side]:
    """Return the units below the threshold and those at or above it, in order; refuse an empty side."""
    values, places = vector("outcome", outcome), vector("running variable", running)
    if len(values) != len(places):
        raise ValueError(f"There are {len(values)} outcomes and {len(places)} values of the running variable.")
    order = np.argsort(places, kind="stable")
    distance, values = places[order] - threshold, values[order]
    is_left = distance < 0
    found = Side(distance[is_left], values[is_left]), Side(distance[~is_left], values[~is_left])
    fewest = min(len(np.unique(side.distance)) for side in found)
    if fewest < FEWEST_DISTINCT:
        raise CannotEstimate(
            "The jump at the threshold cannot be estimated.",
            "One side of the threshold has {fewest} different values of the running variable; {least} are needed.",
            "Check the threshold, or collect units on both sides.",
            fewest=fewest,
            least=FEWEST_DISTINCT,
        )
    return found


@dataclass(frozen=True, slots=True)
class _Limit:
    """Limit of the outcome at the threshold: by a line, corrected for bend, and the variance of the corrected one."""

    estimate: float
    corrected: float
    variance: float


def _limit(side: Side, bandwidths: Bandwidths) -> _Limit:
    near = side.inside(max(bandwidths.effect, bandwidths.bias))
    line = fit_local(near, order=1, bandwidth=bandwidths.effect)
    bend = fit_local(near, order=2, bandwidth=bandwidths.bias)
    # The line's limit moves by this much for each unit of bend.
    moved = float(line.influence[0] @ near.distance**2)
    influence = line.influence[0] - moved * bend.influence[2]
    residuals = neighbour_residuals(near)
    return _Limit(
        estimate=float(line.coefficients[0]),
        corrected=float(influence @ near.outcome),
        variance=float(((influence * residuals) ** 2).sum()),
    )


def _chosen(left: Side, right: Side, bandwidth: float | None) -> Bandwidths:
    if bandwidth is None:
        try:
            chosen = best_bandwidths(left, right)
        except (np.linalg.LinAlgError, ZeroDivisionError):
            chosen = Bandwidths(0.0, 0.0)
    else:
        require_positive("bandwidth", bandwidth)
        chosen = Bandwidths(bandwidth, bandwidth)
    counts = [len(np.unique(side.inside(min(chosen.effect, chosen.bias)).distance)) for side in (left, right)]
    if min(counts) < DISTINCT_INSIDE or min(len(side.inside(chosen.effect).outcome) for side in (left, right)) < (
        FEWEST_INSIDE
    ):
        raise CannotEstimate(
            "The jump at the threshold cannot be estimated.",
            "Hardly anybody is near the threshold: one side has fewer than {least} units within the bandwidth.",
            "Collect more units near the threshold, or fix a wider bandwidth in the protocol.",
            least=FEWEST_INSIDE,
        )
    return chosen


def _require_variation(left: Side, right: Side) -> None:
    if all(np.ptp(side.outcome) == 0 for side in (left, right)):
        raise CannotEstimate(
            "The uncertainty of this difference cannot be estimated.",
            "On each side of the threshold all outcomes are equal.",
            "Check that the outcome column is the right one.",
        )
