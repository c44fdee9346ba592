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
    """Two arms with the same shape: both intervals together by squares."""
    values = np.array([3, 5, 8, 9, 12, 20, 22.0])
    _median, interval = quantile_interval(values, share=0.5, confidence=0.9)
    effect = difference_of_quantiles(values + 4, values, share=0.5, confidence=0.9)
    assert effect.estimate == 4
    below = math.hypot(9 - interval.lower, interval.upper - 9)
    assert effect.interval.lower == pytest.approx(4 - below)
    assert effect.interval.upper == pytest.approx(4 + below)
    assert effect.standard_error == pytest.approx(below / stats.norm.ppf(0.95))
    assert (effect.treated, effect.control) == (13, 9)


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
    # Five people an arm: no p-value below that of all of them on one side.
    assert difference_of_quantiles(values[5:10], values[:5], share=0.5, confidence=0.9).p_value == pytest.approx(
        2 / 2**5
    )


def test_no_quantile():
    with pytest.raises(CannotEstimate, match="5 units are too few"):
        quantile_interval([1, 2, 3, 4, 5], share=0.5, confidence=0.95)
    with pytest.raises(CannotEstimate, match="40 units are too few"):
        difference_of_quantiles(range(40), range(90), share=0.99, confidence=0.95)
    with pytest.raises(CannotEstimate, match="Around the quantile all outcomes"):
        difference_of_quantiles([1] * 20, [1] * 20, share=0.5, confidence=0.95)
    with pytest.raises(ValueError, match="share is 50"):
        quantile_interval([1, 2, 3], share=50, confidence=0.95)


def coverage(replications, share, *, size=120):
    truth = stats.gamma.ppf(share, 2, scale=10)
    held = 0
    for number in range(replications):
        effect = difference_of_quantiles(
            drawn(2 * number, size, 1.3), drawn(2 * number + 1, size), share=share, confidence=0.95
        )
        held += effect.interval.contains(0.3 * truth)
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert coverage(80, 0.5) == pytest.approx(0.95, abs=0.06)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_intervals_hold_the_truth(share):
    assert 0.94 <= coverage(4_000, share, size=1000) <= 0.962
    assert 0.95 <= coverage(2_000, share) <= 0.975
