"""What an adjustment that cannot be made is told."""

import math

import numpy as np
import pytest

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.adjustment import adjusted_difference
from labx.trials.engine.adjustment_by_unit import adjusted_difference_by_unit, interacted_difference_by_unit
from labx.trials.engine.tests.test_adjustment import AGE, BY_UNIT, TRIED, WAGE, from_moments


def refusal_of(rows, covariates=("age",)):
    with pytest.raises(CannotEstimate) as refusal:
        from_moments(rows, ("wage", "tried", "age", "copy")[: 2 + len(covariates)], covariates)
    return str(refusal.value)


def refusal_by_unit(estimator, wage, tried, age, names=("age",)):
    with pytest.raises(CannotEstimate) as refusal:
        estimator(wage, tried, age, names=names, confidence=0.95)
    return str(refusal.value)


PERFECT = (
    "The uncertainty of the adjusted difference cannot be estimated. The covariates and the arm explain the outcome "
    "completely. Look for a covariate that is a copy of the outcome, and leave it out."
)
ONE_ARM = "The arms cannot be compared. All units are in the same arm. Check the column that says who was in which arm."
CONSTANT = (
    "The adjusted difference cannot be computed. Every unit has the same outcome. "
    "Check that the outcome column is the right one."
)


def test_a_constant_outcome():
    assert refusal_of([[5, arm, age[0]] for arm, age in zip(TRIED, AGE, strict=True)]) == CONSTANT
    for estimator in BY_UNIT:
        assert refusal_by_unit(estimator, [5] * 6, TRIED, AGE) == CONSTANT


def test_a_covariate_that_is_the_outcome():
    assert refusal_of([[wage, arm, wage] for wage, arm in zip(WAGE, TRIED, strict=True)]) == PERFECT
    for estimator in BY_UNIT:
        assert refusal_by_unit(estimator, WAGE, TRIED, [[wage] for wage in WAGE]) == PERFECT


@pytest.mark.parametrize("arm", [0, 1])
def test_an_empty_arm(arm):
    assert refusal_of([[wage, arm, age[0]] for wage, age in zip(WAGE, AGE, strict=True)]) == ONE_ARM
    for estimator in BY_UNIT:
        assert refusal_by_unit(estimator, WAGE, [arm] * 6, AGE) == ONE_ARM


def test_too_few_units():
    told = (
        "The adjusted difference cannot be computed. 3 units are too few for 3 coefficients. "
        "Adjust for fewer covariates, or wait for more units."
    )
    assert refusal_of([[1, 0, 20], [2, 1, 31], [5, 0, 40]]) == told
    assert refusal_by_unit(adjusted_difference_by_unit, [1, 2, 5], [0, 1, 0], [[20], [31], [40]]) == told


def test_a_covariate_that_does_not_vary_is_named():
    told = (
        "The adjusted difference cannot be computed. “age” has the same value for every unit. "
        "Leave this column out of the adjustment."
    )
    assert refusal_of([[wage, arm, 20] for wage, arm in zip(WAGE, TRIED, strict=True)]) == told
    assert refusal_by_unit(adjusted_difference_by_unit, WAGE, TRIED, [[20]] * 6) == told


def test_columns_that_determine_one_another_are_named():
    rows = [[wage, arm, age[0], 100 - 2 * age[0]] for wage, arm, age in zip(WAGE, TRIED, AGE, strict=True)]
    told = (
        "The adjusted difference cannot be computed. These columns determine one another: age, copy. "
        "Leave one of them out of the adjustment."
    )
    assert refusal_of(rows, ("age", "copy")) == told
    copies = [row[2:] for row in rows]
    assert refusal_by_unit(adjusted_difference_by_unit, WAGE, TRIED, copies, ("age", "copy")) == told


def test_a_covariate_that_does_not_vary_within_an_arm_has_no_slope_of_its_own():
    ages = [[20], [30], [50], [40], [40], [40]]
    told = refusal_by_unit(interacted_difference_by_unit, WAGE, TRIED, ages)
    assert "These columns determine one another: treatment, age in the tried arm." in told


def test_a_unit_that_stands_alone_is_named():
    told = refusal_by_unit(adjusted_difference_by_unit, WAGE, TRIED, [[0], [0], [0], [0], [1], [0]])
    assert told == (
        "The uncertainty of the adjusted difference cannot be estimated. The unit at place 5 alone decides one of the "
        "coefficients. Leave out the covariate in which this unit stands alone, or use the classical standard error."
    )


@pytest.mark.parametrize("tried", [[0, 0, 0, 2, 2, 2], [0, 0, 1, 1, 2, 2], [0.5, 0.5, 0, 1, 1, 0]])
def test_the_arm_is_0_or_1(tried):
    with pytest.raises(ValueError) as refusal:
        from_moments(np.column_stack([WAGE, tried]), ("wage", "tried"), ())
    assert str(refusal.value) == "“tried” must be 1 in the tried arm and 0 in the comparison arm, and nothing else."
    for estimator in BY_UNIT:
        with pytest.raises(ValueError) as refusal:
            estimator(WAGE, tried, AGE, names=["age"], confidence=0.95)
        told = "The treatment must be 1 in the tried arm and 0 in the comparison arm, and nothing else."
        assert str(refusal.value) == told


def test_each_unit_has_one_of_each():
    with pytest.raises(ValueError) as refusal:
        adjusted_difference_by_unit(WAGE, TRIED[:5], AGE, names=["age"], confidence=0.95)
    assert str(refusal.value) == (
        "There are 6 outcomes, 5 treatments and 6 rows of covariates. Give each unit one of each, in the same order."
    )
    with pytest.raises(ValueError, match="There are 6 outcomes, 6 treatments and 5 rows"):
        adjusted_difference_by_unit(WAGE, TRIED, AGE[:5], names=["age"], confidence=0.95)


def test_missing_values_are_named():
    with pytest.raises(CannotEstimate, match=r"“outcome”. 1 of its values are missing"):
        adjusted_difference_by_unit([math.nan, 1], [0, 1], [[1], [2]], names=["age"], confidence=0.95)
    with pytest.raises(CannotEstimate, match=r"“treatment”. 1 of its values are missing"):
        adjusted_difference_by_unit([0, 1], [0, math.nan], [[1], [2]], names=["age"], confidence=0.95)
    with pytest.raises(CannotEstimate, match=r"“age”. 1 of its values are missing"):
        adjusted_difference_by_unit([0, 1], [0, 1], [[math.nan], [2]], names=["age"], confidence=0.95)
    with pytest.raises(ValueError, match="covariates has shape"):
        adjusted_difference_by_unit([0, 1], [0, 1], [[1], [2]], names=["age", "wage"], confidence=0.95)


def test_unknown_columns_are_named():
    moments = CrossMoments.of([[1, 0], [2, 1]], names=("wage", "tried"))
    with pytest.raises(ValueError, match="There is no variable age; there are: wage, tried"):
        adjusted_difference(moments, outcome="wage", treatment="tried", covariates=("age",), confidence=0.95)
