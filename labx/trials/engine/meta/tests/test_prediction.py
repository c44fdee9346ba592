"""What a next trial may find: by hand, against draws and metafor's manual, and by how often it is right."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.meta.prediction import between_variances, prediction_interval
from labx.trials.engine.meta.random_effects import random_effects
from labx.trials.engine.meta.tests.test_random_effects import vaccine_trials

ESTIMATES, ERRORS = [0.1, 0.5, -0.2, 0.8, 0.3], [0.2, 0.3, 0.25, 0.2, 0.4]


def answered(estimates=ESTIMATES, errors=ERRORS, confidence=0.95):
    return prediction_interval(estimates, errors, confidence=confidence)


def test_by_hand_without_errors_of_their_own():
    """Trials that are sure of themselves: the mean of 1, 3 and 8 is 4, the squares about it 9 + 1 + 16 = 26.

    The variance between them is 26 divided by a chi-square with 2 degrees of freedom; a next trial differs from the
    true mean by that variance, and the true mean from 4 by Student's t with the error that goes with it.
    """
    mean, squares = (1 + 3 + 8) / 3, 9 + 1 + 16
    found = answered([1, 3, 8], [1e-6] * 3)
    assert found.lower + found.upper == pytest.approx(2 * mean)
    # Chi-square of 2 degrees of freedom is an exponential of mean 2: drawn from numbers spread evenly over 0 to 1.
    share = (np.arange(1000) + 0.5) / 1000
    chi = -2 * np.log(share)
    error = np.maximum(chi / 2, 1) * (squares / chi) / 3
    variance = (squares / chi)[:, None] + error[:, None] * 2 / chi
    assert stats.norm.cdf((found.upper - mean) / np.sqrt(variance)).mean() == pytest.approx(0.975, abs=4e-4)


def test_equal_to_many_draws():
    """Nagashima's construction as the paper has it: draw a variance, a next trial about its mean, the mean's error."""
    values, variances = np.array(ESTIMATES), np.array(ERRORS) ** 2
    random = np.random.default_rng(5)
    grid = np.concatenate([[0.0], np.geomspace(1e-8, 1e5, 4000)])
    weights = 1 / (variances + grid[:, None])
    means = weights @ values / weights.sum(axis=1)
    squares = (weights * (values - means[:, None]) ** 2).sum(axis=1)
    # A variance above which the drawn chi-square lies: the squares fall as the variance grows.
    drawn = np.interp(-random.chisquare(4, 300_000), -squares, grid)
    at = [np.interp(drawn, grid, one) for one in (means, np.maximum(squares / 4, 1) / weights.sum(axis=1))]
    following = (
        at[0] + np.sqrt(drawn) * random.normal(size=drawn.size) + np.sqrt(at[1]) * random.standard_t(4, drawn.size)
    )
    found = answered()
    assert np.quantile(following, [0.025, 0.975]) == pytest.approx([found.lower, found.upper], abs=0.01)


def test_limits_of_the_variance_as_metafor_documents_them():
    """metafor's manual: confint(rma(yi, vi, data=dat.bcg)) gives tau² from 0.1197 to 1.1115."""
    values, errors = vaccine_trials()
    between, chances = between_variances(values, errors**2)
    assert chances.sum() == pytest.approx(1)
    assert np.interp([0.025, 0.975], chances.cumsum() - chances / 2, between) == pytest.approx(
        [0.1197, 1.1115], rel=0.02
    )
    for limit, share in ((0.1197, 0.975), (1.1115, 0.025)):
        weights = 1 / (errors**2 + limit)
        mean = weights @ values / weights.sum()
        assert stats.chi2.cdf(weights @ (values - mean) ** 2, 12) == pytest.approx(share, abs=1e-4)


def test_wider_than_the_mean_and_than_one_estimate_of_the_variance():
    whole = random_effects(ESTIMATES, ERRORS, names=list("abcde"), confidence=0.95)
    assert whole.prediction == answered()
    assert whole.prediction.lower < whole.mean.interval.lower < whole.mean.interval.upper < whole.prediction.upper
    spread = math.sqrt(whole.heterogeneity.variance + whole.mean.standard_error**2)
    assert whole.prediction.width > 2 * stats.norm.ppf(0.975) * spread


def test_trials_that_agree_leave_room_for_differences_they_could_not_show():
    estimates, errors = [1.0, 1.1, 0.95, 1.02], [0.5] * 4
    whole = random_effects(estimates, errors, names=list("abcd"), confidence=0.95)
    assert whole.heterogeneity.variance == 0
    assert whole.prediction.lower < whole.mean.interval.lower < whole.mean.interval.upper < whole.prediction.upper


@given(st.permutations(range(5)), st.integers(-100, 100), st.sampled_from([0.01, 30.0]))
@settings(max_examples=5)
def test_order_shift_and_scale(order, shift, factor):
    plain = answered()
    moved = answered([factor * ESTIMATES[at] + shift for at in order], [factor * ERRORS[at] for at in order])
    assert moved.lower == pytest.approx(factor * plain.lower + shift, rel=1e-8, abs=1e-8)
    assert moved.upper == pytest.approx(factor * plain.upper + shift, rel=1e-8, abs=1e-8)


def test_refusals():
    with pytest.raises(CannotEstimate, match="There are fewer than three trials"):
        answered([1, 2], [1, 1])
    with pytest.raises(ValueError, match="confidence is 95"):
        answered(confidence=95)


def held_share(replications, *, trials, deviation, seed=3, smallest=0.1):
    """Share of next trials' true effects that their intervals hold."""
    random = np.random.default_rng(seed)
    held = 0
    for _ in range(replications):
        errors = random.uniform(smallest, 0.5, trials)
        found = answered(random.normal(1 + deviation * random.normal(size=trials), errors), errors)
        held += found.contains(random.normal(1, deviation))
    return held / replications


def test_intervals_hold_the_next_trial_in_a_few_draws():
    assert held_share(40, trials=8, deviation=0.3) == pytest.approx(0.95, abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("trials", [5, 8, 12, 30])
@pytest.mark.parametrize("deviation", [0.15, 0.3, 0.6])
def test_intervals_hold_the_next_trial(trials, deviation):
    """2,000 draws: a standard error of half a point."""
    assert held_share(2000, trials=trials, deviation=deviation) >= 0.93


@pytest.mark.slow
def test_three_trials_promise_less_than_they_hold():
    assert held_share(1000, trials=3, deviation=0.3) >= 0.96
