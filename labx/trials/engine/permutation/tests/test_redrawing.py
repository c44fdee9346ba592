"""Effects judged by the draw: by hand, against scipy, and by how often they are right."""

import math
import time
from itertools import combinations

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.permutation.draws import blocked, clustered, complete
from labx.trials.engine.permutation.redrawing import (
    enumerated_effect,
    redrawn_effect,
    weigh_means,
    weigh_within,
)
from labx.trials.engine.tests.gallery import table

outcomes = st.lists(st.integers(-50, 50), min_size=8, max_size=8).filter(lambda values: len(set(values)) > 1)
FOUR_OF_EIGHT = [[float(place in chosen) for place in range(8)] for chosen in combinations(range(8), 4)]
TRIED = FOUR_OF_EIGHT[0]


def every(outcome, confidence=0.9):
    return enumerated_effect(outcome, TRIED, assignments=FOUR_OF_EIGHT, weigh=weigh_means, confidence=confidence)


def redrawn(outcome, draws=2000, seed=1, confidence=0.9, workers=2):
    return redrawn_effect(
        outcome,
        TRIED,
        draw=complete(TRIED),
        weigh=weigh_means,
        draws=draws,
        seed=seed,
        confidence=confidence,
        workers=workers,
    )


def exact_p(tried, others):
    return stats.permutation_test(
        (tried, others),
        lambda one, two, axis: np.mean(one, axis) - np.mean(two, axis),
        vectorized=True,
        n_resamples=math.inf,
    ).pvalue


def test_by_hand():
    """Of the 6 ways to choose 2 of 4, only the real one and its mirror are 6 apart."""
    ways = [[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 0, 1], [0, 0, 1, 1]]
    answer = enumerated_effect([7, 8, 1, 2], ways[0], assignments=ways, weigh=weigh_means, confidence=0.5)
    assert answer.estimate == (7 + 8) / 2 - (1 + 2) / 2
    assert (answer.p_value, answer.draws) == (2 / 6, 6)
    # With t taken away the outcomes are 7 - t, 8 - t, 1, 2. The real difference is 6 - t; units 1 and 3 against 2 and 4
    # differ by (7 - t + 1) / 2 - (8 - t + 2) / 2 = -1, units 1 and 4 against 2 and 3 by 0. Two more ways join at
    # |6 - t| <= 1, so that the p-value passes 2 / 6 at 5 and at 7.
    assert (answer.interval.lower, answer.interval.upper) == (pytest.approx(5), pytest.approx(7))


@given(outcomes)
def test_equal_to_scipys_exact_test(outcome):
    assert every(outcome).p_value == pytest.approx(exact_p(outcome[:4], outcome[4:]))


@given(outcomes)
def test_the_limits_are_where_scipys_test_turns(outcome):
    interval = every(outcome).interval
    step = 1e-6
    for limit, outward in ((interval.lower, -step), (interval.upper, step)):
        inside = [value - (limit - outward) for value in outcome[:4]]
        outside = [value - (limit + outward) for value in outcome[:4]]
        assert exact_p(inside, outcome[4:]) > 0.1
        assert exact_p(outside, outcome[4:]) <= 0.1


def test_drawing_comes_near_to_every_assignment():
    outcome = [8, 7, 9, 4, 1, 2, 5, 3]
    exact, near = every(outcome), redrawn(outcome, draws=20_000)
    assert near.p_value == pytest.approx(exact.p_value, abs=0.005)
    assert near.interval.lower == pytest.approx(exact.interval.lower, abs=0.26)
    assert near.interval.upper == pytest.approx(exact.interval.upper, abs=0.26)


def test_the_p_value_counts_the_real_assignment_as_a_draw():
    far = redrawn([1e6, 1e6, 1e6, 1e6 + 1, 1, 2, 3, 4], draws=199)
    assert far.p_value * 200 == pytest.approx(round(far.p_value * 200))
    assert far.p_value >= 1 / 200
    flat = redrawn([5, 5, 5, 5, 5, 5, 5, 5.5], draws=199)
    assert flat.p_value == 1


def test_the_same_seed_gives_the_same_answer_whoever_works():
    outcome = [8, 7, 9, 4, 1, 2, 5, 3]
    assert redrawn(outcome, workers=1) == redrawn(outcome, workers=3)
    assert redrawn(outcome) != redrawn(outcome, seed=2)


@given(outcomes, st.integers(-9, 9), st.sampled_from([0.5, 2.0, 1e3]))
def test_shift_and_scale(outcome, shift, factor):
    plain, moved = every(outcome), every([factor * value + shift for value in outcome])
    assert moved.p_value == plain.p_value
    assert moved.estimate == pytest.approx(factor * plain.estimate, abs=1e-9)
    assert moved.interval.lower == pytest.approx(factor * plain.interval.lower, abs=1e-7)
    assert moved.interval.upper == pytest.approx(factor * plain.interval.upper, abs=1e-7)


def test_a_mean_of_a_billion_breaks_nothing():
    outcome = np.array([8, 7, 9, 4, 1, 2, 5, 3.0])
    small, large = every(outcome), every(outcome + 1e9)
    assert (small.p_value, small.estimate) == (large.p_value, pytest.approx(large.estimate, rel=1e-9))
    assert large.interval.upper == pytest.approx(small.interval.upper, rel=1e-9)


def test_blocks_equal_least_squares_with_a_column_a_block():
    random = np.random.default_rng(5)
    block = np.repeat(np.arange(6), [4, 6, 4, 8, 4, 6])
    tried = np.concatenate([[1] + [0] * (size - 1) for size in [4, 6, 4, 8, 4, 6]]).astype(float)
    outcome = random.normal(size=32) + block + 2 * tried
    groups = (block[:, None] == np.arange(6)).astype(float)
    answer = redrawn_effect(
        outcome,
        tried,
        draw=blocked(tried, block),
        weigh=weigh_within(groups),
        draws=999,
        seed=4,
        confidence=0.95,
    )
    fit = sm.OLS(outcome, np.column_stack([tried, groups])).fit()
    assert answer.estimate == pytest.approx(fit.params[0], rel=1e-12)
    assert answer.interval.contains(2)
    low, high = fit.conf_int()[0]
    assert answer.interval.lower == pytest.approx(low, abs=0.4)
    assert answer.interval.upper == pytest.approx(high, abs=0.4)


def test_a_draw_whose_treatment_varies_less_never_becomes_less_extreme():
    """Least squares can put more than the whole effect on another assignment; such a draw only widens the interval."""
    tried = [1.0, 0, 1, 1, 0, 0]
    others = [tried, [0.5, 0, 0.5, 0.5, 0, 0], [0.0, 1, 1, 1, 0, 0], [0.0, 1, 0, 1, 1, 0], [1.0, 0, 0, 1, 1, 0]]
    weigh = weigh_within(np.ones((6, 1)))
    # Half the treatment carries the whole effect: each unit of it counts twice.
    assert weigh(np.array(others[1])) @ np.array(tried) == pytest.approx(1 / 0.5)
    outcome = [3, 1, 4, 5, 1, 2]
    answer = enumerated_effect(outcome, tried, assignments=others, weigh=weigh, confidence=0.3)
    without = enumerated_effect(outcome, tried, assignments=others[2:], weigh=weigh, confidence=0.3)
    assert answer.interval.width > without.interval.width


def test_few_clusters_cannot_reject_anything():
    tried = [1, 1, 0, 0, 0, 0]
    with pytest.raises(CannotEstimate) as refusal:
        redrawn_effect(
            [5, 6, 1, 2, 3, 1],
            tried,
            draw=clustered(tried, ["a", "a", "b", "b", "c", "c"]),
            weigh=weigh_means,
            draws=500,
            seed=1,
            confidence=0.95,
        )
    assert str(refusal.value) == (
        "No interval follows from drawing the assignment again. Too few different assignments are possible to reject "
        "anything with this confidence. Use more clusters or units, or report the p-value alone."
    )


def test_too_few_draws_are_told_so():
    with pytest.raises(CannotEstimate, match="Too few different assignments"):
        redrawn([8, 7, 9, 4, 1, 2, 5, 3], draws=8)
    with pytest.raises(ValueError, match="draws is 0"):
        redrawn([8, 7, 9, 4, 1, 2, 5, 3], draws=0)


def test_bad_input():
    with pytest.raises(ValueError, match="There are 7 outcomes and 8 treatments"):
        redrawn([1, 2, 3, 4, 5, 6, 7])
    with pytest.raises(ValueError, match="confidence is 95"):
        redrawn([8, 7, 9, 4, 1, 2, 5, 3], confidence=95)
    with pytest.raises(CannotEstimate, match=r"“outcome”. 1 of its values are missing"):
        redrawn([math.nan, 7, 9, 4, 1, 2, 5, 3])
    with pytest.raises(CannotEstimate, match="All units are in the same arm"):
        weigh_means(np.zeros(3))
    with pytest.raises(CannotEstimate, match="All units are in the same arm"):
        weigh_means(np.ones(3))
    with pytest.raises(CannotEstimate, match="Within the groups that are compared everyone had the same treatment"):
        weigh_within(np.eye(4))(np.array([1.0, 0, 1, 0]))


def test_the_national_supported_work_demonstration():
    """The draw itself says much what Welch's test says (1,794.34; standard error 671.00)."""
    rows = table()
    answer = redrawn_effect(
        rows[:, 0],
        rows[:, 1],
        draw=complete(rows[:, 1]),
        weigh=weigh_means,
        draws=4000,
        seed=1976,
        confidence=0.95,
    )
    assert round(answer.estimate, 2) == 1794.34
    assert answer.p_value == pytest.approx(0.0047, abs=0.004)
    assert answer.interval.lower == pytest.approx(1794.34 - 1.96 * 632.85, abs=150)
    assert answer.interval.upper == pytest.approx(1794.34 + 1.96 * 632.85, abs=150)


def right_shares(replications, *, seed=6):
    """Shares of rejected true nulls and of intervals that hold the truth: 6 of 12 units, skewed outcomes."""
    random = np.random.default_rng(seed)
    tried = np.repeat([1.0, 0.0], 6)
    draw = complete(tried)
    assignments = np.stack([draw(random) for _ in range(400)])
    rejected = held = 0
    for _ in range(replications):
        assignment = draw(random)
        outcome = random.exponential(size=12) + 3 * assignment
        # Any assignment may have been the real one: it joins the others.
        rows = np.vstack([assignments, assignment])
        answer = enumerated_effect(outcome, assignment, assignments=rows, weigh=weigh_means, confidence=0.95)
        held += answer.interval.contains(3)
        null = enumerated_effect(
            outcome - 3 * assignment, assignment, assignments=rows, weigh=weigh_means, confidence=0.95
        )
        rejected += null.p_value <= 0.05
    return rejected / replications, held / replications


def test_right_shares_in_a_few_draws():
    assert right_shares(60) == (pytest.approx(0.05, abs=0.07), pytest.approx(0.95, abs=0.07))


@pytest.mark.slow
def test_right_shares():
    assert right_shares(2500) == (pytest.approx(0.05, abs=0.01), pytest.approx(0.95, abs=0.01))


@pytest.mark.slow
def test_ten_thousand_draws_of_a_hundred_thousand_units():
    tried = np.repeat([1.0, 0.0], 50_000)
    outcome = np.random.default_rng(0).normal(size=100_000) + 0.02 * tried
    begun = time.process_time()
    answer = redrawn_effect(
        outcome, tried, draw=complete(tried), weigh=weigh_means, draws=10_000, seed=1, confidence=0.95
    )
    # Processor time of both cores together: the bar is 10 seconds on two.
    assert time.process_time() - begun < 20
    welch = stats.ttest_ind(outcome[:50_000], outcome[50_000:], equal_var=False).confidence_interval()
    assert answer.interval.lower == pytest.approx(welch.low, abs=5e-4)
    assert answer.interval.upper == pytest.approx(welch.high, abs=5e-4)
