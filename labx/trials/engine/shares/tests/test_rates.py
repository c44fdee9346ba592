"""Rates of events: by hand, against statsmodels and scipy, and by how often they are right."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats import rates

from labx.stats.errors import CannotEstimate
from labx.trials.engine.shares.rates import Events, exact_rate_ratio, rate_difference, rate_ratio

CASES = [(60, 51477.5, 30, 54308.7), (3, 100, 2, 50), (1, 10, 5, 20), (400, 1000, 380, 900)]
arms = st.builds(Events, st.integers(0, 40), st.floats(0.5, 1000))


def both(case):
    return Events(*case[:2]), Events(*case[2:])


def test_by_hand():
    treated, control = Events(30, 100), Events(20, 100)
    for estimator in (rate_difference, rate_ratio):
        expected = (30 + 20) * 100 / (100 + 100)
        z = (30 - expected) / math.sqrt((30 + 20) * 0.5 * 0.5)
        assert estimator(treated, control, confidence=0.95).p_value == pytest.approx(2 * stats.norm.sf(z), rel=1e-12)
    assert rate_difference(treated, control, confidence=0.95).estimate == pytest.approx(0.3 - 0.2)
    assert rate_ratio(treated, control, confidence=0.95).estimate == pytest.approx(0.3 / 0.2)
    # Of 5 events all 5 in one of two equal arms: (1/2)^5, twice.
    assert exact_rate_ratio(Events(0, 1), Events(5, 1), confidence=0.95).p_value == pytest.approx(2 / 2**5)


@pytest.mark.parametrize("case", CASES)
def test_equal_to_statsmodels(case):
    effects = {"diff": rate_difference(*both(case), confidence=0.95), "ratio": rate_ratio(*both(case), confidence=0.95)}
    for compared, effect in effects.items():
        lower, upper = rates.confint_poisson_2indep(*case, method="score", compare=compared)
        found = effect.interval
        assert (found.lower, found.upper) == pytest.approx((lower, upper), abs=1e-4 * found.width)
        p_value = rates.test_poisson_2indep(*case, method="score", compare=compared).pvalue
        assert effect.p_value == pytest.approx(p_value, rel=1e-8)


@pytest.mark.parametrize("case", CASES)
def test_the_exact_ratio_equals_scipy(case):
    treated, control = both(case)
    odds = control.exposure / treated.exposure
    weight = treated.exposure / (treated.exposure + control.exposure)
    share = stats.binomtest(treated.events, treated.events + control.events, weight).proportion_ci(0.95, "exact")
    effect = exact_rate_ratio(treated, control, confidence=0.95)
    assert effect.interval.lower == pytest.approx(odds * share.low / (1 - share.low), rel=1e-8)
    assert effect.interval.upper == pytest.approx(odds * share.high / (1 - share.high), rel=1e-8)


@given(arms, arms, st.sampled_from([0.8, 0.95]))
def test_the_interval_leaves_out_no_effect_exactly_when_p_is_small(treated, control, confidence):
    for estimator, none in ((rate_difference, 0.0), (rate_ratio, 1.0), (exact_rate_ratio, 1.0)):
        try:
            effect = estimator(treated, control, confidence=confidence)
        except CannotEstimate:
            continue
        if abs(effect.p_value - (1 - confidence)) > 1e-6:
            assert effect.interval.contains(none) == (effect.p_value > 1 - confidence)


@given(arms, arms)
def test_the_exact_interval_is_the_wider(treated, control):
    if control.events:
        exact = exact_rate_ratio(treated, control, confidence=0.95).interval
        assert exact.lower <= treated.rate / control.rate <= exact.upper


def test_nothing_happened():
    with pytest.raises(CannotEstimate, match="no event in either arm"):
        rate_difference(Events(0, 10), Events(0, 20), confidence=0.95)
    for estimator in (rate_ratio, exact_rate_ratio):
        with pytest.raises(CannotEstimate, match="nothing can be divided"):
            estimator(Events(3, 10), Events(0, 20), confidence=0.95)
    with pytest.raises(ValueError, match="exposure is 0"):
        Events(1, 0)


def coverage(replications, *, seed=3):
    random = np.random.default_rng(seed)
    held = np.zeros(3)
    for treated, control in zip(random.poisson(12, replications), random.poisson(20, replications), strict=True):
        arms_drawn = Events(int(treated), 100.0), Events(int(control), 200.0)
        held += [
            rate_difference(*arms_drawn, confidence=0.95).interval.contains(12 / 100 - 20 / 200),
            rate_ratio(*arms_drawn, confidence=0.95).interval.contains(1.2),
            exact_rate_ratio(*arms_drawn, confidence=0.95).interval.contains(1.2),
        ]
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    difference, ratio, exact = coverage(400)
    assert (difference, ratio) == (pytest.approx(0.95, abs=0.04), pytest.approx(0.95, abs=0.04))
    assert exact >= 0.94


@pytest.mark.slow
def test_intervals_hold_the_truth():
    difference, ratio, exact = coverage(10_000)
    assert (difference, ratio) == (pytest.approx(0.95, abs=0.01), pytest.approx(0.95, abs=0.01))
    assert exact >= 0.95
