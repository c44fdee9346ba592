"""What the comparison of shares needs to know about one arm, and what it answers with."""

from dataclasses import dataclass

from labx.stats.interval import Interval
from labx.stats.intervals import require_share_counts


@dataclass(frozen=True, slots=True)
class Counts:
    """People of one arm who did it, among all its people; refuses an arm without people and counts that do not fit."""

    successes: int
    trials: int

    def __post_init__(self) -> None:
        require_share_counts(self.successes, self.trials)

    @property
    def share(self) -> float:
        return self.successes / self.trials


@dataclass(frozen=True, slots=True)
class TestedEffect:
    """An effect with its interval and the two-sided p-value of no effect; the interval leaves out no effect exactly
    when the p-value is below 1 - confidence."""

    estimate: float
    interval: Interval
    p_value: float
