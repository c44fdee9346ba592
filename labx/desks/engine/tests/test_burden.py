"""The cost of visits: by hand, at every corner, and inside the ranges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.desks.engine.burden import Assumptions, Burden, Range, Trips, burden, saving
from labx.stats.errors import CannotEstimate

ASSUMED = Assumptions(Range(60, 180), Range(45, 120), Range(7, 17), Range(0, 10))


def test_by_hand():
    """Four visits of one to three hours, at 7 to 17 euros an hour, with nothing to 10 euros of fares each."""
    assert burden(Trips(4), ASSUMED) == Burden(Range(4 * 60 / 60, 4 * 180 / 60), Range(4 * 7 + 0, 12 * 17 + 4 * 10))
    assert burden(Trips(0.5, 1), ASSUMED).hours == Range((30 + 45) / 60, (90 + 120) / 60)
    assert burden(Trips(0), ASSUMED) == Burden(Range(0, 0), Range(0, 0))


def test_what_is_saved_by_hand():
    """Instead of four usual visits half a one and one joint: 3.5 usual less, one joint more."""
    found = saving(Trips(4), Trips(0.5, 1), ASSUMED)
    assert found.hours == Range((3.5 * 60 - 120) / 60, (3.5 * 180 - 45) / 60)
    assert found.euros == Range(1.5 * 7, pytest.approx(9.75 * 17 + 2.5 * 10))  # 1.5 and 9.75 hours, 2.5 fares less
    worse = saving(Trips(1), Trips(0, 2), ASSUMED)
    assert worse.hours == Range((60 - 240) / 60, (180 - 90) / 60) and worse.euros.low == -3 * 17 - 10


def test_the_same_before_and_after_saves_nothing():
    assert saving(Trips(3, 1), Trips(3, 1), ASSUMED) == Burden(Range(0, 0), Range(0, 0))


@pytest.mark.parametrize("wrong", [Range(2, 1), Range(-1, 1), Range(0, float("nan")), Range(0, float("inf"))])
def test_what_makes_no_sense_is_refused(wrong):
    for place in range(4):
        ranges = [Range(1, 2)] * 4
        ranges[place] = wrong
        with pytest.raises(CannotEstimate, match="the smaller one first"):
            burden(Trips(1), Assumptions(*ranges))
    for trips in (Trips(-1), Trips(1, float("nan"))):
        with pytest.raises(CannotEstimate):
            saving(Trips(1), trips, ASSUMED)
        with pytest.raises(CannotEstimate):
            saving(trips, Trips(1), ASSUMED)


NUMBERS = st.floats(0, 500)
RANGES = st.tuples(NUMBERS, NUMBERS).map(lambda two: Range(min(two), max(two)))
TRIPS = st.builds(Trips, NUMBERS, NUMBERS)


@given(TRIPS, TRIPS, st.builds(Assumptions, RANGES, RANGES, RANGES, RANGES), st.tuples(*[st.floats(0, 1)] * 4))
def test_whatever_lies_inside_what_was_assumed_lies_inside_the_answer(before, after, assumed, places):
    ranges = (assumed.usual_minutes, assumed.joint_minutes, assumed.hour_value, assumed.fare)
    usual, joint, value, fare = (one.low + (one.high - one.low) * at for one, at in zip(ranges, places, strict=True))

    def cost(trips):
        hours = trips.usual * usual / 60 + trips.joint * joint / 60
        return hours, value * hours + fare * trips.usual + fare * trips.joint

    first, then = cost(before), cost(after)
    for found, point in (
        (burden(before, assumed), first),
        (saving(before, after, assumed), (first[0] - then[0], first[1] - then[1])),
    ):
        for limits, one in zip((found.hours, found.euros), point, strict=True):
            slack = 1e-9 * (1 + abs(limits.low) + abs(limits.high))
            assert limits.low - slack <= one <= limits.high + slack
