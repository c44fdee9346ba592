"""Ratios and ratings in pairs: by hand, against scipy and a jackknife, and by how often they are right."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.strata.blocked import paired_difference
from labx.trials.engine.strata.paired import paired_difference_of_ratios, paired_superiority
from labx.trials.engine.tests.test_difference import numbers_of

seeds = st.integers(0, 10**6)


def drawn(seed, pairs=40, *, effect=0.0):
    """Events and days of both members of each pair, which share a level of risk."""
    random = np.random.default_rng(seed)
    risk = random.gamma(2, 0.1, pairs)
    sides = []
    for extra in (effect, 0.0):
        days = 5.0 + random.poisson(10, pairs)
        sides.append(np.column_stack([random.poisson((risk + extra) * days), days]).astype(float))
    return sides


def test_ratios_by_hand():
    tried, other = [[4, 2], [9, 3], [6, 3]], [[3, 2], [5, 3], [7, 3]]
    effect = paired_difference_of_ratios(tried, other, confidence=0.95)
    first, second = 19 / 8, 15 / 8
    gaps = [
        (4 - first * 2) / (8 / 3) - (3 - second * 2) / (8 / 3),
        (9 - first * 3) / (8 / 3) - (5 - second * 3) / (8 / 3),
        (6 - first * 3) / (8 / 3) - (7 - second * 3) / (8 / 3),
    ]
    assert effect.estimate == pytest.approx(first - second)
    assert effect.standard_error == pytest.approx(np.std(gaps, ddof=1) / math.sqrt(3))
    assert effect.degrees_of_freedom == 3 - 1


@given(seeds)
@settings(max_examples=15)
def test_divided_by_one_they_are_the_paired_difference(seed):
    tried, other = drawn(seed)
    tried[:, 1] = other[:, 1] = 1
    ours = paired_difference_of_ratios(tried, other, confidence=0.95)
    theirs = paired_difference(tried[:, 0], other[:, 0], confidence=0.95)
    assert numbers_of(ours) == pytest.approx(numbers_of(theirs), rel=1e-9)
    assert ours.p_value == pytest.approx(stats.ttest_rel(tried[:, 0], other[:, 0]).pvalue, rel=1e-9)


def test_near_the_jackknife_of_pairs():
    tried, other = drawn(3, 2000, effect=0.05)
    ours = paired_difference_of_ratios(tried, other, confidence=0.95)
    left = [side.sum(axis=0) - side for side in (tried, other)]
    without = left[0][:, 0] / left[0][:, 1] - left[1][:, 0] / left[1][:, 1]
    error = math.sqrt((len(without) - 1) * float(without.var()))
    assert ours.standard_error == pytest.approx(error, rel=2e-3)


def test_no_ratios_in_pairs():
    with pytest.raises(CannotEstimate, match="only one complete pair"):
        paired_difference_of_ratios([[1, 2]], [[1, 2]], confidence=0.95)
    with pytest.raises(CannotEstimate, match="add up to 0"):
        paired_difference_of_ratios([[1, 0], [2, 0]], [[1, 2], [1, 3]], confidence=0.95)
    with pytest.raises(CannotEstimate, match="uncertainty of this difference"):
        paired_difference_of_ratios([[0.1, 1], [0.3, 3]], [[0.7, 1], [2.1, 3]], confidence=0.95)
    with pytest.raises(ValueError, match="2 tried and 1 comparison members"):
        paired_difference_of_ratios([[1, 2], [2, 3]], [[1, 2]], confidence=0.95)


def test_order_by_hand():
    """Four pairs: higher, equal, higher, lower."""
    rating, arm, pair = [5, 3, 4, 4, 3, 1, 2, 4], [1, 0] * 4, ["a", "a", "b", "b", "c", "c", "d", "d"]
    effect = paired_superiority(rating, arm, pair, confidence=0.95)
    assert effect.estimate == pytest.approx((0.5 + 0 + 0.5 - 0.5) / 4)
    assert effect.standard_error == pytest.approx(np.std([0.5, 0, 0.5, -0.5], ddof=1) / math.sqrt(4))
    assert effect.degrees_of_freedom == 4 - 1
    half = paired_superiority([*rating, 5], [*arm, 1], [*pair, "e"], confidence=0.95)
    assert half == effect


@given(seeds)
@settings(max_examples=15)
def test_order_equals_scipys_test_of_signs(seed):
    random = np.random.default_rng(seed)
    tried, other = random.integers(1, 6, (2, 30)).astype(float)
    pairs = np.tile(np.arange(30), 2)
    ours = paired_superiority(np.concatenate([tried, other]), np.repeat([1, 0], 30), pairs, confidence=0.95)
    signs = np.sign(tried - other)
    assert ours.estimate == pytest.approx(signs.mean() / 2)
    assert ours.p_value == pytest.approx(stats.ttest_1samp(signs, 0).pvalue, rel=1e-9)


def test_with_many_pairs_it_is_the_binomial_test():
    random = np.random.default_rng(5)
    tried, other = random.normal(0.05, 1, 3000), random.normal(size=3000)
    pairs = np.tile(np.arange(3000), 2)
    ours = paired_superiority(np.concatenate([tried, other]), np.repeat([1, 0], 3000), pairs, confidence=0.95)
    theirs = stats.binomtest(int((tried > other).sum()), 3000)
    assert ours.estimate + 0.5 == pytest.approx(theirs.statistic)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=0.05)


def test_members_may_be_places():
    """Two places a pair: 3 of 4 cross pairs higher in one, 1 of 4 and a tie in the other."""
    rating, arm = [1, 4, 0, 2, 3, 1, 3, 2], [1, 1, 0, 0] * 2
    effect = paired_superiority(rating, arm, ["a"] * 4 + ["b"] * 4, confidence=0.95)
    assert effect.estimate == pytest.approx(((3 / 4 - 0.5) + (1.5 / 4 - 0.5)) / 2)


def test_no_order_in_pairs():
    with pytest.raises(CannotEstimate, match="only one complete pair"):
        paired_superiority([1, 2, 3], [1, 0, 1], ["a", "a", "b"], confidence=0.95)
    with pytest.raises(CannotEstimate, match="In every pair the same member"):
        paired_superiority([2, 1, 3, 1], [1, 0, 1, 0], ["a", "a", "b", "b"], confidence=0.95)


def coverage(compute, truth, replications, seed=1):
    """Share of intervals that hold the truth."""
    random = np.random.default_rng(seed)
    return np.mean([compute(random).interval.contains(truth) for _ in range(replications)])


def ratios(random):
    tried, other = drawn(random.integers(2**32), 25, effect=0.05)
    return paired_difference_of_ratios(tried, other, confidence=0.95)


def ratings(random):
    """Two who share a level, five answers; with nothing tried the chance is one half."""
    level = np.tile(random.normal(size=30), 2)
    rating = np.digitize(level + random.normal(size=60), [-1, 0, 1, 2])
    return paired_superiority(rating, np.repeat([1, 0], 30), np.tile(np.arange(30), 2), confidence=0.95)


def test_intervals_hold_the_truth_in_a_few_draws():
    assert coverage(ratios, 0.05, 100) == pytest.approx(0.95, abs=0.06)
    assert coverage(ratings, 0.0, 100) == pytest.approx(0.95, abs=0.06)


@pytest.mark.slow
def test_intervals_hold_the_truth():
    assert 0.935 <= coverage(ratios, 0.05, 2500) <= 0.965
    assert 0.935 <= coverage(ratings, 0.0, 2500) <= 0.965
