"""Adjusted differences: by hand, against statsmodels, and by how often they are right."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.cross_moments import CrossMoments
from labx.stats.moments import Moments
from labx.trials.engine.adjustment import adjusted_difference
from labx.trials.engine.adjustment_by_unit import adjusted_difference_by_unit, interacted_difference_by_unit
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.tests.gallery import COLUMNS, COVARIATES, population_survey, table
from labx.trials.engine.tests.test_difference import numbers_of
from tests.references import reference

STORED = reference("nsw_statsmodels")
WAGE, TRIED, AGE = [1, 2, 3, 4, 5, 7], [0, 0, 0, 1, 1, 1], [[20], [30], [50], [20], [40], [50]]
BY_UNIT = [adjusted_difference_by_unit, interacted_difference_by_unit]
seeds = st.integers(0, 10**6)


def from_moments(rows, names=COLUMNS, covariates=COVARIATES):
    moments = CrossMoments.of(rows, names=names)
    return adjusted_difference(moments, outcome=names[0], treatment=names[1], covariates=covariates, confidence=0.95)


def by_unit(estimator, rows, covariates=COVARIATES):
    chosen = [COLUMNS.index(name) for name in covariates]
    return estimator(rows[:, 0], rows[:, 1], rows[:, chosen], names=covariates, confidence=0.95)


def drawn(seed, *, effect=3.0, size=40):
    """Outcome, arm and two covariates; the spread differs between the arms."""
    random = np.random.default_rng(seed)
    arm = random.permutation(np.arange(size) % 4 == 0).astype(float)
    covariates = random.normal([40, 1000], [10, 300], size=(size, 2))
    noise = random.normal(0, 1 + 2 * arm)
    return np.column_stack([effect * arm + covariates @ [0.2, -0.01] + noise, arm, covariates])


def test_by_hand_without_covariates_is_the_pooled_comparison():
    effect = from_moments([[1, 0], [2, 0], [3, 0], [4, 1], [8, 1]], ("wage", "tried"), ())
    pooled = ((1 - 2) ** 2 + 0 + (3 - 2) ** 2 + (4 - 6) ** 2 + (8 - 6) ** 2) / (5 - 2)
    assert effect.estimate == pytest.approx((4 + 8) / 2 - (1 + 2 + 3) / 3)
    assert effect.standard_error == pytest.approx(math.sqrt(pooled * (1 / 2 + 1 / 3)))
    assert effect.degrees_of_freedom == 5 - 2
    assert effect.interval.confidence == 0.95


def test_by_hand_with_a_covariate():
    """Frisch and Waugh: the effect is the slope on what age leaves of the arm."""
    rows = np.column_stack([WAGE, TRIED, AGE])
    age = np.array([20, 30, 50, 20, 40, 50]) - 210 / 6
    arm = np.array(TRIED) - 3 / 6
    left = arm - age * (arm @ age) / (age @ age)
    effect = from_moments(rows, ("wage", "tried", "age"), ("age",))
    assert effect.estimate == pytest.approx((left @ WAGE) / (left @ left))
    slope = ((WAGE - effect.estimate * arm) @ age) / (age @ age)
    residual = np.array(WAGE) - 22 / 6 - effect.estimate * arm - slope * age
    assert effect.standard_error == pytest.approx(math.sqrt(residual @ residual / (6 - 3) / (left @ left)))
    assert effect.degrees_of_freedom == 6 - 3


def test_the_national_supported_work_demonstration():
    rows = table()
    plain = from_moments(rows, covariates=())
    assert round(plain.estimate, 2) == 1794.34
    assert round(plain.standard_error, 2) == 632.85
    assert numbers_of(plain) == pytest.approx(STORED["ols"], rel=1e-9)
    assert numbers_of(from_moments(rows)) == pytest.approx(STORED["ols_adjusted"], rel=1e-8)


def test_the_national_supported_work_demonstration_by_unit():
    rows = table()
    plain, adjusted = (by_unit(adjusted_difference_by_unit, rows, names) for names in ((), COVARIATES))
    assert round(plain.standard_error, 2) == 671.00
    assert numbers_of(plain) == pytest.approx(STORED["hc2"], rel=1e-9)
    assert numbers_of(adjusted) == pytest.approx(STORED["hc2_adjusted"], rel=1e-8)
    interacted = by_unit(interacted_difference_by_unit, rows)
    assert numbers_of(interacted) == pytest.approx(STORED["hc2_interacted"], rel=1e-8)
    assert numbers_of(by_unit(interacted_difference_by_unit, rows, ())) == numbers_of(plain)


def test_the_observational_trap():
    """People who took part against people who never could: the sign turns."""
    tried = table()
    tried = tried[tried[:, 1] == 1, :2]
    others = population_survey()
    rows = np.vstack([tried, np.column_stack([others, np.zeros(len(others))])])
    effect = from_moments(rows, ("re78", "treat"), ())
    assert (round(effect.estimate, 1), round(effect.standard_error)) == (-8497.5, 712)
    assert numbers_of(effect) == pytest.approx(STORED["observational"], rel=1e-8)


def test_parts_of_the_data_merge_to_the_same_answer():
    rows = table()
    merged = CrossMoments.of(rows[:7], names=COLUMNS)
    for part in (rows[7:200], rows[200:]):
        merged = merged.merged(CrossMoments.of(part, names=COLUMNS))
    effect = adjusted_difference(merged, outcome="re78", treatment="treat", covariates=COVARIATES, confidence=0.95)
    assert numbers_of(effect) == pytest.approx(numbers_of(from_moments(rows)), rel=1e-9)


@given(seeds)
def test_hc2_without_covariates_is_welchs_standard_error(seed):
    rows = drawn(seed)
    arms = [Moments.of(rows[rows[:, 1] == arm, 0]) for arm in (1, 0)]
    welch = difference_in_means(*arms, confidence=0.95)
    effect = adjusted_difference_by_unit(rows[:, 0], rows[:, 1], np.empty((40, 0)), names=(), confidence=0.95)
    assert effect.estimate == pytest.approx(welch.estimate, rel=1e-9, abs=1e-9)
    assert effect.standard_error == pytest.approx(welch.standard_error, rel=1e-9)


@given(seeds)
def test_lins_estimate_is_the_gap_of_each_arms_own_line_at_the_mean(seed):
    rows = drawn(seed)
    fitted = []
    for arm in (1, 0):
        own = rows[rows[:, 1] == arm]
        design = np.column_stack([np.ones(len(own)), own[:, 2:]])
        slopes = np.linalg.lstsq(design, own[:, 0], rcond=None)[0]
        fitted.append(slopes[0] + rows[:, 2:].mean(axis=0) @ slopes[1:])
    effect = interacted_difference_by_unit(rows[:, 0], rows[:, 1], rows[:, 2:], names=("age", "wage"), confidence=0.95)
    assert effect.estimate == pytest.approx(fitted[0] - fitted[1], rel=1e-8)
    assert effect.degrees_of_freedom == 40 - 2 - 2 * 2


@given(seeds, st.sampled_from([-5.0, 0.001, 1e6]), st.sampled_from([-1e6, 0.0, 7.0]))
def test_units_of_the_covariates_do_not_matter_and_those_of_the_outcome_carry_over(seed, factor, shift):
    rows = drawn(seed)
    changed = rows.copy()
    changed[:, 2] = factor * rows[:, 2] + shift
    changed[:, 0] = 2 * rows[:, 0] + 100
    for estimator in BY_UNIT:
        plain, other = (
            estimator(data[:, 0], data[:, 1], data[:, 2:], names=("age", "wage"), confidence=0.95)
            for data in (rows, changed)
        )
        assert other.estimate == pytest.approx(2 * plain.estimate, rel=1e-4, abs=1e-4)
        assert other.standard_error == pytest.approx(2 * plain.standard_error, rel=1e-4)


@given(seeds)
def test_the_order_of_units_does_not_matter(seed):
    rows = drawn(seed)
    shuffled = np.random.default_rng(seed + 1).permutation(rows)
    names = ("wage", "tried", "age", "income")
    one, other = (from_moments(data, names, names[2:]) for data in (rows, shuffled))
    assert numbers_of(other) == pytest.approx(numbers_of(one), rel=1e-8, abs=1e-12)
    for estimator in BY_UNIT:
        one, other = (
            estimator(data[:, 0], data[:, 1], data[:, 2:], names=names[2:], confidence=0.95)
            for data in (rows, shuffled)
        )
        assert numbers_of(other) == pytest.approx(numbers_of(one), rel=1e-8, abs=1e-12)


def test_a_mean_of_a_billion_breaks_nothing():
    rows = drawn(1)
    names = ("wage", "tried", "age", "income")
    lifted = rows + np.array([1e9, 0, 1e9, 1e9])
    one, other = (from_moments(data, names, names[2:]) for data in (rows, lifted))
    assert numbers_of(other) == pytest.approx(numbers_of(one), rel=1e-6)
    for estimator in BY_UNIT:
        one, other = (
            estimator(data[:, 0], data[:, 1], data[:, 2:], names=names[2:], confidence=0.95) for data in (rows, lifted)
        )
        assert numbers_of(other) == pytest.approx(numbers_of(one), rel=1e-6)


def coverage(replications):
    """Share of intervals that hold the effect, for arms of unequal size and spread."""
    held = np.zeros(2)
    for seed in range(replications):
        rows = drawn(seed, effect=3.0, size=120)
        for place, estimator in enumerate(BY_UNIT):
            effect = estimator(rows[:, 0], rows[:, 1], rows[:, 2:], names=("age", "wage"), confidence=0.95)
            held[place] += effect.interval.contains(3.0)
    return (held / replications).tolist()


def test_robust_intervals_hold_the_truth_in_a_few_draws():
    assert coverage(400) == [pytest.approx(0.95, abs=0.04)] * 2


@pytest.mark.slow
def test_robust_intervals_hold_the_truth():
    assert coverage(8_000) == [pytest.approx(0.95, abs=0.015)] * 2
