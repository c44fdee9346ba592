"""Quantiles: by hand, against scipy, and by how often they are right."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.outcomes.quantile import difference_of_quantiles, quantile_interval

seeds = st.integers(0, 10**6)


def drawn(seed, size=80, factor=1.0):
    return factor * np.random.default_rng(seed).gamma(2, 10, size)


def test_by_hand():
    """Six people: the median lies above all of them or below all of them in 2 of 64 cases."""
    values = [3, 5, 8, 9, 12, 20]
    median, interval = quantile_interval(values, share=0.5, confidence=1 - 2.00001 / 64)
    assert median == (8 + 9) / 2
    assert (interval.lower, interval.upper) == (pytest.approx(3, abs=1e-3), pytest.approx(20, abs=1e-3))


def test_a_difference_by_hand():
    """Two arms with the same shape: each is read 1 / sqrt(2) as far out as alone, for 1 / 2 + 1 / 2 = 1."""
    values = np.array([3, 5, 8, 9, 12, 20, 22.0])
    alone = stats.norm.ppf(0.95) / math.sqrt(2)
    _median, nearer = quantile_interval(values, share=0.5, confidence=stats.norm.cdf(alone) - stats.norm.cdf(-alone))
    effect = difference_of_quantiles(values + 4, values, share=0.5, confidence=0.9)
    assert effect.estimate == 4
    assert effect.interval.lower == pytest.approx(4 + nearer.lower - nearer.upper)
    assert effect.interval.upper == pytest.approx(4 + nearer.upper - nearer.lower)
    assert effect.standard_error == pytest.approx((nearer.upper - nearer.lower) / stats.norm.ppf(0.95))
    assert (effect.treated, effect.control) == (13, 9)


def test_beside_an_arm_that_is_sure_it_is_the_other_arms_own_interval():
    values = [3, 5, 8, 9, 12, 20, 22.0]
    _median, interval = quantile_interval(values, share=0.5, confidence=0.9)
    effect = difference_of_quantiles(values, [4.0] * 9, share=0.5, confidence=0.9)
    assert (effect.interval.lower, effect.interval.upper) == pytest.approx((interval.lower - 4, interval.upper - 4))


@given(seeds, st.sampled_from([0.25, 0.5, 0.9]))
@settings(max_examples=20)
def test_within_a_rank_of_scipys_whole_ranks(seed, share):
    values = np.sort(drawn(seed))
    quantile, interval = quantile_interval(values, share=share, confidence=0.95)
    whole = stats.quantile_test(values, q=0, p=share).confidence_interval(0.95)
    assert whole.low <= interval.lower <= quantile <= interval.upper <= whole.high
    ranks = np.searchsorted(values, [whole.low, interval.lower, interval.upper, whole.high])
    assert ranks[1] - ranks[0] <= 1
    assert ranks[3] - ranks[2] <= 1
    assert quantile == np.quantile(values, share, method="median_unbiased")


def test_near_scipys_bootstrap():
    tried, compared = drawn(1, 3000, 1.1), drawn(2, 3000)
    effect = difference_of_quantiles(tried, compared, share=0.5, confidence=0.95)
    theirs = stats.bootstrap(
        (tried, compared), lambda a, b, axis: np.median(a, axis=axis) - np.median(b, axis=axis), n_resamples=999,
        vectorized=True, batch=100, method="percentile", rng=np.random.default_rng(1),
    ).confidence_interval  # fmt: skip
    assert effect.interval.lower == pytest.approx(theirs.low, abs=0.15 * effect.interval.width)
    assert effect.interval.upper == pytest.approx(theirs.high, abs=0.15 * effect.interval.width)


@given(seeds, st.floats(0.2, 5), st.sampled_from([0.8, 0.95]))
@settings(max_examples=20)
def test_the_interval_leaves_out_0_exactly_when_p_is_small(seed, factor, confidence):
    effect = difference_of_quantiles(drawn(seed, 40, factor), drawn(seed + 1, 50), share=0.5, confidence=confidence)
    if abs(effect.p_value - (1 - confidence)) > 1e-6:
        assert effect.interval.contains(0) == (effect.p_value > 1 - confidence)


def test_p_values_at_both_ends():
    values = np.arange(40.0)
    assert difference_of_quantiles(values, values, share=0.5, confidence=0.95).p_value > 0.99
    assert difference_of_quantiles(values + 1e6, values, share=0.5, confidence=0.95).p_value < 1e-8
    # Five people an arm: no p-value below that of all of them on one side, 1 / 2^5 in each.
    least = 2 * stats.norm.cdf(-math.sqrt(2) * stats.norm.ppf(1 - 1 / 2**5))
    found = difference_of_quantiles(values[5:10], values[:5], share=0.5, confidence=0.9)
    assert found.p_value == pytest.approx(least)


def test_no_quantile():
    with pytest.raises(CannotEstimate, match="5 units are too few"):
        quantile_interval([1, 2, 3, 4, 5], share=0.5, confidence=0.95)
    with pytest.raises(CannotEstimate, match="40 units are too few"):
        difference_of_quantiles(range(40), range(90), share=0.99, confidence=0.95)
    with pytest.raises(CannotEstimate, match="Around the quantile all outcomes"):
        difference_of_quantiles([1] * 20, [1] * 20, share=0.5, confidence=0.95)
    with pytest.raises(ValueError, match="share is 50"):
        quantile_interval([1, 2, 3], share=50, confidence=0.95)


DRAWN = {
    "normal": lambda random, size: random.normal(size=size),
    "log-normal": lambda random, size: random.lognormal(size=size),
}
TRUE = {"normal": stats.norm.ppf, "log-normal": stats.lognorm(1).ppf}


def coverage(replications, share, sizes, *, shape, factor=1.0, seed=4):
    """Share of true differences that the intervals hold; the tried arm's values are `factor` times as large."""
    random = np.random.default_rng(seed)
    truth = (factor - 1) * TRUE[shape](share)
    held = 0
    for _ in range(replications):
        tried, compared = (DRAWN[shape](random, size) for size in sizes)
        effect = difference_of_quantiles(factor * tried, compared, share=share, confidence=0.95)
        held += effect.interval.contains(truth)
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert coverage(80, 0.5, (50, 50), shape="normal") == pytest.approx(0.95, abs=0.06)


@pytest.mark.slow
@pytest.mark.parametrize("shape", ["normal", "log-normal"])
@pytest.mark.parametrize("share", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("sizes", [(50, 50), (100, 100), (50, 200)])
def test_intervals_hold_the_truth(share, sizes, shape):
    """2,000 draws: a standard error of half a point."""
    assert 0.935 <= coverage(2000, share, sizes, shape=shape) <= 0.965


@pytest.mark.slow
def test_intervals_hold_the_truth_of_unlike_arms():
    assert 0.935 <= coverage(2000, 0.5, (60, 60), shape="log-normal", factor=2.0) <= 0.965
    assert 0.935 <= coverage(2000, 0.9, (100, 100), shape="normal") <= 0.965
