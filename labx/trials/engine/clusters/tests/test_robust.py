"""Clustered errors: by hand, against statsmodels and the full matrices, and on published studies."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg

from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.adjustment_by_unit import adjusted_difference_by_unit
from labx.trials.engine.clusters.means import cluster_means, difference_of_cluster_means
from labx.trials.engine.clusters.robust import clustered_difference
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.tests.studies import incentives, rock_the_vote, small_classes
from labx.trials.engine.tests.test_difference import numbers_of

seeds = st.integers(0, 10**6)


def drawn(seed, *, clusters=12, size=5, between=1.0, effect=0.0, is_equal=False):
    """Outcome, arm and cluster of people in clusters assigned as wholes, and one covariate."""
    random = np.random.default_rng(seed)
    sizes = np.full(clusters, size) if is_equal else random.integers(1, 2 * size, size=clusters)
    cluster = np.repeat(np.arange(clusters), sizes)
    arm = random.permutation(np.arange(clusters) % 2).astype(float)[cluster]
    age = random.normal(40, 10, size=len(cluster))
    outcome = effect * arm + between * random.normal(size=clusters)[cluster] + random.normal(size=len(cluster))
    return outcome, arm, cluster, age


def by_full_matrices(outcome, arm, cluster, age):
    """CR2 and Satterthwaite's degrees of freedom as Pustejovsky and Tipton (2018) define them, unit by unit."""
    design = np.column_stack([np.ones(len(arm)), arm, age])
    bread = np.linalg.inv(design.T @ design)
    hat = design @ bread @ design.T
    left = np.eye(len(arm)) - hat
    residuals = left @ outcome
    variance, rows = 0.0, []
    for label in np.unique(cluster):
        own = np.flatnonzero(cluster == label)
        adjust = linalg.inv(linalg.sqrtm(left[np.ix_(own, own)]).real)
        towards = bread[1] @ design[own].T @ adjust
        variance += float(towards @ residuals[own]) ** 2
        rows.append(left[:, own] @ towards)
    products = np.array(rows) @ np.array(rows).T
    return math.sqrt(variance), np.trace(products) ** 2 / (products**2).sum()


def test_by_hand():
    """Four clusters of two: the arms' residuals add up within clusters."""
    outcome, arm, school = [1, 2, 3, 4, 5, 6, 7, 9], [0, 0, 0, 0, 1, 1, 1, 1], list("aabbccdd")
    effect = clustered_difference(outcome, arm, school, correction="CR0", confidence=0.95)
    sums = [(1 + 2) - 2 * 2.5, (3 + 4) - 2 * 2.5, (5 + 6) - 2 * 6.75, (7 + 9) - 2 * 6.75]
    assert effect.estimate == pytest.approx((5 + 6 + 7 + 9) / 4 - (1 + 2 + 3 + 4) / 4)
    assert effect.standard_error == pytest.approx(math.sqrt(sum((value / 4) ** 2 for value in sums)))
    assert effect.degrees_of_freedom == 4 - 2
    adjusted = clustered_difference(outcome, arm, school, correction="CR1", confidence=0.95)
    factor = (4 / (4 - 1)) * ((8 - 1) / (8 - 2))
    assert adjusted.standard_error == pytest.approx(effect.standard_error * math.sqrt(factor))


@given(seeds)
@settings(max_examples=8)
def test_equal_to_the_full_matrices(seed):
    rows = drawn(seed)
    effect = clustered_difference(*rows[:3], covariates=rows[3][:, None], names=["age"], confidence=0.95)
    error, degrees = by_full_matrices(*rows)
    assert effect.standard_error == pytest.approx(error, rel=1e-8)
    assert effect.degrees_of_freedom == pytest.approx(degrees, rel=1e-8)


@pytest.mark.parametrize("correction", ["CR0", "CR1"])
def test_equal_to_statsmodels(correction):
    outcome, arm, cluster, age = drawn(5)
    fit = sm.OLS(outcome, np.column_stack([np.ones(len(arm)), arm, age])).fit(
        cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": correction == "CR1"}, use_t=True
    )
    options = {"covariates": age[:, None], "names": ["age"], "confidence": 0.95}
    effect = clustered_difference(outcome, arm, cluster, correction=correction, **options)
    assert effect.estimate == pytest.approx(fit.params[1], rel=1e-10)
    assert effect.standard_error == pytest.approx(fit.bse[1], rel=1e-10)


@given(seeds)
@settings(max_examples=25)
def test_clusters_of_one_are_people(seed):
    outcome, arm, _cluster, age = drawn(seed)
    alone = clustered_difference(
        outcome, arm, np.arange(len(arm)), covariates=age[:, None], names=["age"], confidence=0.95
    )
    robust = adjusted_difference_by_unit(outcome, arm, age[:, None], names=["age"], confidence=0.95)
    assert alone.standard_error == pytest.approx(robust.standard_error, rel=1e-8)


@given(seeds)
@settings(max_examples=25)
def test_equal_clusters_are_their_means(seed):
    """With clusters of one size the comparison of persons is the comparison of means, CR2 is Welch's error."""
    outcome, arm, cluster, _age = drawn(seed, is_equal=True)
    by_person = clustered_difference(outcome, arm, cluster, confidence=0.95)
    by_cluster = difference_of_cluster_means(outcome, arm, cluster, confidence=0.95)
    assert by_person.estimate == pytest.approx(by_cluster.estimate, abs=1e-12)
    assert by_person.standard_error == pytest.approx(by_cluster.standard_error, rel=1e-8)
    assert by_person.degrees_of_freedom == pytest.approx(12 - 2)


@given(seeds)
@settings(max_examples=20)
def test_order_and_a_common_shift_do_not_matter(seed):
    outcome, arm, cluster, age = drawn(seed)
    order = np.random.default_rng(seed).permutation(len(arm))
    plain, other = (
        clustered_difference(
            outcome[rows] + shift, arm[rows], cluster[rows], covariates=age[rows, None], names=["age"], confidence=0.9
        )
        for rows, shift in ((np.arange(len(arm)), 0.0), (order, 1e6))
    )
    assert numbers_of(other) == pytest.approx(numbers_of(plain), rel=1e-6, abs=1e-9)


def test_a_mean_of_a_billion_breaks_nothing():
    outcome, arm, cluster, _age = drawn(3)
    plain = clustered_difference(outcome, arm, cluster, confidence=0.95)
    large = clustered_difference(outcome + 1e9, arm, cluster, confidence=0.95)
    assert numbers_of(large) == pytest.approx(numbers_of(plain), rel=1e-4, abs=1e-6)


def test_incentives_in_malawi():
    """0.4506 over everybody; clustered by the 119 villages that are known 0.0227."""
    got, offered, village = incentives()
    by_person = adjusted_difference_by_unit(got, offered, np.empty((len(got), 0)), names=[], confidence=0.95)
    assert round(by_person.estimate, 4) == 0.4506
    assert round(by_person.standard_error, 4) == 0.0209
    known = ~np.isnan(village)
    effect = clustered_difference(got[known], offered[known], village[known], correction="CR1", confidence=0.95)
    assert len(np.unique(village[known])) == 119
    assert round(effect.standard_error, 4) == 0.0227
    with pytest.raises(CannotEstimate, match="of them have no label"):
        clustered_difference(got, offered, village, confidence=0.95)


def test_small_classes():
    """Project STAR: 13.90, clustered by school 4.23."""
    star = small_classes()
    aide = {"covariates": star["aide"], "names": ["aide"], "confidence": 0.95}
    effect = clustered_difference(star["score"], star["small"], star["school"], correction="CR1", **aide)
    assert round(effect.estimate, 2) == 13.90
    assert round(effect.standard_error, 2) == 4.23
    # Every school had both kinds of class: only the intercept never varies within a school.
    assert effect.degrees_of_freedom == len(np.unique(star["school"])) - 1


def test_rock_the_vote():
    """85 cable systems: means 0.0291 (0.0215), with strata 0.0310 (0.0141)."""
    study = rock_the_vote()
    systems = np.arange(len(study["n"]))
    means = difference_of_cluster_means(study["turnout"], study["treated"], systems, confidence=0.95)
    assert (round(means.estimate, 4), round(means.standard_error, 4)) == (0.0291, 0.0215)
    levels = clustered_difference(study["turnout"], study["treated"], systems, strata=study["strata"], confidence=0.95)
    assert (round(levels.estimate, 4), round(levels.standard_error, 4)) == (0.0310, 0.0141)


def test_whole_clusters_in_one_arm():
    with pytest.raises(CannotEstimate, match="2 of them have people in both arms"):
        cluster_means([1, 2, 3, 4, 5, 6], [0, 1, 0, 1, 1, 0], list("aabbcd"))
    found = cluster_means([1, 2, 3, 5], [0, 0, 1, 1], list("abcd"))
    assert (found.means.tolist(), found.sizes.tolist()) == ([1, 2, 3, 5], [1, 1, 1, 1])
    two = difference_of_cluster_means([1, 2, 3, 5], [0, 0, 1, 1], list("abcd"), confidence=0.95)
    assert two == difference_in_means(Moments.of([3, 5]), Moments.of([1, 2]), confidence=0.95)


def test_one_cluster_in_an_arm():
    with pytest.raises(CannotEstimate, match="tried arm has 1 clusters and the comparison arm 2"):
        clustered_difference([1, 2, 3, 4], [0, 0, 1, 1], ["a", "b", "c", "c"], confidence=0.95)


def test_nothing_left_to_estimate_with():
    outcome, arm, cluster, _age = drawn(1, clusters=4, is_equal=True)
    with pytest.raises(CannotEstimate, match="determine one another"):
        clustered_difference(outcome, arm, cluster, strata=arm, confidence=0.95)
    with pytest.raises(CannotEstimate, match="Every unit has the same outcome"):
        clustered_difference(np.ones(len(arm)), arm, cluster, confidence=0.95)
    with pytest.raises(CannotEstimate, match="explain the outcome completely"):
        clustered_difference(arm, arm, cluster, confidence=0.95)
    with pytest.raises(CannotEstimate, match="4 units are too few"):
        clustered_difference(
            [1, 2, 3, 5],
            [0, 0, 1, 1],
            list("abcd"),
            covariates=[[1, 2], [2, 1], [3, 3], [0, 1]],
            names="xy",
            confidence=0.9,
        )


def test_too_few_clusters_for_the_strata():
    outcome = [1.0, 2, 3, 5, 2, 2, 4, 4.5]
    # Arm, both covariates and the intercept describe each of the four clusters wholly.
    covariates = np.repeat([[0, 0], [1, 0], [0, 1], [0, 0]], 2, axis=0)
    for correction in ("CR1", "CR2"):
        with pytest.raises(CannotEstimate, match="4 clusters are too few"):
            clustered_difference(
                outcome, [0, 0, 0, 0, 1, 1, 1, 1], list("aabbccdd"), covariates=covariates, names="xy",
                correction=correction, confidence=0.9,
            )  # fmt: skip


def test_clusters_that_the_strata_leave_no_doubt_about():
    """The arms meet in one stratum only, with one cluster each: nothing shows how much clusters differ."""
    outcome, cluster, stratum = np.arange(12.0) ** 1.5, np.repeat(np.arange(6), 2), np.repeat([0, 0, 1, 1, 2, 2], 2)
    arm = np.repeat([0, 1, 1, 1, 0, 0], 2)
    with pytest.raises(CannotEstimate, match="6 clusters are too few"):
        clustered_difference(outcome, arm, cluster, strata=stratum, confidence=0.9)


def test_wrong_calls():
    rows = [1, 2, 3, 4], [0, 0, 1, 1], list("abcd")
    with pytest.raises(ValueError, match="correction is “CR9”"):
        clustered_difference(*rows, correction="CR9", confidence=0.95)
    with pytest.raises(ValueError, match="3 labels in “clusters” for 4 units"):
        clustered_difference(*rows[:2], list("abc"), confidence=0.95)
    with pytest.raises(ValueError, match="4 outcomes and 3 treatments"):
        clustered_difference(rows[0], [0, 1, 1], rows[2], confidence=0.95)
    with pytest.raises(ValueError, match="must be 1 in the tried arm"):
        clustered_difference(rows[0], [0, 0, 1, 2], rows[2], confidence=0.95)
    with pytest.raises(ValueError, match="3 rows of covariates for 4 units"):
        clustered_difference(*rows, covariates=[[1], [2], [3]], names="x", confidence=0.95)
    with pytest.raises(CannotEstimate, match="All units are in the same arm"):
        clustered_difference(rows[0], [1, 1, 1, 1], rows[2], confidence=0.95)
    with pytest.raises(CannotEstimate, match="1 of them have no label"):
        clustered_difference(*rows[:2], ["a", None, "c", "d"], confidence=0.95)
