"""The reading of an interval: the table row by row, and against a slow rule that tries points."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.interval import Interval
from labx.trials.engine.reading import Reading, read_interval

MINIMUM = 4.0
ROWS = [
    (4, 9, Reading.BETTER_AND_WORTHWHILE),
    (1, 9, Reading.BETTER_PERHAPS_WORTHWHILE),
    (1, 4, Reading.BETTER_PERHAPS_WORTHWHILE),
    (1, 3, Reading.BETTER_BUT_TOO_LITTLE),
    (0, 4, Reading.PERHAPS_WORTHWHILE),
    (-3, 9, Reading.PERHAPS_WORTHWHILE),
    (-4, 4, Reading.UNCLEAR),
    (-9, 9, Reading.UNCLEAR),
    (-3, 3, Reading.NO_DIFFERENCE_THAT_MATTERS),
    (0, 3, Reading.NO_DIFFERENCE_THAT_MATTERS),
    (-3, 0, Reading.NO_DIFFERENCE_THAT_MATTERS),
    (-4, 3, Reading.PERHAPS_HARMFUL),
    (-9, 0, Reading.PERHAPS_HARMFUL),
    (-3, -1, Reading.WORSE_BUT_LITTLE),
    (-4, -1, Reading.WORSE_PERHAPS_HARMFUL),
    (-9, -1, Reading.WORSE_PERHAPS_HARMFUL),
    (-9, -4, Reading.WORSE_AND_HARMFUL),
]
WITHOUT_MINIMUM = [
    (1, 9, Reading.BETTER),
    (0, 9, Reading.UNCLEAR),
    (-1, 1, Reading.UNCLEAR),
    (-9, 0, Reading.UNCLEAR),
    (-9, -1, Reading.WORSE),
]
BY_WHAT_IS_POSSIBLE = {
    "W": Reading.BETTER_AND_WORTHWHILE,
    "Wg": Reading.BETTER_PERHAPS_WORTHWHILE,
    "g": Reading.BETTER_BUT_TOO_LITTLE,
    "Wg0": Reading.PERHAPS_WORTHWHILE,
    "Wg0l": Reading.PERHAPS_WORTHWHILE,
    "Wg0lH": Reading.UNCLEAR,
    "0": Reading.NO_DIFFERENCE_THAT_MATTERS,
    "g0": Reading.NO_DIFFERENCE_THAT_MATTERS,
    "g0l": Reading.NO_DIFFERENCE_THAT_MATTERS,
    "0l": Reading.NO_DIFFERENCE_THAT_MATTERS,
    "g0lH": Reading.PERHAPS_HARMFUL,
    "0lH": Reading.PERHAPS_HARMFUL,
    "l": Reading.WORSE_BUT_LITTLE,
    "lH": Reading.WORSE_PERHAPS_HARMFUL,
    "H": Reading.WORSE_AND_HARMFUL,
}
quarters = st.integers(-40, 40).map(lambda quarter: quarter / 4)


def read(lower, upper, better="higher", minimum=MINIMUM):
    return read_interval(Interval(lower, upper, 0.95), better=better, minimum_worthwhile=minimum)


@pytest.mark.parametrize(("lower", "upper", "expected"), ROWS)
def test_every_row_in_both_directions(lower, upper, expected):
    assert read(lower, upper) == expected
    assert read(-upper, -lower, better="lower") == expected


@pytest.mark.parametrize(("lower", "upper", "expected"), WITHOUT_MINIMUM)
def test_without_a_smallest_worthwhile_effect(lower, upper, expected):
    assert read(lower, upper, minimum=None) == expected
    assert read(-upper, -lower, better="lower", minimum=None) == expected


def test_every_reading_can_be_reached():
    assert {row[2] for row in ROWS + WITHOUT_MINIMUM} == set(Reading)


def kinds_of_effect(lower, upper):
    """Which kinds of true effect the interval holds: Worthwhile, gain, none, loss, Harm; tried point by point."""
    points = [eighth / 8 for eighth in range(int(lower * 8), int(upper * 8) + 1)]
    kinds = {
        "W": any(point >= MINIMUM for point in points),
        "g": any(0 < point < MINIMUM for point in points),
        "0": any(point == 0 for point in points),
        "l": any(-MINIMUM < point < 0 for point in points),
        "H": any(point <= -MINIMUM for point in points),
    }
    return "".join(kind for kind, is_possible in kinds.items() if is_possible)


@given(quarters, quarters)
def test_equal_to_the_slow_rule(one, other):
    lower, upper = min(one, other), max(one, other)
    assert read(lower, upper) == BY_WHAT_IS_POSSIBLE[kinds_of_effect(lower, upper)]


@given(quarters, quarters, st.sampled_from([0.1, 1000.0]))
def test_the_unit_does_not_matter(one, other, factor):
    lower, upper = min(one, other), max(one, other)
    assert read(factor * lower, factor * upper, minimum=factor * MINIMUM) == read(lower, upper)


@pytest.mark.parametrize("minimum", [0, -1, math.nan])
def test_a_smallest_worthwhile_effect_lies_above_0(minimum):
    with pytest.raises(ValueError, match=r"minimum_worthwhile is .*; it must be a finite number above 0"):
        read(1, 2, minimum=minimum)


def test_only_two_directions():
    with pytest.raises(ValueError) as refusal:
        read(1, 2, better="more")
    assert str(refusal.value) == "better is “more”; write “higher” or “lower”."


def test_codes_are_stable():
    """Pages, packages and translations keep these."""
    assert [reading.value for reading in Reading] == [reading.name.lower() for reading in Reading]
