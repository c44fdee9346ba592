"""Sizes of the arms against the plan: by hand, against scipy, and by how often it alarms."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.trials.engine.sample_ratio import sample_ratio
from tests.references import reference

STORED = reference("sample_ratio_scipy")
BOTH_KINDS = [(case, False) for case in STORED["chi_square"] if min(case["weights"]) * sum(case["counts"]) >= 5] + [
    (case, True) for case in STORED["exact"]
]


def test_by_hand():
    ratio = sample_ratio([60, 40], [0.5, 0.5])
    statistic = (60 - 50) ** 2 / 50 + (40 - 50) ** 2 / 50
    assert ratio.expected == (50, 50)
    assert ratio.p_value == pytest.approx(math.erfc(math.sqrt(statistic / 2)))
    assert not ratio.is_exact


def test_three_arms_by_hand():
    ratio = sample_ratio([10, 25, 5], [0.25, 0.5, 0.25])
    statistic = (10 - 10) ** 2 / 10 + (25 - 20) ** 2 / 20 + (5 - 10) ** 2 / 10
    assert ratio.p_value == pytest.approx(math.exp(-statistic / 2))


def test_few_units_are_counted_one_by_one():
    """All of 3 units in the first arm, or none: 1/8 each."""
    ratio = sample_ratio([3, 0], [0.5, 0.5])
    assert (ratio.p_value, ratio.is_exact) == (pytest.approx(1 / 8 + 1 / 8), True)


def test_unequal_weights_counted_one_by_one():
    """P(0), P(1), P(2) of 2 units at 1/4 are 9/16, 6/16, 1/16; as unlikely as 2: only 2."""
    assert sample_ratio([2, 0], [0.25, 0.75]).p_value == pytest.approx(1 / 16)
    assert sample_ratio([1, 1], [0.25, 0.75]).p_value == pytest.approx(6 / 16 + 1 / 16)
    assert sample_ratio([0, 2], [0.25, 0.75]).p_value == 1


@pytest.mark.parametrize(("case", "is_exact"), BOTH_KINDS)
def test_equal_to_scipy(case, is_exact):
    ratio = sample_ratio(case["counts"], case["weights"])
    assert ratio.is_exact == is_exact
    assert ratio.p_value == pytest.approx(case["p_value"], rel=1e-9)


def test_the_approximation_begins_at_five_expected():
    assert not sample_ratio([5, 5], [0.5, 0.5]).is_exact
    assert sample_ratio([5, 4], [0.5, 0.5]).is_exact


def test_the_alarm_rings_below_one_in_a_thousand():
    assert not sample_ratio([185, 260], [185 / 445, 260 / 445]).is_alarming
    assert sample_ratio([185, 260], [0.5, 0.5]).is_alarming
    assert not sample_ratio([552, 448], [0.5, 0.5]).is_alarming  # p = 0.00101
    assert sample_ratio([553, 447], [0.5, 0.5]).is_alarming  # p = 0.00080


def test_no_units():
    with pytest.raises(CannotEstimate) as refusal:
        sample_ratio([0, 0], [0.5, 0.5])
    assert str(refusal.value) == (
        "The sizes of the arms cannot be checked. There are no units yet. "
        "Wait for the first units, or check the import."
    )


def test_many_arms_and_few_units():
    with pytest.raises(CannotEstimate) as refusal:
        sample_ratio([4, 4, 4], [0.4, 0.3, 0.3])
    assert str(refusal.value) == (
        "The sizes of the arms cannot be checked. With 12 units one of the 3 arms expects fewer than 5. "
        "Wait for more units, or check two arms at a time."
    )


@pytest.mark.parametrize(
    ("counts", "weights", "told"),
    [
        ([1, 2], [1.0], "There are 2 counts and 1 weights; give one of each for two arms or more."),
        ([1], [1.0], "There are 1 counts and 1 weights; give one of each for two arms or more."),
        ([1, 2.5], [0.5, 0.5], "count of arm 2 is 2.5; it must be a whole number of 0 or more."),
        ([1, 2], [0.0, 1.0], "weight of arm 1 is 0.0; it must be a finite number above 0."),
        ([1, 2], [0.5, 0.4], "The weights add up to 0.9; they must add up to 1."),
    ],
)
def test_a_plan_that_cannot_be(counts, weights, told):
    with pytest.raises(ValueError) as refusal:
        sample_ratio(counts, weights)
    assert str(refusal.value) == told


def test_three_thirds_are_one():
    assert sample_ratio([50, 50, 50], [1 / 3, 1 / 3, 1 / 3]).p_value == pytest.approx(1)


@given(st.integers(1, 60), st.sampled_from([Fraction(1, 2), Fraction(1, 20), Fraction(3, 40)]), st.data())
def test_the_exact_test_adds_up_fractions(total, weight, data):
    count = data.draw(st.integers(0, total))
    ratio = sample_ratio([count, total - count], [float(weight), float(1 - weight)])
    chances = [math.comb(total, k) * weight**k * (1 - weight) ** (total - k) for k in range(total + 1)]
    if ratio.is_exact:
        expected = sum(chance for chance in chances if chance <= chances[count])
        assert ratio.p_value == pytest.approx(float(expected), rel=1e-9)
    else:
        assert min(weight, 1 - weight) * total >= 5


@given(st.permutations([0, 1, 2]))
def test_the_order_of_arms_does_not_matter(order):
    counts, weights = [120, 90, 70], [0.4, 0.35, 0.25]
    shuffled = sample_ratio([counts[arm] for arm in order], [weights[arm] for arm in order])
    assert shuffled.p_value == pytest.approx(sample_ratio(counts, weights).p_value, rel=1e-12)


def test_losing_four_in_a_hundred_of_one_arm_is_found():
    random = np.random.default_rng(6)
    found = 0
    for _ in range(300):
        treated = int(random.binomial(100_000, 0.5))
        kept = int(random.binomial(treated, 0.96))
        found += sample_ratio([kept, 100_000 - treated], [0.5, 0.5]).is_alarming
    assert found / 300 >= 0.99


def test_chance_alone_seldom_has_a_small_p_value():
    draws = np.random.default_rng(7).binomial(400, 0.3, size=4_000)
    small = np.mean([sample_ratio([int(draw), 400 - int(draw)], [0.3, 0.7]).p_value < 0.05 for draw in draws])
    assert small == pytest.approx(0.05, abs=0.015)
