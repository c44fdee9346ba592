"""Balance of the arms: by hand, against statsmodels, and by how often chance alone alarms."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.stats.tests.strategies import varied_samples
from labx.trials.engine.balance import covariate_balance, joint_balance
from labx.trials.engine.tests.gallery import COVARIATES, table
from tests.references import reference

STORED = reference("nsw_statsmodels")["balance"]


def arms(names=COVARIATES):
    rows = table()
    covariates = rows[:, 2 : 2 + len(names)]
    return [CrossMoments.of(covariates[rows[:, 1] == arm], names=names) for arm in (1, 0)]


def joint(treated, control, names=("age",)):
    return joint_balance(CrossMoments.of(treated, names=names), CrossMoments.of(control, names=names))


def test_by_hand():
    balance = covariate_balance(Moments.of([2, 6]), Moments.of([1, 2, 3]))
    variance, control_variance = ((2 - 4) ** 2 + (6 - 4) ** 2) / (2 - 1), ((1 - 2) ** 2 + 0 + (3 - 2) ** 2) / (3 - 1)
    assert (balance.treated_mean, balance.control_mean) == ((2 + 6) / 2, (1 + 2 + 3) / 3)
    spread = math.sqrt((variance + control_variance) / 2)
    assert balance.standardised_difference == pytest.approx((4 - 2) / spread)
    assert balance.variance_ratio == pytest.approx(variance / control_variance)


@pytest.mark.parametrize(("place", "name"), list(enumerate(COVARIATES)))
def test_the_national_supported_work_demonstration(place, name):
    rows = table()
    balance = covariate_balance(*(Moments.of(rows[rows[:, 1] == arm, 2 + place], name=name) for arm in (1, 0)))
    for field in ("treated_mean", "control_mean", "standardised_difference", "variance_ratio"):
        assert getattr(balance, field) == pytest.approx(STORED[field][place], rel=1e-9)


def test_a_constant_comparison_arm_has_no_variance_ratio():
    balance = covariate_balance(Moments.of([2, 6]), Moments.of([1, 1]))
    assert balance.variance_ratio is None
    assert balance.standardised_difference == pytest.approx((4 - 1) / math.sqrt((8 + 0) / 2))
    assert covariate_balance(Moments.of([1, 1]), Moments.of([2, 6])).variance_ratio == 0


def test_two_constant_arms_have_no_standard_deviation():
    with pytest.raises(CannotEstimate) as refusal:
        covariate_balance(Moments.of([1, 1]), Moments.of([2, 2]))
    assert str(refusal.value) == (
        "The standardised difference cannot be computed. The covariate does not vary within either arm. "
        "Compare the two values directly, or leave this covariate out."
    )


@given(varied_samples, varied_samples, st.sampled_from([0.5, 100.0]))
def test_a_standardised_difference_has_no_unit_and_turns_with_the_arms(treated, control, factor):
    plain = covariate_balance(Moments.of(treated), Moments.of(control))
    scaled = covariate_balance(
        Moments.of([factor * value for value in treated]), Moments.of([factor * value for value in control])
    )
    turned = covariate_balance(Moments.of(control), Moments.of(treated))
    assert scaled.standardised_difference == pytest.approx(plain.standardised_difference, rel=1e-9, abs=1e-9)
    assert turned.standardised_difference == -plain.standardised_difference


def test_joint_by_hand_for_one_covariate():
    """The squared gap over its variance under random assignment of 2 among 5 units."""
    both = np.array([2, 6, 1, 2, 3])
    variance = sum((both - both.mean()) ** 2) / (5 - 1)
    balance = joint([[2], [6]], [[1], [2], [3]])
    assert balance.statistic == pytest.approx((4 - 2) ** 2 / (variance * (1 / 2 + 1 / 3)))
    assert balance.degrees_of_freedom == 1
    assert balance.p_value == pytest.approx(math.erfc(math.sqrt(balance.statistic / 2)))


def test_joint_of_a_covariate_in_small_units():
    small = joint([[0.002], [0.006]], [[0.001], [0.002], [0.003]])
    assert small.statistic == pytest.approx(joint([[2], [6]], [[1], [2], [3]]).statistic)


def test_joint_for_the_national_supported_work_demonstration():
    balance = joint_balance(*arms())
    assert balance.statistic == pytest.approx(STORED["joint_statistic"], rel=1e-9)
    assert balance.degrees_of_freedom == len(COVARIATES)
    assert balance.p_value == pytest.approx(STORED["joint_p_value"], rel=1e-9)


def test_a_full_set_of_categories_counts_once_less():
    rows = table()
    black, hispanic = rows[:, 4], rows[:, 5]
    full = np.column_stack([black, hispanic, 1 - black - hispanic])
    three, two = (
        joint(columns[rows[:, 1] == 1], columns[rows[:, 1] == 0], names)
        for columns, names in ((full, ("black", "hisp", "other")), (full[:, :2], ("black", "hisp")))
    )
    assert three.degrees_of_freedom == two.degrees_of_freedom == 2
    assert three.statistic == pytest.approx(two.statistic, rel=1e-9)


def test_a_covariate_that_does_not_vary_counts_for_nothing():
    with_constant = joint([[2, 7], [6, 7]], [[1, 7], [2, 7], [3, 7]], ("age", "year"))
    assert with_constant == joint([[2], [6]], [[1], [2], [3]])


def test_no_covariate_varies():
    with pytest.raises(CannotEstimate) as refusal:
        joint([[7], [7]], [[7]])
    assert str(refusal.value) == (
        "The joint balance test cannot be computed. No covariate varies. Choose covariates that differ between people."
    )


def test_too_few_units():
    with pytest.raises(CannotEstimate) as refusal:
        joint([[1, 2]], [[2, 5], [4, 4]], ("age", "wage"))
    assert str(refusal.value) == (
        "The joint balance test cannot be computed. 3 units are too few for 2 covariates. "
        "Test fewer covariates together."
    )
    assert joint([[1, 2]], [[2, 5], [4, 4], [9, 1]], ("age", "wage")).degrees_of_freedom == 2


def test_the_same_covariates_in_both_arms():
    with pytest.raises(ValueError, match="Cannot merge"):
        joint_balance(CrossMoments.of([[1]], names=["age"]), CrossMoments.of([[1]], names=["wage"]))


@given(st.integers(0, 10**6))
def test_a_change_of_units_or_of_arms_changes_nothing(seed):
    random = np.random.default_rng(seed)
    treated, control = random.normal(size=(8, 2)), random.normal(size=(12, 2))
    mixing, names = np.array([[2.0, 100.0], [0.5, -30.0]]), ("age", "wage")
    plain = joint(treated, control, names)
    for other in (joint(control, treated, names), joint(treated @ mixing + 5, control @ mixing + 5, names)):
        assert other.statistic == pytest.approx(plain.statistic, rel=1e-7)


def mean_and_alarms(replications):
    """Mean statistic and share of p-values below 5 % when units of the real trial are assigned anew at random."""
    covariates = table()[:, 2:]
    random = np.random.default_rng(5)
    found = []
    for _ in range(replications):
        order = random.permutation(445)
        found.append(joint(covariates[order[:185]], covariates[order[185:]], COVARIATES))
    return np.mean([each.statistic for each in found]), np.mean([each.p_value < 0.05 for each in found])


def test_chance_alone_seldom_alarms_in_a_few_draws():
    assert mean_and_alarms(400) == (pytest.approx(8, abs=0.8), pytest.approx(0.05, abs=0.035))


@pytest.mark.slow
def test_chance_alone_seldom_alarms():
    assert mean_and_alarms(8_000) == (pytest.approx(8, abs=0.15), pytest.approx(0.05, abs=0.008))
