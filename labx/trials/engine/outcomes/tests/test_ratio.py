"""Ratios of sums: by hand, against tea-tasting, and by how often they are right."""

import math

import numpy as np
import pandas as pd
import pytest
import tea_tasting as tt
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.robust import clustered_difference
from labx.trials.engine.outcomes.ratio import difference_of_ratios, relative_difference_of_ratios
from labx.trials.engine.tests.test_difference import numbers_of

NAMES = ("errors", "pages")
CALL = {"numerator": "errors", "denominator": "pages", "confidence": 0.95}


def drawn(seed, *, size=200, factor=1.0):
    """Pages of each person, and errors on them; people differ in how many they make."""
    random = np.random.default_rng(seed)
    pages = 1 + random.poisson(4, size)
    return np.column_stack([random.poisson(factor * 0.5 * pages * random.gamma(2, 0.5, size)), pages]).astype(float)


def compared(tried, others, estimator=difference_of_ratios):
    return estimator(CrossMoments.of(tried, names=NAMES), CrossMoments.of(others, names=NAMES), **CALL)


def test_by_hand():
    """Tried arm: 7 errors on 60 pages; residuals of each person from that rate, spread over the mean of 20 pages."""
    tried, others = [[1, 10], [4, 20], [2, 30]], [[3, 10], [6, 20], [6, 20]]
    effect = compared(tried, others)
    assert effect.estimate == pytest.approx(7 / 60 - 15 / 50)
    errors = []
    for rows, rate in ((tried, 7 / 60), (others, 15 / 50)):
        left = [above - rate * below for above, below in rows]
        mean_below = sum(below for _above, below in rows) / 3
        errors.append(math.sqrt(sum(value**2 for value in left) / (3 - 1) / 3) / mean_below)
    assert effect.standard_error == pytest.approx(math.hypot(*errors))


@given(st.integers(0, 10**6))
@settings(max_examples=5)
def test_equal_to_tea_tasting(seed):
    tried, others = drawn(seed, factor=0.8), drawn(seed + 1)
    rows = np.concatenate([tried, others])
    data = pd.DataFrame({"errors": rows[:, 0], "pages": rows[:, 1], "arm": [1] * len(tried) + [0] * len(others)})
    metric = tt.RatioOfMeans("errors", "pages", use_t=True, equal_var=False)
    theirs = tt.Experiment({"rate": metric}, variant="arm").analyze(data)["rate"]
    ours, relative = compared(tried, others), compared(tried, others, relative_difference_of_ratios)
    assert ours.estimate == pytest.approx(theirs.effect_size, rel=1e-9)
    assert ours.interval.lower == pytest.approx(theirs.effect_size_ci_lower, rel=1e-9)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-8)
    assert relative.estimate == pytest.approx(theirs.rel_effect_size, rel=1e-9)
    assert relative.interval.lower == pytest.approx(theirs.rel_effect_size_ci_lower, rel=1e-8)
    assert relative.interval.upper == pytest.approx(theirs.rel_effect_size_ci_upper, rel=1e-8)


@given(st.integers(0, 10**6), st.sampled_from([0.1, 60.0]))
@settings(max_examples=20)
def test_the_unit_carries_over(seed, factor):
    tried, others = drawn(seed), drawn(seed + 1)
    plain, other = compared(tried, others), compared(tried * [factor, 1], others * [factor, 1])
    assert other.estimate == pytest.approx(factor * plain.estimate)
    assert other.p_value == pytest.approx(plain.p_value)


def test_a_steady_denominator_is_a_mean():
    tried, others = (np.column_stack([drawn(seed)[:, 0], np.full(200, 4.0)]) for seed in (1, 2))
    both = np.concatenate([tried, others])
    by_person = clustered_difference(both[:, 0] / 4, np.repeat([1, 0], 200), np.arange(400), confidence=0.95)
    effect = compared(tried, others)
    assert effect.standard_error == pytest.approx(by_person.standard_error, rel=1e-9)


def test_a_billion_breaks_nothing():
    tried, others = (np.column_stack([drawn(seed)[:, 0], np.ones(200)]) for seed in (3, 4))
    plain = compared(tried, others)
    large = compared(np.add(tried, [1e9, 0]), np.add(others, [1e9, 0]))
    assert numbers_of(large) == pytest.approx(numbers_of(plain), rel=1e-4, abs=1e-5)


def test_no_ratio():
    with pytest.raises(CannotEstimate, match="only one value"):
        compared([[1, 2]], [[1, 2], [2, 3]])
    with pytest.raises(CannotEstimate, match="denominators add up to 0"):
        compared([[1, 0], [2, 0]], [[1, 2], [2, 3]])
    with pytest.raises(CannotEstimate, match="Within each arm"):
        compared([[1, 2], [2, 4]], [[3, 2], [6, 4]])
    with pytest.raises(CannotEstimate, match="One of the two ratios is 0"):
        compared([[0, 2], [0, 4]], [[3, 2], [6, 5]], relative_difference_of_ratios)


def simulated(replications, *, factor, seed=0):
    """Share of intervals that hold the truth, and of trials that find an effect."""
    held = found = 0
    for number in range(replications):
        effect = compared(drawn(seed + 2 * number, factor=factor), drawn(seed + 2 * number + 1))
        held += effect.interval.contains(0.5 * factor - 0.5)
        found += effect.p_value < 0.05
    return held / replications, found / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert simulated(300, factor=0.8)[0] == pytest.approx(0.95, abs=0.04)


@pytest.mark.slow
def test_intervals_hold_the_truth():
    assert simulated(6_000, factor=0.8)[0] == pytest.approx(0.95, abs=0.01)
    assert simulated(6_000, factor=1.0)[1] == pytest.approx(0.05, abs=0.01)
