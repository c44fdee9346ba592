"""What a life event costs a family in hours and money, as ranges: the Standard Cost Model on visits to counters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import isfinite

from labx.stats.errors import CannotEstimate

MINUTES_AN_HOUR = 60


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both possible."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Trips:
    """Mean visits of a family: `usual` to counters that do one thing, `joint` to the counter that does several."""

    usual: float
    joint: float = 0.0


@dataclass(frozen=True, slots=True)
class Assumptions:
    """Minutes of a visit with the way there, the waiting and the way back; euros an hour; euros of fares a visit."""

    usual_minutes: Range
    joint_minutes: Range
    hour_value: Range
    fare: Range


@dataclass(frozen=True, slots=True)
class Burden:
    """Hours, and what they and the fares come to in euros."""

    hours: Range
    euros: Range


def burden(trips: Trips, assumed: Assumptions) -> Burden:
    """Give what the visits of a family cost it.

    Args:
        trips: mean number of visits a family, zero or more; need not be whole.
        assumed: ranges, each of zero or more, the smaller number first.

    Returns:
        Hours and euros of one family, from everything at its lowest to everything at its highest. No interval of
        confidence: a range of what was assumed.

    Raises:
        CannotEstimate: a number is negative or not finite, or a range ends before it begins.

    Assumes:
        Only visits count. Not for what is done at home, nor for fees, which do not change with the number of visits.

    Source:
        SCM Network (2004), International Standard Cost Model Manual: time x price x quantity.

    Checked against:
        labx/desks/engine/tests/test_burden.py: by hand, and every corner of the ranges.

    Examples:
        >>> assumed = Assumptions(Range(60, 120), Range(30, 30), Range(10, 10), Range(0, 2))
        >>> burden(Trips(3), assumed)
        Burden(hours=Range(low=3.0, high=6.0), euros=Range(low=30.0, high=66.0))
    """
    _require_sense(trips, assumed)
    found = [_at(trips, corner) for corner in _corners(assumed)]
    return _ranges(found)


def saving(before: Trips, after: Trips, assumed: Assumptions) -> Burden:
    """Give how much less a family spends after than before, under the same assumptions.

    Args:
        before: mean visits without the joint counter.
        after: mean visits with it.
        assumed: ranges, as for `burden`.

    Returns:
        Hours and euros saved by one family, lowest and highest; below zero where it may spend more. Narrower than the
        difference of two burdens, because what is assumed is the same on both sides.

    Raises:
        CannotEstimate: as `burden`.

    Assumes:
        A visit takes as long before as after; what differs is how many there are and of which kind.

    Source:
        As `burden`. What is linear in each number on its own is lowest and highest at a corner of their ranges.

    Checked against:
        labx/desks/engine/tests/test_burden.py: by hand, and points drawn inside the ranges.

    Examples:
        >>> assumed = Assumptions(Range(60, 120), Range(30, 30), Range(10, 10), Range(0, 0))
        >>> saving(Trips(3), Trips(1, 1), assumed)
        Burden(hours=Range(low=1.5, high=3.5), euros=Range(low=15.0, high=35.0))
    """
    _require_sense(before, assumed)
    _require_sense(after, assumed)
    both = [(_at(before, corner), _at(after, corner)) for corner in _corners(assumed)]
    return _ranges([(first[0] - then[0], first[1] - then[1]) for first, then in both])


def _corners(assumed: Assumptions) -> list[tuple[float, ...]]:
    ranges = (assumed.usual_minutes, assumed.joint_minutes, assumed.hour_value, assumed.fare)
    return list(product(*((one.low, one.high) for one in ranges)))


def _at(trips: Trips, corner: tuple[float, ...]) -> tuple[float, float]:
    usual_minutes, joint_minutes, hour_value, fare = corner
    hours = (trips.usual * usual_minutes + trips.joint * joint_minutes) / MINUTES_AN_HOUR
    return hours, hours * hour_value + (trips.usual + trips.joint) * fare


def _ranges(found: list[tuple[float, float]]) -> Burden:
    hours, euros = zip(*found, strict=True)
    return Burden(Range(min(hours), max(hours)), Range(min(euros), max(euros)))


def _require_sense(trips: Trips, assumed: Assumptions) -> None:
    ranges = (assumed.usual_minutes, assumed.joint_minutes, assumed.hour_value, assumed.fare)
    pairs = [(trips.usual, trips.usual), (trips.joint, trips.joint), *((one.low, one.high) for one in ranges)]
    for low, high in pairs:
        if not (isfinite(low) and isfinite(high) and 0 <= low <= high):
            raise CannotEstimate(
                "The burden cannot be reckoned.",
                "One of the numbers goes from {low} to {high}.",
                "Give finite numbers of zero or more, the smaller one first.",
                low=low,
                high=high,
            )
