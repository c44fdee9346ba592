"""Crowding of events, rates against margins: by hand, against statsmodels, and by how often they are right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
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
    """Arms of 20 events on two like units, and of 30 on units watched for one and two."""
    found = crowding_of_events([([14, 6], [1, 1]), ([10, 20], [1, 2])])
    # First arm: 2 · 4² - 20 + 20 · 1/2; second: nothing but - 30 + 30 · (1/9 + 4/9).
    excess = (2 * 4**2 - 20 + 10) + (-30 + 30 * 5 / 9)
    # Of two like units: squares 1/2, cubes 1/4. Of one and two thirds: squares 5/9, cubes 1/3.
    first = 2 * 20 * 19 * (1 / 2 - 2 / 4 + 1 / 4) + 4 * 20 * (1 / 4 - 1 / 4)
    second = 2 * 30 * 29 * (5 / 9 - 2 / 3 + 25 / 81) + 4 * 30 * (1 / 3 - 25 / 81)
    assert found.statistic == pytest.approx(excess / math.sqrt(first + second))
    assert found.factor == pytest.approx((4**2 / 10 + 4**2 / 10) / (1 + 1))
    assert not found.is_alarming


def test_mean_and_variance_are_exact_given_the_events():
    """Every way in which 20 events fall on two units of shares 0.3 and 0.7, by its binomial chance."""
    ways = np.arange(21)
    chances = stats.binom.pmf(ways, 20, 0.3)
    found = np.array([crowding_of_events([([way, 20 - way], [3, 7])]).statistic for way in ways])
    assert chances @ found == pytest.approx(0, abs=1e-12)
    assert chances @ found**2 == pytest.approx(1)


@pytest.mark.parametrize("crowd", [None, 0.5])
def test_crowding_equals_statsmodels(crowd):
    random = np.random.default_rng(3)
    is_tried, over = np.arange(200) % 2, random.uniform(0.5, 5, 200)
    each = over * np.where(is_tried, 0.4, 0.8) * (random.gamma(1 / crowd, crowd, 200) if crowd else 1)
    counts = random.poisson(each)
    design = np.column_stack([np.ones(200), is_tried])
    theirs = sm.GLM(counts, design, family=sm.families.Poisson(), exposure=over).fit(tol=1e-12)
    sides = [(counts[is_tried == arm], over[is_tried == arm]) for arm in (1, 0)]
    ours = crowding_of_events(sides)
    assert ours.factor == pytest.approx(theirs.pearson_chi2 / 198, rel=1e-8)
    fitted = sm.Poisson(counts, design, exposure=over).fit(disp=0, tol=1e-12)
    dean = fitted.get_diagnostic().test_dispersion()
    statistic = dean.statistic[list(dean.method).index("Dean B")]
    means = [over[is_tried == arm] * counts[is_tried == arm].sum() / over[is_tried == arm].sum() for arm in (1, 0)]
    spread = math.sqrt(2 * sum((mean**2).sum() for mean in means))
    centring = sum((mean**2).sum() / mean.sum() for mean in means) / spread
    # Theirs has the variance of Poisson events, ours that of events whose total is given.
    assert ours.statistic == pytest.approx(statistic + centring, rel=0.03)
    assert ours.is_alarming == bool(crowd)


def test_an_arm_without_events_or_with_one_unit_adds_nothing():
    alone = crowding_of_events([([15, 10], [1, 1])])
    beside = crowding_of_events([([0, 0, 0], [1, 2, 3]), ([15, 10], [1, 1]), ([30], [1])])
    assert (beside.statistic, beside.p_value) == (alone.statistic, alone.p_value)
    assert beside.factor == pytest.approx(alone.factor / 3)


def alarms(replications, *, seed=11, units=50, rate=1 / 183, crowd=0.0):
    """How often the test alarms where people are watched for 1 to 365 days."""
    random, found = np.random.default_rng(seed), 0
    for _ in range(replications):
        over = random.integers(1, 366, (2, units)).astype(float)
        each = over * rate * (random.gamma(1 / crowd, crowd, (2, units)) if crowd else 1)
        found += crowding_of_events(list(zip(random.poisson(each), over, strict=True))).is_alarming
    return found / replications


def test_unequal_exposures_alarm_no_more_than_they_may():
    """Pearson's chi-square said so in 15 of 100 such trials."""
    assert alarms(1000) <= 0.025
    assert alarms(100, crowd=2.0) >= 0.8


@pytest.mark.slow
@pytest.mark.parametrize(("units", "rate"), [(50, 1 / 183), (25, 1 / 100), (500, 1 / 2000), (300, 1 / 50)])
def test_alarms_come_as_often_as_they_say(units, rate):
    assert 0.004 <= alarms(10_000, units=units, rate=rate) <= 0.016


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
