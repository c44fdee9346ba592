"""What the sessions of one version showed, task by task: counts with intervals, times one by one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from labx.stats.interval import Interval
from labx.stats.intervals import share_interval

CONFIDENCE = 0.95


@dataclass(frozen=True)
class TaskCount:
    """`done` alone, `partly` or with help, `failed`; `share` is the interval for doing it alone."""

    done: int
    partly: int
    failed: int
    seconds: tuple[int, ...]
    errors: tuple[int, ...]

    @property
    def people(self) -> int:
        return self.done + self.partly + self.failed

    @property
    def share(self) -> Interval | None:
        """Wilson's interval; nothing where nobody tried."""
        return share_interval(self.done, self.people, confidence=CONFIDENCE) if self.people else None

    @property
    def middle_seconds(self) -> float | None:
        """The median; nothing where nobody was timed."""
        ordered = sorted(self.seconds)
        if not ordered:
            return None
        half = len(ordered) // 2
        return float(ordered[half]) if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def counted(results: Sequence[tuple[str, int | None, int | None]]) -> TaskCount:
    """From (success, seconds, errors) of each person; what was not measured is left out of its list.

    Examples:
        >>> count = counted([("yes", 40, 0), ("no", None, 2), ("yes", 60, None)])
        >>> count.done, count.people, count.middle_seconds, count.errors
        (2, 3, 50.0, (0, 2))
    """
    successes = [success for success, _seconds, _errors in results]
    return TaskCount(
        successes.count("yes"),
        successes.count("partly"),
        successes.count("no"),
        tuple(seconds for _success, seconds, _errors in results if seconds is not None),
        tuple(errors for _success, _seconds, errors in results if errors is not None),
    )
