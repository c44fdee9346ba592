"""Ordered outcomes: by hand, against scipy, and by how often they are right."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.outcomes.superiority import levels, superiority

ratings = st.lists(st.integers(1, 5), min_size=3, max_size=30)


def test_by_hand():
    """Pairs of (3, 4, 5) against (1, 3, 4): 7 wins, 2 ties, of 9."""
    effect = superiority([3, 4, 5], [1, 3, 4], confidence=0.95)
    wins = (1 + 0.5) + (2 + 0.5) + 3
    assert effect.estimate == pytest.approx(wins / 9 - 0.5)
    above, control_above = [1.5 / 3, 2.5 / 3, 3 / 3], [0 / 3, 0.5 / 3, 1.5 / 3]
    variance = np.var(above, ddof=1) / 3 + np.var(control_above, ddof=1) / 3
    assert effect.standard_error == pytest.approx(math.sqrt(variance))


@given(ratings, ratings)
@settings(max_examples=60)
def test_equal_to_scipy(treated, control):
    pairs = stats.mannwhitneyu(treated, control).statistic / len(treated) / len(control)
    try:
        effect = superiority(treated, control, confidence=0.95)
    except CannotEstimate:
        assert pairs in (0.0, 0.5, 1.0)
        return
    assert effect.estimate == pytest.approx(pairs - 0.5, abs=1e-12)
    assert effect.p_value == pytest.approx(stats.brunnermunzel(treated, control).pvalue, rel=1e-8, abs=1e-12)
    assert -0.5 <= effect.interval.lower <= effect.interval.upper <= 0.5


@given(ratings, ratings)
@settings(max_examples=40)
def test_only_the_order_counts(treated, control):
    try:
        plain = superiority(treated, control, confidence=0.9)
    except CannotEstimate:
        return
    stretched = superiority(np.exp(treated), np.exp(control), confidence=0.9)
    turned = superiority(control, treated, confidence=0.9)
    assert stretched == plain
    assert turned.estimate == pytest.approx(-plain.estimate)
    assert turned.p_value == pytest.approx(plain.p_value, rel=1e-9)


def test_no_order_to_learn_from():
    with pytest.raises(CannotEstimate, match="Every outcome of one arm lies above"):
        superiority([4, 5], [1, 2, 3], confidence=0.95)
    with pytest.raises(CannotEstimate, match="only one value"):
        superiority([4], [1, 2, 3], confidence=0.95)


def test_levels():
    found, shares = levels([3, 1, 3, 2])
    assert (found.tolist(), shares.tolist()) == ([1, 2, 3], [1 / 4, 1 / 4, 2 / 4])


def coverage(replications, *, seed=1):
    """Ratings of 1 to 5 with unequal spread; the truth is counted over all pairs of the two distributions."""
    chances, control_chances = np.array([0.05, 0.1, 0.3, 0.3, 0.25]), np.array([0.2, 0.2, 0.2, 0.2, 0.2])
    pairs = np.outer(chances, control_chances)
    truth = np.tril(pairs, -1).sum() + np.trace(pairs) / 2 - 0.5
    random = np.random.default_rng(seed)
    held = 0
    for _ in range(replications):
        treated, control = random.choice(5, 60, p=chances), random.choice(5, 40, p=control_chances)
        held += superiority(treated, control, confidence=0.95).interval.contains(truth)
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert coverage(300) == pytest.approx(0.95, abs=0.04)


@pytest.mark.slow
def test_intervals_hold_the_truth():
    assert coverage(8_000) == pytest.approx(0.95, abs=0.01)
