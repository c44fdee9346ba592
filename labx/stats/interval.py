"""An interval and the confidence it was computed with."""

import math
from dataclasses import dataclass

from labx.stats.checks import require_open_share


@dataclass(frozen=True, slots=True)
class Interval:
    """Values compatible with the data, both ends included.

    Examples:
        >>> interval = Interval(lower=1.0, upper=7.0, confidence=0.95)
        >>> interval.width, interval.contains(7), interval.contains(0)
        (6.0, True, False)
        >>> interval.mirrored()
        Interval(lower=-7.0, upper=-1.0, confidence=0.95)
    """

    lower: float
    upper: float
    confidence: float

    def __post_init__(self) -> None:
        require_open_share("confidence", self.confidence)
        if not (math.isfinite(self.lower) and math.isfinite(self.upper) and self.lower <= self.upper):
            raise ValueError(f"An interval from {self.lower} to {self.upper} is none: give two finite ends in order.")

    @property
    def width(self) -> float:
        return self.upper - self.lower

    def contains(self, value: float) -> bool:
        return self.lower <= value <= self.upper

    def mirrored(self) -> "Interval":
        """Return the interval of the opposite sign."""
        return Interval(lower=-self.upper, upper=-self.lower, confidence=self.confidence)
