"""Ratios, ratings, quantiles and times of clusters: by hand, against statsmodels, scipy, lifelines, and how often."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.ordered import clustered_superiority
from labx.trials.engine.clusters.ratios import clustered_difference_of_ratios
from labx.trials.engine.clusters.robust import clustered_difference
from labx.trials.engine.clusters.summaries import (
    difference_of_cluster_quantiles,
    difference_of_cluster_ratios,
    difference_of_cluster_times,
)
from labx.trials.engine.outcomes.ratio import difference_of_ratios
from labx.trials.engine.outcomes.superiority import superiority
from labx.trials.engine.tests.test_difference import numbers_of
from labx.trials.engine.units import totals
from tests.references import reference

seeds = st.integers(0, 10**6)


def drawn(random, *, clusters=20, largest=20, between=0.4, effect=0.0):
    """Events, days, arm and cluster of people in clusters of unequal size that differ in their risk."""
    sizes = random.integers(2, largest, clusters)
    cluster = np.repeat(np.arange(clusters), sizes)
    arm = random.permutation(np.arange(clusters) % 2).astype(float)[cluster]
    days = 1.0 + random.poisson(5, len(cluster))
    # Risks with a mean of 0.5 in every cluster's long run.
    risk = random.gamma(1 / between**2, 0.5 * between**2, clusters)[cluster] + effect * arm
    return random.poisson(risk * days).astype(float), days, arm, cluster


def by_cluster(values, arm, cluster, summarise):
    """One number a cluster, and scipy's comparison of them."""
    found = [[summarise(values[cluster == one]) for one in np.unique(cluster[arm == side])] for side in (1, 0)]
    return np.mean(found[0]) - np.mean(found[1]), stats.ttest_ind(*found, equal_var=False)


def test_ratios_by_hand():
    """Sums of four wards: 3 in 30 and 3 in 30 days, then 6 in 30 and 8 in 30."""
    falls, days, ward = [1, 2, 0, 3, 2, 4, 3, 5], [10, 20, 10, 20] * 2, list("aabbccdd")
    effect = clustered_difference_of_ratios(falls, days, [0] * 4 + [1] * 4, ward, confidence=0.95)
    assert effect.estimate == pytest.approx(14 / 60 - 6 / 60)
    residuals = [3 - 0.1 * 30, 3 - 0.1 * 30, 6 - 14 / 60 * 30, 8 - 14 / 60 * 30]
    assert effect.standard_error == pytest.approx(math.sqrt(sum(one**2 / (1 - 0.5) for one in residuals)) / 60)
    assert effect.degrees_of_freedom == pytest.approx(4 - 2)


@given(seeds)
@settings(max_examples=15)
def test_ratios_equal_statsmodels(seed):
    above, below, arm, cluster = drawn(np.random.default_rng(seed))
    sums = totals(cluster, np.column_stack([above, below]))
    tried = np.array([arm[cluster == one][0] for one in np.unique(cluster)])
    design = np.column_stack([np.ones(len(tried)), tried])
    fit = sm.WLS(sums[:, 0] / sums[:, 1], design, weights=sums[:, 1]).fit(cov_type="HC2")
    ours = clustered_difference_of_ratios(above, below, arm, cluster, confidence=0.95)
    assert ours.estimate == pytest.approx(fit.params[1], rel=1e-8, abs=1e-12)
    assert ours.standard_error == pytest.approx(fit.bse[1], rel=1e-8)


@given(seeds)
@settings(max_examples=15)
def test_divided_by_one_they_are_the_clustered_difference(seed):
    """With its degrees of freedom, which are proved there by the full matrices."""
    above, _below, arm, cluster = drawn(np.random.default_rng(seed))
    ours = clustered_difference_of_ratios(above, np.ones(len(arm)), arm, cluster, confidence=0.95)
    theirs = clustered_difference(above, arm, cluster, confidence=0.95)
    assert numbers_of(ours) == pytest.approx(numbers_of(theirs), rel=1e-8, abs=1e-12)


def test_alike_clusters_are_their_sums():
    random = np.random.default_rng(2)
    sums = np.column_stack([random.poisson(20, 12), np.full(12, 40)]).astype(float)
    arm = np.repeat([1.0, 0.0], 6)
    ours = clustered_difference_of_ratios(*sums.T, arm, np.arange(12), confidence=0.95)
    names = ("above", "below")
    sides = [CrossMoments.of(sums[arm == side], names=names) for side in (1, 0)]
    theirs = difference_of_ratios(*sides, numerator="above", denominator="below", confidence=0.95)
    assert ours.standard_error == pytest.approx(theirs.standard_error, rel=1e-9)
    assert ours.degrees_of_freedom == pytest.approx(12 - 2)


def test_no_ratios_of_clusters():
    arm, ward = [1, 1, 0, 0], list("abcd")
    with pytest.raises(CannotEstimate, match="all of it is in one cluster"):
        clustered_difference_of_ratios([1, 0, 1, 1], [5, 0, 2, 3], arm, ward, confidence=0.95)
    with pytest.raises(CannotEstimate, match="below 0 in a cluster"):
        clustered_difference_of_ratios([1, 0, 1, 1], [5, -1, 2, 3], arm, ward, confidence=0.95)
    with pytest.raises(CannotEstimate, match="a cluster belongs to one"):
        clustered_difference_of_ratios([1, 0, 1, 1, 2], [1] * 5, [*arm, 0], [*ward, "a"], confidence=0.95)
    with pytest.raises(CannotEstimate, match="each needs two or more"):
        clustered_difference_of_ratios([1, 0, 1], [1] * 3, arm[:3], ward[:3], confidence=0.95)
    with pytest.raises(CannotEstimate, match="uncertainty of this difference"):
        clustered_difference_of_ratios([0.1, 0.3, 0.7, 2.1], [1, 3, 1, 3], arm, ward, confidence=0.95)
    with pytest.raises(ValueError, match="4 numbers above and 1 below"):
        clustered_difference_of_ratios([1, 0, 1, 1], [1], arm, ward, confidence=0.95)
    with pytest.raises(CannotEstimate, match="In 1 of the 4 clusters what the outcome"):
        difference_of_cluster_ratios([1, 0, 1, 1], [5, 0, 2, 3], arm, ward, confidence=0.95)
    with pytest.raises(ValueError, match="4 numbers above and 1 below"):
        difference_of_cluster_ratios([1, 0, 1, 1], [1], arm, ward, confidence=0.95)


def test_means_of_ratios():
    above, below, arm, cluster = drawn(np.random.default_rng(8))
    ours = difference_of_cluster_ratios(above, below, arm, cluster, confidence=0.95)
    estimate, theirs = by_cluster(
        np.column_stack([above, below]), arm, cluster, lambda rows: rows[:, 0].sum() / rows[:, 1].sum()
    )
    assert ours.estimate == pytest.approx(estimate)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-9)


@pytest.mark.parametrize("share", [0.25, 0.5, 0.8])
def test_means_of_quantiles(share):
    random = np.random.default_rng(6)
    _above, _below, arm, cluster = drawn(random, largest=30)
    kept = np.bincount(cluster)[cluster] >= 5
    values, arm, cluster = random.gamma(2, 5, kept.sum()), arm[kept], cluster[kept]
    ours = difference_of_cluster_quantiles(values, arm, cluster, share=share, confidence=0.95)
    estimate, theirs = by_cluster(values, arm, cluster, lambda rows: np.quantile(rows, share, method="median_unbiased"))
    assert ours.estimate == pytest.approx(estimate)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-9)


def test_quantiles_of_small_clusters():
    arm, office = np.repeat([1, 0], 12), np.repeat(np.arange(8), 3)
    days = np.arange(24.0)
    assert difference_of_cluster_quantiles(days, arm, office, share=0.5, confidence=0.95).estimate == -12
    with pytest.raises(CannotEstimate, match="8 of the 8 clusters are too small"):
        difference_of_cluster_quantiles(days, arm, office, share=0.9, confidence=0.95)
    ones = difference_of_cluster_quantiles([1, 2, 4, 7], [1, 1, 0, 0], list("abcd"), share=0.5, confidence=0.95)
    assert ones.estimate == (1 + 2) / 2 - (4 + 7) / 2
    with pytest.raises(ValueError, match="share is 50"):
        difference_of_cluster_quantiles(days, arm, office, share=50, confidence=0.95)


def test_means_of_times_equal_lifelines():
    stored = reference("strata_lifelines")["clusters"]
    found = stored["clusters"]
    until, marks = (np.concatenate([one[name] for one in found]) for name in ("times", "happened"))
    sizes = [len(one["times"]) for one in found]
    office, arm = np.repeat(np.arange(len(found)), sizes), np.repeat([one["is_treated"] for one in found], sizes)
    arm, office = (
        [value for n, one in enumerate(found) for value in [(one["is_treated"], n)[k]] * len(one["times"])]
        for k in (0, 1)
    )
    ours = difference_of_cluster_times(until, marks, arm, office, horizon=stored["horizon"], confidence=0.95)
    sides = [[one["mean"] for one in found if one["is_treated"] == side] for side in (1, 0)]
    assert ours.estimate == pytest.approx(np.mean(sides[0]) - np.mean(sides[1]), rel=1e-9)
    assert ours.p_value == pytest.approx(stats.ttest_ind(*sides, equal_var=False).pvalue, rel=1e-8)


def test_times_by_hand():
    """Up to day 6: means of 2 and 4 against 5 and 6, the last where it happened to nobody."""
    days, happened = [1, 3, 2, 9, 4, 6, 7, 9], [1, 1, 1, 0, 1, 0, 1, 0]
    arm, office = [1] * 4 + [0] * 4, list("aabbccdd")
    effect = difference_of_cluster_times(
        days, happened, [1] * 4 + [0] * 4, list("aabbccdd"), horizon=6, confidence=0.95
    )
    assert effect.estimate == pytest.approx((2 + 4) / 2 - (5 + 6) / 2)
    assert effect.standard_error == pytest.approx(math.sqrt(np.var([2, 4], ddof=1) / 2 + np.var([5, 6], ddof=1) / 2))
    with pytest.raises(CannotEstimate, match="In 3 of the 4 clusters nobody was followed up to 8"):
        difference_of_cluster_times([1, 3, 2, 6, 4, 6, 7, 7], happened, arm, office, horizon=8, confidence=0.95)


def test_order_by_hand():
    """Each comparison cluster counts half: a tried 2 lies above a quarter, ties with another."""
    rating, office = [1, 2, 3, 3, 2, 4, 5, 4], list("aabbccdd")
    effect = clustered_superiority(rating, [0] * 4 + [1] * 4, office, confidence=0.95)
    tried = [(0.375 + 1) / 2, (1 + 1) / 2]
    other = [(0 + 0.125) / 2, (0.25 + 0.25) / 2]
    assert effect.estimate == pytest.approx(sum(tried) / 2 - 0.5)
    assert effect.standard_error == pytest.approx(math.sqrt(np.var(tried, ddof=1) / 2 + np.var(other, ddof=1) / 2))


@given(seeds)
@settings(max_examples=15)
def test_order_is_scipys_over_pairs_of_clusters(seed):
    random = np.random.default_rng(seed)
    _above, _below, arm, cluster = drawn(random, clusters=8, largest=6)
    rating = random.integers(1, 6, len(arm)).astype(float)
    ours = clustered_superiority(rating, arm, cluster, confidence=0.95)
    sides = [[rating[cluster == one] for one in np.unique(cluster[arm == side])] for side in (1, 0)]
    chances = [
        stats.mannwhitneyu(one, other).statistic / len(one) / len(other) for one in sides[0] for other in sides[1]
    ]
    assert ours.estimate + 0.5 == pytest.approx(np.mean(chances), abs=1e-12)


@given(seeds)
@settings(max_examples=15)
def test_order_of_clusters_of_one_is_that_of_people(seed):
    random = np.random.default_rng(seed)
    rating, arm = random.integers(1, 6, 30).astype(float), np.repeat([1.0, 0.0], 15)
    ours = clustered_superiority(rating, arm, np.arange(30), confidence=0.95)
    theirs = superiority(rating[:15], rating[15:], confidence=0.95)
    assert numbers_of(ours) == pytest.approx(numbers_of(theirs), rel=1e-9, abs=1e-12)


def test_no_order_of_clusters():
    with pytest.raises(CannotEstimate, match="Every outcome of one arm lies above"):
        clustered_superiority([3, 4, 5, 3, 1, 2, 0], [1, 1, 1, 1, 0, 0, 0], list("aabbcdd"), confidence=0.95)
    with pytest.raises(CannotEstimate, match="a cluster belongs to one"):
        clustered_superiority([3, 4, 1, 2, 3], [1, 1, 0, 0, 0], list("abcda"), confidence=0.95)


def ratio_by_person(random):
    """Places of 5 to 15 people whose risks differ; the truth of the sums is that of each place's long run."""
    return clustered_difference_of_ratios(*drawn(random, largest=16, effect=0.2), confidence=0.95)


def ratio_by_place(random):
    return difference_of_cluster_ratios(*drawn(random, largest=16, effect=0.2), confidence=0.95)


def quantile(random):
    _above, _below, arm, cluster = drawn(random, largest=30)
    level = random.normal(0, 0.5, 20)[cluster]
    return difference_of_cluster_quantiles(
        level + arm + random.normal(size=len(arm)), arm, cluster, share=0.5, confidence=0.95
    )


def order(random):
    _above, _below, arm, cluster = drawn(random)
    rating = np.digitize(random.normal(0, 0.5, 20)[cluster] + random.normal(size=len(arm)), [-1, 0, 1])
    return clustered_superiority(rating, arm, cluster, confidence=0.95)


def time(random):
    """Times that grow by 2 in the tried places for those who would wait less than the horizon of 8 either way."""
    _above, _below, arm, cluster = drawn(random)
    waits = random.uniform(0, 3, len(arm)) + random.uniform(0, 2, 20)[cluster] + 2 * arm
    happened = waits <= 9
    return difference_of_cluster_times(np.minimum(waits, 9), happened, arm, cluster, horizon=8, confidence=0.95)


DRAWS = [(ratio_by_person, 0.2), (ratio_by_place, 0.2), (quantile, 1.0), (order, 0.0), (time, 2.0)]


def coverage(compute, truth, replications, seed=1):
    random = np.random.default_rng(seed)
    return np.mean([compute(random).interval.contains(truth) for _ in range(replications)])


def test_intervals_hold_the_truth_in_a_few_draws():
    for compute, truth in DRAWS:
        assert coverage(compute, truth, 60) >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize(("compute", "truth"), DRAWS)
def test_intervals_hold_the_truth(compute, truth):
    """Twenty places."""
    assert 0.935 <= coverage(compute, truth, 2500) <= 0.97
