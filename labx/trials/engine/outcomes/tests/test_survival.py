"""Times until something happens: by hand, against statsmodels and lifelines, and by how often they are right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.duration.survfunc import survdiff

from labx.stats.errors import CannotEstimate
from labx.trials.engine.outcomes.log_rank import log_rank
from labx.trials.engine.outcomes.survival import (
    Times,
    difference_of_restricted_means,
    restricted_mean,
    share_interval_at,
    survival_curve,
)
from tests.references import reference

STORED = reference("survival_lifelines")
TREATED, CONTROL = (Times.of(STORED[name]["times"], STORED[name]["happened"]) for name in ("treated", "control"))


def drawn(seed, *, size=80, mean=10.0, lost=25.0):
    """Exponential times, some cut off before by an independent one."""
    random = np.random.default_rng(seed)
    times, ends = random.exponential(mean, size), random.exponential(lost, size)
    return Times.of(np.minimum(times, ends), times <= ends)


def test_by_hand():
    """Four people: one of four, then one of two; the second and the last are lost."""
    curve = survival_curve(Times.of([4, 1, 3, 2], [0, 1, 1, 0]))
    assert curve.shares.tolist() == [1 - 1 / 4, (1 - 1 / 4) * (1 - 1 / 2)]
    assert [curve.share_at(time) for time in (0.5, 1, 2.9, 3)] == [1, 3 / 4, 3 / 4, 3 / 8]


def test_restricted_means_by_hand():
    """Nobody lost: the mean of the times, each cut at the horizon, and its usual error without the -1."""
    tried, compared = [1, 2, 4, 9], [2, 3, 8, 8]
    effect = difference_of_restricted_means(
        Times.of(tried, [1] * 4), Times.of(compared, [1] * 4), horizon=5, confidence=0.95
    )
    cut, control_cut = [1, 2, 4, 5], [2, 3, 5, 5]
    assert effect.estimate == pytest.approx(sum(cut) / 4 - sum(control_cut) / 4)
    assert effect.standard_error == pytest.approx(math.sqrt(np.var(cut) / 4 + np.var(control_cut) / 4))


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_equal_to_statsmodels(seed):
    tried, compared = drawn(seed), drawn(seed + 1, mean=14)
    theirs = sm.SurvfuncRight(tried.times, tried.happened)
    curve = survival_curve(tried)
    known = theirs.n_events > 0
    assert curve.times.tolist() == theirs.surv_times[known].tolist()
    assert curve.shares == pytest.approx(theirs.surv_prob[known])
    statistic, p_value = survdiff(
        np.concatenate([tried.times, compared.times]),
        np.concatenate([tried.happened, compared.happened]),
        np.repeat([1, 0], 80),
    )
    test = log_rank(tried, compared)
    assert test.statistic == pytest.approx(statistic, rel=1e-8)
    assert test.p_value == pytest.approx(p_value, rel=1e-8)
    share, interval = share_interval_at(tried, time=6.0, confidence=0.95)
    place = np.searchsorted(theirs.surv_times, 6.0, side="right") - 1
    error = theirs.surv_prob_se[place] / share / abs(math.log(share))
    ends = [share ** math.exp(sign * stats.norm.ppf(0.975) * error) for sign in (1, -1)]
    assert (interval.lower, interval.upper) == pytest.approx(ends, rel=1e-8)


@pytest.mark.parametrize("place", range(3))
def test_equal_to_lifelines(place):
    horizon = STORED["horizons"][place]
    expected = STORED["treated"]["restricted_means"][place] - STORED["control"]["restricted_means"][place]
    if horizon < 6:
        with pytest.raises(CannotEstimate, match="happened to nobody before the horizon"):
            difference_of_restricted_means(TREATED, CONTROL, horizon=horizon, confidence=0.95)
    else:
        effect = difference_of_restricted_means(TREATED, CONTROL, horizon=horizon, confidence=0.95)
        assert effect.estimate == pytest.approx(expected, rel=1e-9)
    for arm, name in ((TREATED, "treated"), (CONTROL, "control")):
        assert survival_curve(arm).share_at(horizon) == pytest.approx(STORED[name]["shares"][place])
        if horizon > 6:
            found = restricted_mean(arm, horizon=horizon)
            assert found == pytest.approx(STORED[name]["restricted_means"][place], rel=1e-9)


def test_leukaemia_by_the_published_test():
    """Freireich and others (1963): chi-square of 16.79 on one degree of freedom."""
    assert round(log_rank(TREATED, CONTROL).statistic, 2) == 16.79


def test_everybody_gone_at_the_end():
    """The last step leaves nobody and adds no variance; beyond the last event the curve stays at 0."""
    all_gone = Times.of([1, 2, 3], [1, 1, 1])
    effect = difference_of_restricted_means(all_gone, Times.of([1, 2, 9], [1, 1, 0]), horizon=8, confidence=0.95)
    assert effect.estimate == pytest.approx((1 + 2 + 3) / 3 - (1 + 2 + 8) / 3)


@given(st.integers(0, 10**6), st.sampled_from([7.0, 24.0]))
@settings(max_examples=20)
def test_days_or_hours(seed, factor):
    arms = drawn(seed), drawn(seed + 1)
    scaled = [Times.of(arm.times * factor, arm.happened) for arm in arms]
    plain = difference_of_restricted_means(*arms, horizon=8, confidence=0.95)
    other = difference_of_restricted_means(*scaled, horizon=8 * factor, confidence=0.95)
    assert other.estimate == pytest.approx(factor * plain.estimate, abs=1e-9)
    assert other.p_value == pytest.approx(plain.p_value, rel=1e-6)
    assert log_rank(*scaled).statistic == pytest.approx(log_rank(*arms).statistic)


def test_what_cannot_be_known():
    nobody = Times.of([1, 2, 3], [0, 0, 0])
    with pytest.raises(CannotEstimate, match="It has not happened to anybody"):
        survival_curve(nobody)
    with pytest.raises(CannotEstimate, match="nobody was followed beyond 4, and 5 is asked about"):
        share_interval_at(Times.of([1, 2, 4], [1, 1, 0]), time=5, confidence=0.95)
    with pytest.raises(CannotEstimate, match="happened to nobody, or to everybody"):
        share_interval_at(Times.of([1, 2, 4], [1, 1, 1]), time=4, confidence=0.95)
    with pytest.raises(CannotEstimate, match="happened to nobody, or to everybody"):
        share_interval_at(Times.of([2, 3, 4], [1, 1, 1]), time=1, confidence=0.95)
    with pytest.raises(CannotEstimate, match="never happened while people of both arms"):
        log_rank(nobody, nobody)
    with pytest.raises(ValueError, match="2 times and 3 marks"):
        Times.of([1, 2], [1, 1, 0])
    for times, marks in (([-1, 2], [1, 1]), ([1, 2], [1, 2])):
        with pytest.raises(ValueError, match="Times are 0 or more"):
            Times.of(times, marks)


def simulated(replications, *, horizon=12.0):
    """Share of intervals that hold the difference of restricted means, and of log-rank tests that alarm without one."""
    truth = 14 * (1 - math.exp(-horizon / 14)) - 10 * (1 - math.exp(-horizon / 10))
    held = alarms = 0
    for seed in range(replications):
        tried, compared, same = drawn(3 * seed, mean=14), drawn(3 * seed + 1), drawn(3 * seed + 2)
        effect = difference_of_restricted_means(tried, compared, horizon=horizon, confidence=0.95)
        held += effect.interval.contains(truth)
        alarms += log_rank(compared, same).p_value < 0.05
    return held / replications, alarms / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    held, alarms = simulated(200)
    assert held == pytest.approx(0.95, abs=0.05)
    assert alarms == pytest.approx(0.05, abs=0.05)


@pytest.mark.slow
def test_intervals_hold_the_truth():
    held, alarms = simulated(5_000)
    assert held == pytest.approx(0.95, abs=0.011)
    assert alarms == pytest.approx(0.05, abs=0.011)
