"""Crowding of events, rates against margins: by hand, against statsmodels, and by how often they are right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats import rates

from labx.stats.errors import CannotEstimate
from labx.trials.engine.shares.crowding import crowding_of_events
from labx.trials.engine.shares.rate_margins import rate_equivalence, rate_non_inferiority, steady_difference
from labx.trials.engine.shares.rates import Events, rate_difference

CASES = [(60, 51477.5, 30, 54308.7), (400, 1000, 380, 900), (12, 10, 15, 20)]
arms = st.builds(Events, st.integers(1, 60), st.floats(0.5, 1000))


def both(case):
    return Events(*case[:2]), Events(*case[2:])


def test_crowding_by_hand():
    """Arm of rate 2: (4-2)²/2 + (0-2)²/2; arm of rate 10 for each: nothing beyond."""
    found = crowding_of_events([([4, 0], [1, 1]), ([10, 20], [1, 2])])
    assert found.statistic == pytest.approx((4 - 2) ** 2 / 2 + (0 - 2) ** 2 / 2)
    assert (found.degrees_of_freedom, found.factor) == (1 + 1, pytest.approx(4 / 2))
    assert found.p_value == pytest.approx(math.exp(-4 / 2))  # chi-square with two degrees of freedom
    assert not found.is_alarming


@pytest.mark.parametrize("crowd", [None, 0.5])
def test_crowding_equals_statsmodels(crowd):
    random = np.random.default_rng(3)
    is_tried, over = np.arange(200) % 2, random.uniform(0.5, 5, 200)
    each = over * np.where(is_tried, 0.4, 0.8) * (random.gamma(1 / crowd, crowd, 200) if crowd else 1)
    counts = random.poisson(each)
    theirs = sm.GLM(counts, np.column_stack([np.ones(200), is_tried]), family=sm.families.Poisson(), exposure=over)
    sides = [(counts[is_tried == arm], over[is_tried == arm]) for arm in (1, 0)]
    ours = crowding_of_events(sides)
    assert ours.statistic == pytest.approx(theirs.fit(tol=1e-12).pearson_chi2, rel=1e-8)
    assert ours.degrees_of_freedom == 198
    assert ours.is_alarming == bool(crowd)


def test_an_arm_without_events_adds_nothing():
    found = crowding_of_events([([0, 0, 0], [1, 2, 3]), ([15, 15], [1, 1])])
    assert (found.statistic, found.degrees_of_freedom) == (0, 3)


def test_crowding_refuses():
    with pytest.raises(CannotEstimate, match="fewer than"):
        crowding_of_events([([1, 2, 0], [1, 1, 1]), ([3], [1])])
    with pytest.raises(ValueError, match="Give each unit both"):
        crowding_of_events([([1, 2], [1])])


@pytest.mark.parametrize("case", CASES)
def test_margins_equal_statsmodels(case):
    sizes = both(case)
    margin = sizes[1].rate / 3
    found = rate_non_inferiority(*sizes, margin=margin, better="higher", level=0.025)
    asked = {"method": "score", "compare": "diff"}
    above = rates.test_poisson_2indep(*case, value=-margin, alternative="larger", **asked).pvalue
    below = rates.test_poisson_2indep(*case, value=margin, alternative="smaller", **asked).pvalue
    assert found.p_value == pytest.approx(above, rel=1e-6)
    assert rate_non_inferiority(*sizes, margin=margin, better="lower", level=0.025).p_value == pytest.approx(below)
    alike = rate_equivalence(*sizes, margin=margin, level=0.05)
    assert alike.p_value == pytest.approx(max(above, below), rel=1e-6)
    assert alike.is_shown == (max(above, below) <= 0.05)


@pytest.mark.parametrize("case", CASES)
def test_the_difference_equals_statsmodels(case):
    found = steady_difference(*both(case), confidence=0.95)
    lower, upper = rates.confint_poisson_2indep(*case, method="wald", compare="diff")
    assert (found.interval.lower, found.interval.upper) == pytest.approx((lower, upper), rel=1e-8)
    # By hand: events divided by the square of what they were counted over.
    assert found.standard_error == pytest.approx(math.sqrt(case[0] / case[1] ** 2 + case[2] / case[3] ** 2))


def test_no_events_have_no_difference():
    with pytest.raises(CannotEstimate):
        steady_difference(Events(0, 10), Events(0, 10), confidence=0.95)


@given(arms, arms, st.floats(0.001, 5))
def test_a_margin_is_kept_exactly_when_the_interval_keeps_it(treated, control, margin):
    interval = rate_difference(treated, control, confidence=0.95).interval
    if abs(interval.lower + margin) > 1e-9 * margin:
        found = rate_non_inferiority(treated, control, margin=margin, better="higher", level=0.025)
        assert found.is_shown == (interval.lower > -margin)


def held_share(replications, *, rate, size, seed=5):
    """How often the score interval of the rate holds a doubling, with unequal exposures."""
    random = np.random.default_rng(seed)
    events = random.poisson([rate * 2 * size, rate * 2 * size], (replications, 2))
    found = (
        rate_difference(Events(int(tried), size), Events(int(compared), 2 * size), confidence=0.95)
        for tried, compared in events
    )
    return sum(one.interval.contains(rate) for one in found) / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert held_share(200, rate=0.2, size=100) == pytest.approx(0.95, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize(("rate", "size"), [(0.02, 500), (0.1, 100), (0.2, 100), (2.0, 100)])
def test_intervals_hold_the_truth(rate, size):
    assert 0.94 <= held_share(4000, rate=rate, size=size) <= 0.965
