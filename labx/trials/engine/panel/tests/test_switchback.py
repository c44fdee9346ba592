"""Switchbacks: by hand, against statsmodels, and by how often they are right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.trials.engine.panel.switchback import switchback

ON = [1, 0, 0, 1, 1, 0, 1, 0]


def switched(outcome, treatment, *, unit=None, time=None, over=None, block_length=6, washout=1, confidence=0.95):
    count = len(np.asarray(outcome))
    return switchback(
        outcome,
        treatment=treatment,
        unit=np.zeros(count) if unit is None else unit,
        time=np.arange(count) + 0.5 if time is None else time,
        over=over,
        block_length=block_length,
        washout=washout,
        confidence=confidence,
    )


def simulated(random, *, blocks=40, effect=1.0, lingers=0.0, washout=2):
    """Two places, blocks of 6 hours, hours of a block alike; the block before acts for the first 2 hours."""
    on = np.concatenate([random.permutation(np.arange(blocks) % 2) for _ in range(2)])
    before = np.roll(on, 1)
    noise = random.normal(size=2 * blocks).repeat(6) + 0.5 * random.normal(size=12 * blocks)
    hour = np.tile(np.arange(6), 2 * blocks)
    outcome = effect * on.repeat(6) + lingers * before.repeat(6) * (hour < 2) + noise
    unit = np.repeat([0, 1], 6 * blocks)
    time = np.tile(np.arange(6 * blocks) + 0.5, 2)
    return switched(outcome + unit, on.repeat(6), unit=unit, time=time, washout=washout)


def test_by_hand():
    """Blocks of 2 hours; the first hour is washed out, so each block is its second hour."""
    outcome, treatment = [9, 5, 9, 1, 9, 2, 9, 7], [1, 1, 0, 0, 0, 0, 1, 1]
    answer = switched(outcome, treatment, block_length=2, washout=1)
    assert answer.effect.estimate == pytest.approx((5 + 7) / 2 - (1 + 2) / 2)
    assert answer.effect.standard_error == pytest.approx(math.sqrt(2 / 2 + 0.5 / 2))
    assert (answer.blocks, answer.left_out, answer.effect.degrees_of_freedom) == (4, 4, 4 - 2)


def test_equal_to_statsmodels():
    random = np.random.default_rng(5)
    outcome, unit = random.normal(size=96) + np.repeat(ON * 2, 6), np.repeat(["north", "south"], 48)
    time = np.tile(np.arange(48) + 0.5, 2)
    answer = switched(outcome, np.repeat(ON * 2, 6), unit=unit, time=time)
    means = outcome.reshape(16, 6)[:, 1:].mean(axis=1)
    on, south = np.array(ON * 2), np.repeat([0, 1], 8)
    fit = sm.OLS(means, sm.add_constant(np.column_stack([on, south]))).fit(cov_type="HC2", use_t=True)
    assert answer.effect.estimate == pytest.approx(fit.params[1], rel=1e-9)
    assert answer.effect.standard_error == pytest.approx(fit.bse[1], rel=1e-9)
    assert answer.effect.p_value == pytest.approx(fit.pvalues[1], rel=1e-9)
    later = np.arange(16) % 8 > 0
    design = sm.add_constant(np.column_stack([np.roll(on, 1), on, south])[later])
    fit = sm.OLS(means[later], design).fit(cov_type="HC2", use_t=True)
    assert answer.carry_over.estimate == pytest.approx(fit.params[1], rel=1e-9)
    assert answer.carry_over.standard_error == pytest.approx(fit.bse[1], rel=1e-9)


def test_rates_by_hand():
    """Four blocks of 3 visits in 30 days, 1 in 10, then 6 in 20 and 4 in 40."""
    visits, days = [1, 2, 1, 0, 4, 2, 1, 3], [10, 20, 5, 5, 10, 10, 20, 20]
    treatment = [0, 0, 0, 0, 1, 1, 1, 1]
    answer = switched(visits, treatment, over=days, block_length=2, washout=0)
    assert answer.effect.estimate == pytest.approx((6 / 20 + 4 / 40) / 2 - (3 / 30 + 1 / 10) / 2)
    # One way has two blocks with the same rate, the other two that lie 0.2 apart.
    assert answer.effect.standard_error == pytest.approx(math.sqrt(0.2**2 / 2 / 2))
    means = switched(visits, treatment, over=np.ones(8), block_length=2, washout=0)
    assert means == switched(visits, treatment, block_length=2, washout=0)


def test_rates_equal_statsmodels():
    random = np.random.default_rng(6)
    days, unit = 1.0 + random.poisson(4, 96), np.repeat(["north", "south"], 48)
    events = random.poisson(0.4 * days).astype(float)
    time = np.tile(np.arange(48) + 0.5, 2)
    answer = switched(events, np.repeat(ON * 2, 6), unit=unit, time=time, over=days, washout=0)
    rates = events.reshape(16, 6).sum(axis=1) / days.reshape(16, 6).sum(axis=1)
    design = sm.add_constant(np.column_stack([np.array(ON * 2), np.repeat([0, 1], 8)]))
    fit = sm.OLS(rates, design).fit(cov_type="HC2", use_t=True)
    assert answer.effect.estimate == pytest.approx(fit.params[1], rel=1e-9)
    assert answer.effect.standard_error == pytest.approx(fit.bse[1], rel=1e-9)


def test_a_block_with_nothing_to_divide_by():
    with pytest.raises(CannotEstimate, match="In 1 blocks what the outcome is divided by"):
        switched([1, 2, 1, 2], [1, 1, 0, 0], over=[1, 1, 0, 0], block_length=2, washout=0)
    with pytest.raises(ValueError, match="differ in length"):
        switched([1, 2, 1, 2], [1, 1, 0, 0], over=[1, 1], block_length=2, washout=0)


def test_what_lingers_is_left_out_by_the_washout_and_seen_without_it():
    washed = simulated(np.random.default_rng(2), blocks=400, lingers=6, washout=2)
    unwashed = simulated(np.random.default_rng(2), blocks=400, lingers=6, washout=0)
    assert washed.effect.interval.contains(1)
    assert washed.carry_over.interval.contains(0)
    assert unwashed.carry_over.estimate == pytest.approx(6 * 2 / 6, abs=0.3)
    assert not unwashed.carry_over.interval.contains(0)


def test_blocks_that_do_not_follow_one_another_say_nothing_of_what_lingers():
    hours = np.concatenate([np.arange(6) + 12 * block for block in range(8)]) + 0.5
    answer = switched(np.sin(hours), np.repeat(ON, 6), time=hours)
    assert answer.blocks == 8
    assert answer.carry_over is None


def test_too_few_blocks_for_what_lingers():
    answer = switched([1, 2, 4, 8, 3, 1, 7, 8], [1, 1, 0, 0, 1, 1, 0, 0], block_length=2, washout=0)
    assert answer.effect.degrees_of_freedom == 2
    assert answer.carry_over is None


@given(st.integers(-1000, 1000), st.sampled_from([0.01, 7.0]))
def test_shift_and_scale(shift, factor):
    outcome = np.sin(np.arange(48) ** 2)
    plain, moved = switched(outcome, np.repeat(ON, 6)), switched(factor * outcome + shift, np.repeat(ON, 6))
    assert moved.effect.estimate == pytest.approx(factor * plain.effect.estimate, rel=1e-6, abs=1e-9)
    assert moved.effect.standard_error == pytest.approx(factor * plain.effect.standard_error, rel=1e-6)


def test_a_mean_of_a_billion_breaks_nothing():
    outcome = np.sin(np.arange(48) ** 2)
    plain, large = switched(outcome, np.repeat(ON, 6)), switched(outcome + 1e9, np.repeat(ON, 6))
    assert large.effect.standard_error == pytest.approx(plain.effect.standard_error, rel=1e-5)


def test_refusals():
    with pytest.raises(CannotEstimate, match="In 2 blocks the treatment changed within the block"):
        switched(np.arange(12.0), [1, 0] * 6)
    with pytest.raises(CannotEstimate, match="Every observation lies within the washout"):
        switched([1, 2], [1, 0], time=[0.1, 6.1])
    with pytest.raises(CannotEstimate, match="All units are in the same arm"):
        switched(np.arange(12.0), [1] * 12)
    with pytest.raises(CannotEstimate, match="2 units are too few for 2 coefficients"):
        switched(np.arange(12.0), [1] * 6 + [0] * 6)


def test_bad_input():
    with pytest.raises(ValueError, match="washout is 6; it must be 0 or more and shorter than a block of 6"):
        switched(np.arange(12.0), [1] * 12, washout=6)
    with pytest.raises(ValueError, match="block_length is 0"):
        switched(np.arange(12.0), [1] * 12, block_length=0)
    with pytest.raises(ValueError, match="differ in length"):
        switched(np.arange(12.0), [1] * 11)
    with pytest.raises(ValueError, match="A time lies before the first block"):
        switched([1, 2], [1, 0], time=[-1, 6])


def held_share(replications, seed=8):
    random = np.random.default_rng(seed)
    return sum(simulated(random, lingers=3).effect.interval.contains(1) for _ in range(replications)) / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert held_share(150) == pytest.approx(0.95, abs=0.05)


@pytest.mark.slow
def test_intervals_hold_the_truth():
    assert held_share(4000) == pytest.approx(0.95, abs=0.01)
