"""Intraclass correlation: by hand, against a mixed model, and by how often the interval is right."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.alikeness import intraclass_correlation


def drawn(seed, correlation, *, clusters=30, size=6):
    random = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), size)
    between = np.sqrt(correlation) * random.normal(size=clusters)[cluster]
    return 10 + between + np.sqrt(1 - correlation) * random.normal(size=len(cluster)), cluster


def test_by_hand():
    """Two clusters of two: means 2 and 6, within each a deviation of 1."""
    found = intraclass_correlation([1, 3, 5, 7], list("aabb"), confidence=0.95)
    between, within = 2 * ((2 - 4) ** 2 + (6 - 4) ** 2) / (2 - 1), 4 * 1**2 / (4 - 2)
    assert found.estimate == pytest.approx((between - within) / (between + (2 - 1) * within))
    assert (found.clusters, found.units, found.mean_size, found.size_variation) == (2, 4, 2, 0)


def test_unequal_sizes_by_hand():
    found = intraclass_correlation([1, 3, 5, 7, 9], list("aabbb"), confidence=0.95)
    size = (5 - (2**2 + 3**2) / 5) / (2 - 1)
    between = 2 * (2 - 5) ** 2 + 3 * (7 - 5) ** 2
    within = (2 * 1 + 2 * 4) / (5 - 2)
    assert found.estimate == pytest.approx((between - within) / (between + (size - 1) * within))
    assert found.size_variation == pytest.approx(0.5 / 2.5)


def test_equal_to_a_mixed_model():
    outcome, cluster = drawn(2, 0.3)
    fit = sm.MixedLM(outcome, np.ones(len(outcome)), groups=cluster).fit(reml=True)
    theirs = fit.cov_re[0, 0] / (fit.cov_re[0, 0] + fit.scale)
    assert intraclass_correlation(outcome, cluster, confidence=0.95).estimate == pytest.approx(theirs, rel=1e-4)


@given(st.integers(0, 10**6), st.floats(0.1, 50), st.floats(-1e6, 1e6))
@settings(max_examples=25)
def test_the_unit_does_not_matter(seed, factor, shift):
    outcome, cluster = drawn(seed, 0.2)
    plain, other = (
        intraclass_correlation(values, cluster, confidence=0.9) for values in (outcome, factor * outcome + shift)
    )
    assert other.estimate == pytest.approx(plain.estimate, abs=1e-6)
    assert plain.interval.lower < plain.estimate < plain.interval.upper


def test_no_answer():
    with pytest.raises(CannotEstimate, match="1 clusters with 2 people"):
        intraclass_correlation([1, 2], ["a", "a"], confidence=0.95)
    with pytest.raises(CannotEstimate, match="2 clusters with 2 people"):
        intraclass_correlation([1, 2], ["a", "b"], confidence=0.95)
    with pytest.raises(CannotEstimate, match="Within each cluster all outcomes are equal"):
        intraclass_correlation([1, 1, 2, 2], list("aabb"), confidence=0.95)


def coverage(replications, correlation):
    rows = (drawn(seed, correlation) for seed in range(replications))
    return np.mean([intraclass_correlation(*row, confidence=0.95).interval.contains(correlation) for row in rows])


def test_intervals_hold_the_truth_in_a_few_draws():
    assert coverage(300, 0.1) == pytest.approx(0.95, abs=0.04)


@pytest.mark.slow
@pytest.mark.parametrize("correlation", [0.0, 0.05, 0.4])
def test_intervals_hold_the_truth(correlation):
    assert coverage(5_000, correlation) == pytest.approx(0.95, abs=0.012)
