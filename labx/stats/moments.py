"""Count, mean and spread of one variable, kept so that parts can be merged without losing digits."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from labx.stats.checks import require_whole, vector
from labx.stats.errors import CannotEstimate


@dataclass(frozen=True, slots=True)
class Moments:
    """What the comparison of means needs to know about one group.

    Deviations are taken from the mean before they are squared: with a mean of 1e9 and a standard deviation of 1, sums
    of raw squares lose every digit of the variance.

    Args:
        count: number of values; 1 or more.
        mean: arithmetic mean, in the unit of the values.
        sum_squared_deviations: sum of (value - mean)², in the squared unit; 0 or more.
        minimum: smallest value.
        maximum: largest value.

    Raises:
        ValueError: the numbers cannot belong to one group of values.

    Assumes:
        Each value is one unit's outcome and counts once. Missing values are not allowed: the protocol decides about
        them before this point.

    Source:
        Chan, Golub and LeVeque (1983), Algorithms for computing the sample variance, The American Statistician 37(3),
        pp. 242-247: the corrected two-pass and the pairwise algorithm.

    Checked against:
        numpy 2.4 `numpy.var(ddof=1)`; tests/references/nsw_statsmodels.json; Python's `statistics.variance` in exact
        fractions.

    Examples:
        >>> Moments.of([1, 2, 6])
        Moments(count=3, mean=3.0, sum_squared_deviations=14.0, minimum=1.0, maximum=6.0)
        >>> Moments.of([1, 2, 6]) == Moments.of([1, 2]).merged(Moments.of([6]))
        True
        >>> Moments.of([1, 2, 6]).variance
        7.0
    """

    count: int
    mean: float
    sum_squared_deviations: float
    minimum: float
    maximum: float

    def __post_init__(self) -> None:
        require_whole("count", self.count, least=1)
        for name in ("mean", "sum_squared_deviations", "minimum", "maximum"):
            value = getattr(self, name)
            if not math.isfinite(value):
                raise ValueError(f"{name} is {value}; it must be finite. Leave out or rescale the values.")
        if self.sum_squared_deviations < 0:
            raise ValueError(
                f"sum_squared_deviations is {self.sum_squared_deviations}; it cannot be negative. "
                "Subtract the mean before squaring."
            )
        if self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} lies above maximum {self.maximum}. Exchange them.")

    @classmethod
    def of(cls, values: ArrayLike, *, name: str = "values") -> "Moments":
        """Return the moments of a sequence of finite numbers; `name` is used in messages."""
        array = vector(name, values)
        minimum, maximum = float(array.min()), float(array.max())
        if minimum == maximum:
            return cls(len(array), minimum, 0.0, minimum, maximum)
        with np.errstate(over="ignore", invalid="ignore"):
            mean = float(array.mean())
            deviations = array - mean
            # The second term is 0 in exact arithmetic; here it removes the rounding of the mean.
            squares = float(deviations @ deviations - deviations.sum() ** 2 / len(array))
        return cls(len(array), mean, squares, minimum, maximum)

    def merged(self, other: "Moments") -> "Moments":
        """Return the moments of both groups taken together."""
        count = self.count + other.count
        gap = other.mean - self.mean
        return Moments(
            count=count,
            mean=self.mean + gap * (other.count / count),
            sum_squared_deviations=(
                self.sum_squared_deviations
                + other.sum_squared_deviations
                + gap * gap * (self.count * other.count / count)
            ),
            minimum=min(self.minimum, other.minimum),
            maximum=max(self.maximum, other.maximum),
        )

    @property
    def is_constant(self) -> bool:
        return self.minimum == self.maximum

    @property
    def variance(self) -> float:
        """Sample variance (divided by count - 1), in the squared unit."""
        if self.count < 2:
            raise CannotEstimate(
                "The spread of the values cannot be estimated.",
                "There is only one value, and one value does not vary.",
                "Wait for at least two units in this group.",
            )
        return self.sum_squared_deviations / (self.count - 1)

    @property
    def standard_deviation(self) -> float:
        return math.sqrt(self.variance)

    @property
    def squared_standard_error(self) -> float:
        """Variance of the mean, in the squared unit."""
        return self.variance / self.count

    @property
    def standard_error(self) -> float:
        """Standard error of the mean, in the unit of the values."""
        return math.sqrt(self.squared_standard_error)
