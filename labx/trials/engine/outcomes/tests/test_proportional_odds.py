"""Proportional odds: by hand, against statsmodels, and by how often they are right."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats
from statsmodels.discrete.discrete_model import Logit
from statsmodels.miscmodels.ordinal_model import OrderedModel

from labx.stats.errors import CannotEstimate
from labx.trials.engine.outcomes import proportional_odds as module
from labx.trials.engine.outcomes.proportional_odds import proportional_odds


def answered(treated, control, confidence=0.95):
    return proportional_odds(treated, control, confidence=confidence)


def drawn(random, size, effect=0.0):
    """Five levels, cut from a logistic answer."""
    return np.searchsorted([-1.5, -0.5, 0.5, 1.5], random.logistic(effect, 1, size))


def test_by_hand():
    """Of six, 1, 2 and 3 answer 1, 2 and 3; in the other arm 3, 2 and 1: both places have the same odds ratio."""
    found = answered([1, 2, 2, 3, 3, 3], [1, 1, 1, 2, 2, 3])
    first, second = ((5 / 6) / (1 / 6)) / ((3 / 6) / (3 / 6)), ((3 / 6) / (3 / 6)) / ((1 / 6) / (5 / 6))
    assert first == pytest.approx(second)
    assert found.ratio == pytest.approx(first)
    assert found.effect.estimate == pytest.approx(math.log(5))
    assert found.misfit == pytest.approx(0, abs=1e-10)
    assert found.misfit_p_value == pytest.approx(1)
    assert found.interval.upper == pytest.approx(math.exp(found.effect.interval.upper))


def test_two_levels_by_hand():
    """Then it is the plain odds ratio: 30 of 40 against 20 of 50, error by the four counts."""
    found = answered([1] * 30 + [0] * 10, [1] * 20 + [0] * 30)
    assert found.effect.estimate == pytest.approx(math.log(30 / 10 / (20 / 30)))
    assert found.effect.standard_error == pytest.approx(math.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 30))
    assert (found.misfit_degrees, found.misfit_p_value) == (0, None)
    assert found.effect.degrees_of_freedom == 90 - 2


@pytest.mark.parametrize("effect", [-1.0, 0.0, 0.6])
def test_equal_to_statsmodels(effect):
    random = np.random.default_rng(4)
    tried, compared = drawn(random, 80, effect), drawn(random, 60)
    arms = np.concatenate([np.ones(80), np.zeros(60)])
    model = OrderedModel(np.concatenate([tried, compared]), arms[:, None], distr="logit")
    near = model.fit(method="bfgs", disp=False, warn_convergence=False)
    theirs = model.fit(start_params=near.params, method="newton", disp=False, tol=1e-10, warn_convergence=False)
    ours = answered(tried, compared)
    assert ours.effect.estimate == pytest.approx(theirs.params[0], abs=1e-8)
    assert ours.effect.standard_error == pytest.approx(theirs.bse[0], rel=1e-6)
    counts = np.array([np.bincount(arm, minlength=5) for arm in (tried, compared)])
    free = sum(stats.multinomial.logpmf(row, row.sum(), row / row.sum()) for row in counts)
    ways = sum(
        stats.multinomial.logpmf(row, row.sum(), row / row.sum()) - (row * np.log(row / row.sum())).sum()
        for row in counts
    )
    assert ours.misfit == pytest.approx(2 * (free - ways - theirs.llf), abs=1e-6)


def test_two_levels_equal_statsmodels_logit():
    random = np.random.default_rng(5)
    values, arms = random.integers(0, 2, 90), np.arange(90) % 3 == 0
    theirs = Logit(values, np.column_stack([np.ones(90), arms])).fit(method="newton", disp=False, tol=1e-14)
    ours = answered(values[arms], values[~arms])
    assert ours.effect.estimate == pytest.approx(theirs.params[1], rel=1e-6)
    assert ours.effect.standard_error == pytest.approx(theirs.bse[1], rel=1e-6)


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_only_the_order_counts_and_arms_change_places(seed):
    random = np.random.default_rng(seed)
    tried, compared = drawn(random, 40, 0.5), drawn(random, 30)
    plain, moved = answered(tried, compared), answered(np.exp(tried), np.exp(compared))
    other = answered(compared, tried)
    assert moved.effect.estimate == pytest.approx(plain.effect.estimate, rel=1e-9)
    assert other.effect.estimate == pytest.approx(-plain.effect.estimate, rel=1e-6, abs=1e-9)
    assert other.effect.standard_error == pytest.approx(plain.effect.standard_error, rel=1e-6)
    back = answered(-tried, -compared)
    assert back.effect.estimate == pytest.approx(-plain.effect.estimate, rel=1e-6, abs=1e-9)


def test_ratios_that_differ_from_place_to_place_are_shown():
    """The tried arm answers in the middle, the other at both ends."""
    found = answered([1] * 10 + [2] * 80 + [3] * 10, [1] * 40 + [2] * 20 + [3] * 40)
    assert found.ratio == pytest.approx(1)
    assert found.misfit_p_value < 1e-6


def test_a_step_too_long_is_halved():
    """Nearly all of one arm at one level: Newton's whole step would lead down or make thresholds change places."""
    table = np.array([[0, 1, 2318, 1, 23], [52, 0, 177, 10, 9.0]])
    start = np.append(special.logit(np.cumsum(table.sum(axis=0))[:-1] / table.sum()), 0.0)
    at, height, _ = module._highest(table, start)
    assert height > module._climb(table, start)[0]
    assert module._climb(table, at)[1] == pytest.approx(np.zeros(5), abs=1e-8)


def test_refusals():
    with pytest.raises(CannotEstimate, match="No answer of one arm lies above any of the other"):
        answered([2, 2, 3], [1, 2, 2])
    with pytest.raises(CannotEstimate, match="or all are equal"):
        answered([2, 2], [2, 2])
    with pytest.raises(ValueError, match="confidence is 95"):
        answered([1, 2], [1, 2], confidence=95)


def held_share(replications, *, size, effect, seed=1):
    random = np.random.default_rng(seed)
    found = (answered(drawn(random, size, effect), drawn(random, size)) for _ in range(replications))
    return sum(one.effect.interval.contains(effect) for one in found) / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert held_share(100, size=60, effect=0.5) == pytest.approx(0.95, abs=0.06)


@pytest.mark.slow
@pytest.mark.parametrize("effect", [0.0, 0.5, 1.5])
@pytest.mark.parametrize("size", [50, 200])
def test_intervals_hold_the_truth(size, effect):
    assert 0.935 <= held_share(2000, size=size, effect=effect) <= 0.965
