"""Whether people moved across a threshold: a jump in how many there are on each side."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import FloatArray, require_open_share, vector
from labx.stats.distributions import normal_quantile, normal_share_below
from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval

FEWEST_UNITS = 50
FEWEST_BINS = 6
# McCrary's constants: of the pilot bandwidth, and of the variance of a triangular local line at its end.
PILOT = 3.348
END_VARIANCE = 24 / 5
TINY = 1e-300


@dataclass(frozen=True, slots=True)
class DensityJump:
    """Difference of the logarithms of the densities just above and just below: 0.7 is twice as many above."""

    estimate: float
    standard_error: float
    interval: Interval
    p_value: float
    bandwidth: float


def density_jump(running: ArrayLike, *, threshold: float, confidence: float) -> DensityJump:
    """Test of a jump in the density of the running variable at the threshold.

    Own code: `rddensity` brings pandas and a plotting library. McCrary's test has its bandwidth in closed form.

    Args:
        running: what the rule looks at, one number a unit, shape `(n_units,)`.
        threshold: from which value on the rule applies.
        confidence: share of such intervals that hold the true jump, between 0 and 1.

    Returns:
        Jump of the logarithm of the density, its interval and two-sided p-value. A small p-value says that people, or
        who wrote their value down, may have moved across the threshold.

    Raises:
        CannotEstimate: fewer than 50 units, a running variable of few values, or nobody next to the threshold.

    Assumes:
        A running variable without heaps (ages in years, rounded incomes): heaps at the threshold look like a jump. A
        test that finds nothing has not shown that nobody moved.

    Source:
        McCrary (2008), Manipulation of the running variable in the regression discontinuity design: a density test,
        Journal of Econometrics 142(2), pp. 698-714, with the bandwidth of its section 3.

    Checked against:
        statsmodels 0.15 `WLS` on the binned counts; simulated rejections of a true null.

    Examples:
        >>> places = np.concatenate([np.linspace(-1, 0, 300, endpoint=False), np.linspace(0, 1, 600)])
        >>> answer = density_jump(places, threshold=0, confidence=0.95)
        >>> answer.interval.contains(float(np.log(2))), answer.p_value < 0.05
        (True, True)
    """
    require_open_share("confidence", confidence)
    places = vector("running variable", running) - threshold
    _require_values(places)
    width = 2 * float(places.std(ddof=1)) / math.sqrt(len(places))
    bins = [_bins(places, width, is_right) for is_right in (False, True)]
    # Half of McCrary's bandwidth, as he advises for tests: with all of it bends of the density look like jumps.
    bandwidth = max((_pilot(*bins[0]) + _pilot(*bins[1])) / 4, FEWEST_BINS * width)
    limits = [_limit(middles, heights, bandwidth) for middles, heights in bins]
    if min(limits) <= 0:
        raise _too_few_near()
    estimate = math.log(limits[1]) - math.log(limits[0])
    error = math.sqrt(END_VARIANCE / (len(places) * bandwidth) * (1 / limits[0] + 1 / limits[1]))
    margin = normal_quantile((1 + confidence) / 2) * error
    return DensityJump(
        estimate=estimate,
        standard_error=error,
        interval=Interval(estimate - margin, estimate + margin, confidence),
        p_value=2 * normal_share_below(-abs(estimate) / error),
        bandwidth=bandwidth,
    )


def _bins(places: FloatArray, width: float, is_right: bool) -> tuple[FloatArray, FloatArray]:
    """Middles and heights of bins that begin at the threshold and never cross it."""
    numbers = np.floor(places / width).astype(np.intp)
    numbers = numbers[numbers >= 0] if is_right else -1 - numbers[numbers < 0]
    if len(numbers) == 0 or numbers.max() + 1 < FEWEST_BINS:
        raise _too_few_near()
    heights = np.bincount(numbers) / (len(places) * width)
    middles = (np.arange(len(heights), dtype=np.float64) + 0.5) * width
    return np.asarray(middles if is_right else -middles, dtype=np.float64), heights


def _pilot(middles: FloatArray, heights: FloatArray) -> float:
    """Rule of thumb of one side from a polynomial of the fourth order."""
    reach = float(np.abs(middles).max())
    columns = np.vander(middles / reach, 5, increasing=True)
    coefficients = np.linalg.lstsq(columns, heights, rcond=None)[0]
    residuals = heights - columns @ coefficients
    variance = float(residuals @ residuals) / max(len(heights) - 5, 1)
    second = (
        2 * coefficients[2] + 6 * coefficients[3] * columns[:, 1] + 12 * coefficients[4] * columns[:, 2]
    ) / reach**2
    bend = max(float(second @ second), TINY)
    return float(min(PILOT * (variance * reach / bend) ** (1 / 5), reach))


def _limit(middles: FloatArray, heights: FloatArray, bandwidth: float) -> float:
    """Height at the threshold of a local line through the bins."""
    weights = np.maximum(1 - np.abs(middles) / bandwidth, 0)
    near = weights > 0
    roots = np.sqrt(weights[near])
    columns = np.column_stack([np.ones(len(roots)), middles[near] / bandwidth]) * roots[:, None]
    return float(np.linalg.lstsq(columns, heights[near] * roots, rcond=None)[0][0])


def _require_values(places: FloatArray) -> None:
    if len(places) < FEWEST_UNITS or len(np.unique(places)) < FEWEST_UNITS / 2:
        raise CannotEstimate(
            "Moving across the threshold cannot be tested.",
            "There are {count} units with {distinct} different values; the test wants {least} units that differ.",
            "Look at the histogram by eye, and ask how the value was recorded.",
            count=len(places),
            distinct=len(np.unique(places)),
            least=FEWEST_UNITS,
        )


def _too_few_near() -> CannotEstimate:
    return CannotEstimate(
        "Moving across the threshold cannot be tested.",
        "Hardly anybody is next to the threshold on one side.",
        "Look at the histogram by eye, and ask how the value was recorded.",
    )
