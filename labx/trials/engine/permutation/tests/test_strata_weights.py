"""Weights within strata: by hand, equal to the stratified difference, and exact against every assignment."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.trials.engine.permutation.draws import blocked
from labx.trials.engine.permutation.redrawing import enumerated_effect, redrawn_effect
from labx.trials.engine.permutation.strata import weigh_strata
from labx.trials.engine.strata.blocked import stratified_difference


def test_by_hand():
    """A stratum of four, one tried, and one of two: (9 - 2) · 4/6 + (5 - 1) · 2/6."""
    weigh = weigh_strata(["a"] * 4 + ["b"] * 2)
    weights = weigh(np.array([1.0, 0, 0, 0, 1, 0]))
    assert weights @ np.array([9, 1, 2, 3, 5, 1]) == pytest.approx((9 - (1 + 2 + 3) / 3) * 4 / 6 + (5 - 1) * 2 / 6)


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_equal_to_the_stratified_difference_whatever_is_added(seed):
    random = np.random.default_rng(seed)
    strata, treatment = np.repeat(["a", "b", "c"], [8, 6, 10]), np.tile([1.0, 0.0], 12)
    outcome = random.normal(size=24)
    theirs = stratified_difference(outcome, treatment, strata, confidence=0.95).estimate
    weights = weigh_strata(strata)(treatment)
    assert weights @ outcome == pytest.approx(theirs)
    assert weights @ (outcome + 1e6) == pytest.approx(theirs, abs=1e-6)


def test_draws_come_near_every_assignment_of_two_pairs_of_strata():
    """Two of four in each of two strata: 6 x 6 assignments in all."""
    one = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]]
    every = [first + second for first in one for second in one]
    strata, outcome = ["a"] * 4 + ["b"] * 4, [7, 8, 1, 2, 5, 6, 2, 4]
    weigh = weigh_strata(strata)
    exact = enumerated_effect(outcome, every[0], assignments=every, weigh=weigh, confidence=0.8)
    drawn = redrawn_effect(
        outcome, every[0], draw=blocked(every[0], strata), weigh=weigh, draws=4000, seed=1, confidence=0.8
    )
    assert drawn.estimate == pytest.approx(exact.estimate)
    assert drawn.p_value == pytest.approx(exact.p_value, abs=4 * drawn.error)
    assert drawn.error == pytest.approx((drawn.p_value * (1 - drawn.p_value) / 4000) ** 0.5)


def test_a_stratum_with_nobody_in_one_arm():
    with pytest.raises(CannotEstimate, match="within strata"):
        weigh_strata(["a", "a", "b", "b"])(np.array([1.0, 0, 1, 1]))
