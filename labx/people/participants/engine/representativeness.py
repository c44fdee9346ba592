"""How far a group of people is from a population, category by category."""

from collections.abc import Mapping
from dataclasses import dataclass

from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.stats.intervals import share_interval

SHARES_TOLERANCE = 0.005


@dataclass(frozen=True)
class CategoryGap:
    """Share of a category in the group and in the population, and the difference: above 0 where there are too many."""

    count: int
    share: float
    expected: float
    gap: float
    interval: Interval


def gaps(
    counts: Mapping[str, int], expected: Mapping[str, float], *, confidence: float = 0.95
) -> dict[str, CategoryGap]:
    """Compare the shares of each category with those of the population.

    Args:
        counts: people of the group in each category; categories that nobody is in may be left out.
        expected: share of each category in the population, together 1 (up to rounding).
        confidence: share of such intervals that hold the true difference, one category at a time.

    Returns:
        By category: share, expected share, their difference and its interval, as shares between -1 and 1.

    Raises:
        CannotEstimate: the group is empty.
        ValueError: the expected shares do not add up to 1, or somebody is in a category that has none.

    Assumes:
        The population's shares are known without error. The interval tells what a random process that keeps bringing
        such people would vary by; for a finished list the difference itself is what it is.

    Source:
        Wilson (1927), Journal of the American Statistical Association 22(158), pp. 209-212, moved by the known share.

    Checked against:
        labx.stats.intervals.share_interval, which is checked against statsmodels.

    Examples:
        >>> found = gaps({"old": 30, "young": 70}, {"old": 0.5, "young": 0.5})
        >>> round(found["old"].gap, 2), round(found["old"].interval.lower, 3), round(found["old"].interval.upper, 3)
        (-0.2, -0.281, -0.104)
    """
    if unknown := counts.keys() - expected.keys():
        raise ValueError(f"The margins have no share for {', '.join(sorted(unknown))}. Add the category to the file.")
    if abs(sum(expected.values()) - 1) > SHARES_TOLERANCE:
        raise ValueError(f"The shares add up to {sum(expected.values())}, not to 1. Check the margins.")
    total = sum(counts.values())
    if not total:
        raise CannotEstimate("No gap can be given.", "There is nobody in the group.", "Wait for the first people.")
    found = {}
    for category, share in expected.items():
        count = counts.get(category, 0)
        around = share_interval(count, total, confidence=confidence)
        moved = Interval(around.lower - share, around.upper - share, confidence)
        found[category] = CategoryGap(count, count / total, share, count / total - share, moved)
    return found


def distance(found: Mapping[str, CategoryGap]) -> float:
    """Share of the group that would have to be other people for the shares to agree.

    Args:
        found: gaps of every category of one attribute.

    Returns:
        Half the sum of the absolute gaps, from 0 (as the population) to 1.

    Source:
        Duncan and Duncan (1955), American Sociological Review 20(2), pp. 210-217 (index of dissimilarity).

    Examples:
        >>> round(distance(gaps({"old": 30, "young": 70}, {"old": 0.5, "young": 0.5})), 2)
        0.2
    """
    return sum(abs(one.gap) for one in found.values()) / 2
