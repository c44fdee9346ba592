"""The wild bootstrap: by hand, against one written out unit by unit, and by false alarms with few clusters."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.means import difference_of_cluster_means
from labx.trials.engine.clusters.robust import clustered_difference
from labx.trials.engine.clusters.tests.test_robust import drawn, seeds
from labx.trials.engine.clusters.wild import drawn_weights, wild_bootstrap

OUTCOME, ARM, SCHOOL = [1, 2, 3, 4, 5, 6, 7, 9], [0, 0, 0, 0, 1, 1, 1, 1], list("aabbccdd")


def unit_by_unit(outcome, arm, cluster, weights, supposed):
    """Redraw the outcomes under the supposed effect, fit each again, and count the statistics beyond the data's."""
    design = np.column_stack([np.ones(len(arm)), arm])
    labels = np.unique(cluster, return_inverse=True)[1]

    def statistic(values):
        slopes, *_rest = np.linalg.lstsq(design, values, rcond=None)
        residuals = values - design @ slopes
        bread = np.linalg.inv(design.T @ design)
        scores = [
            bread[1] @ design[labels == label].T @ residuals[labels == label] for label in range(labels.max() + 1)
        ]
        return (slopes[1] - supposed) / np.sqrt(np.square(scores).sum())

    level = (outcome - supposed * arm).mean()
    null = level + supposed * arm
    actual = abs(statistic(outcome))
    redrawn = [abs(statistic(null + row[labels] * (outcome - null))) for row in weights]
    return np.mean([value >= actual * (1 - 1e-9) for value in redrawn])


def test_by_hand():
    """Two clusters an arm, weights all alike or opposed between the arms give the data's own statistic."""
    found = wild_bootstrap(OUTCOME, ARM, SCHOOL, draws=1296, seed=1, confidence=0.8)
    assert found.draws == 6**4
    assert found.is_exact
    assert found.estimate == pytest.approx((5 + 6 + 7 + 9) / 4 - (1 + 2 + 3 + 4) / 4)
    assert found.p_value >= 6 * 2 / 6**4


def test_weights_by_hand():
    """Signs have mean square 1, and so have Webb's six: (1.5 + 1 + 0.5) / 3."""
    webb, is_exact = drawn_weights(2, 100, 1)
    assert is_exact
    assert len(webb) == 6 * 6
    assert (webb**2).mean() == pytest.approx((1.5 + 1 + 0.5) / 3)
    signs, is_exact = drawn_weights(12, 5000, 1)
    assert is_exact
    assert set(np.unique(signs)) == {-1, 1}
    assert len(np.unique(signs, axis=0)) == 2**12
    assert not drawn_weights(12, 4000, 1)[1]


@given(seeds)
@settings(max_examples=10)
def test_equal_to_one_written_out(seed):
    outcome, arm, cluster, _age = drawn(seed, clusters=6)
    weights, _is_exact = drawn_weights(6, 299, seed)
    found = wild_bootstrap(outcome, arm, cluster, draws=299, seed=seed, confidence=0.9)
    counted = unit_by_unit(outcome, arm, cluster, weights, 0.0) * 299
    assert found.p_value == pytest.approx((counted + 1) / (299 + 1))


def test_the_interval_holds_what_is_not_rejected():
    outcome, arm, cluster, _age = drawn(4, clusters=14, effect=2.0)
    found = wild_bootstrap(outcome, arm, cluster, draws=499, seed=3, confidence=0.9)
    weights, _is_exact = drawn_weights(14, 499, 3)
    width = found.interval.width
    for end, inwards in ((found.interval.lower, 1), (found.interval.upper, -1)):
        inside, outside = (
            (unit_by_unit(outcome, arm, cluster, weights, end + step) * 499 + 1) / 500
            for step in (inwards * 1e-3 * width, -inwards * 1e-3 * width)
        )
        assert outside <= 0.1 <= inside + 0.004


def test_the_seed_decides():
    outcome, arm, cluster, age = drawn(9, clusters=20)
    options = {"covariates": age[:, None], "names": ["age"], "strata": cluster % 2, "draws": 499, "confidence": 0.95}
    first, again, other = (wild_bootstrap(outcome, arm, cluster, seed=seed, **options) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first.estimate == pytest.approx(
        clustered_difference(
            outcome, arm, cluster, covariates=age[:, None], names=["age"], strata=cluster % 2, confidence=0.95
        ).estimate
    )


def test_too_few_clusters_reject_nothing():
    with pytest.raises(CannotEstimate, match="With 4 clusters the draws reject no value"):
        wild_bootstrap(OUTCOME, ARM, SCHOOL, draws=9999, seed=1, confidence=0.999)
    with pytest.raises(ValueError, match="draws is 10"):
        wild_bootstrap(OUTCOME, ARM, SCHOOL, draws=10, seed=1, confidence=0.95)


def false_alarms(clusters, replications, *, seed=1, draws=299):
    """Share of trials without effect that find one: by person, means of clusters, CR2, t(G - 2) with CR1, bootstrap."""
    found = np.zeros(5)
    for number in range(replications):
        outcome, arm, cluster, _age = drawn(seed * 10**6 + number, clusters=clusters, between=0.5)
        by_person = stats.ttest_ind(outcome[arm == 1], outcome[arm == 0]).pvalue
        means = difference_of_cluster_means(outcome, arm, cluster, confidence=0.95)
        reduced, usual = (
            clustered_difference(outcome, arm, cluster, correction=correction, confidence=0.95)
            for correction in ("CR2", "CR1")
        )
        p_values = [by_person, means.p_value, reduced.p_value, usual.p_value]
        if draws:
            p_values.append(wild_bootstrap(outcome, arm, cluster, draws=draws, seed=number, confidence=0.8).p_value)
        found[: len(p_values)] += [value < 0.05 for value in p_values]
    return found / replications


def test_false_alarms_in_a_few_draws():
    by_person, means, reduced, usual, bootstrap = false_alarms(20, 80)
    assert by_person > 0.06
    for share in (means, reduced, usual, bootstrap):
        assert share == pytest.approx(0.05, abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [10, 20, 40, 200])
def test_false_alarms(clusters):
    by_person, means, reduced, usual, bootstrap = false_alarms(clusters, 4_000, draws=399 if clusters <= 40 else 0)
    assert by_person > 0.1
    assert 0.035 <= means <= 0.065
    assert 0.035 <= reduced <= 0.065
    assert 0.035 <= usual <= 0.085
    assert bootstrap <= 0.07


def test_every_weight_is_tried_when_there_are_few():
    weights, _is_exact = drawn_weights(3, 1000, 1)
    values = np.unique(weights)
    assert len(weights) == len(list(itertools.product(values, repeat=3)))
