"""Means and joint spread: by hand, against numpy, and in parts."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.stats.tests.strategies import numbers

NAMES = ("age", "wage")
rows = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=30)


def require_alike(one, other, *, table):
    scale = max(1, float(np.abs(table).max()))
    assert (one.names, one.count) == (other.names, other.count)
    np.testing.assert_allclose(one.means, other.means, rtol=0, atol=1e-12 * scale)
    tolerance = 1e-12 * scale**2 * one.count
    np.testing.assert_allclose(one.centred_products, other.centred_products, rtol=1e-9, atol=tolerance)


def test_by_hand():
    moments = CrossMoments.of([[1, 2], [2, 2], [6, 5]], names=NAMES)
    age, wage = (1 + 2 + 6) / 3, (2 + 2 + 5) / 3
    age_age = (1 - age) ** 2 + (2 - age) ** 2 + (6 - age) ** 2
    age_wage = (1 - age) * (2 - wage) + (2 - age) * (2 - wage) + (6 - age) * (5 - wage)
    wage_wage = (2 - wage) ** 2 + (2 - wage) ** 2 + (5 - wage) ** 2
    assert (moments.names, moments.count, moments.means.tolist()) == (NAMES, 3, [age, wage])
    assert moments.centred_products.tolist() == [[age_age, age_wage], [age_wage, wage_wage]]


def test_merge_by_hand():
    whole = CrossMoments.of([[1, 2], [2, 2], [6, 5]], names=NAMES)
    merged = CrossMoments.of([[1, 2], [2, 2]], names=NAMES).merged(CrossMoments.of([[6, 5]], names=NAMES))
    assert (merged.names, merged.count) == (NAMES, 3)
    np.testing.assert_allclose(merged.means, whole.means, rtol=1e-15)
    np.testing.assert_allclose(merged.centred_products, whole.centred_products, rtol=1e-14)


def test_large_means_keep_the_digits():
    table = 1e9 + np.random.default_rng(2).standard_normal((10_000, 2))
    moments = CrossMoments.of(table, names=NAMES)
    np.testing.assert_allclose(
        moments.centred_products / 9_999, np.cov(table - 1e9, rowvar=False), rtol=1e-7, atol=1e-8
    )


def test_rounding_of_the_means_is_taken_out_again():
    column = [0.1, 0.7, 1e8 + 0.3] * 9
    moments = CrossMoments.of(np.column_stack([column, column]), names=NAMES)
    mean = math.fsum(column) / 27
    assert moments.centred_products[0, 1] == pytest.approx(math.fsum((v - mean) ** 2 for v in column), rel=1e-15)


def test_a_column_that_does_not_vary_has_products_of_exactly_0():
    moments = CrossMoments.of([[0.1, 1], [0.1, 2], [0.1, 4]], names=NAMES)
    assert moments.means[0] == 0.1
    assert moments.centred_products[0].tolist() == [0, 0]


def test_chosen_variables_in_the_order_asked_for():
    moments = CrossMoments.of([[1, 2, 9], [2, 2, 8], [6, 5, 1]], names=("a", "b", "c"))
    chosen = moments.chosen(("c", "a"))
    assert (chosen.names, chosen.count) == (("c", "a"), 3)
    assert chosen.means.tolist() == [moments.means[2], moments.means[0]]
    products = moments.centred_products
    assert chosen.centred_products.tolist() == [[products[2, 2], products[2, 0]], [products[0, 2], products[0, 0]]]


def test_an_unknown_variable_is_named():
    with pytest.raises(ValueError) as refusal:
        CrossMoments.of([[1, 2]], names=NAMES).chosen(("age", "height", "weight"))
    assert str(refusal.value) == "There is no variable height, weight; there are: age, wage."


def test_only_the_same_variables_merge():
    one = CrossMoments.of([[1, 2]], names=NAMES)
    with pytest.raises(ValueError) as refusal:
        one.merged(CrossMoments.of([[1, 2]], names=("wage", "age")))
    told = "Cannot merge (age, wage) with (wage, age). Give both the same variables in the same order."
    assert str(refusal.value) == told


def test_names_differ():
    with pytest.raises(ValueError) as refusal:
        CrossMoments.of([[1, 2]], names=("age", "age"))
    assert str(refusal.value) == "A variable is named twice in age, age. Give each its own name."


@pytest.mark.parametrize(("means", "products"), [((1,), (2, 2)), ((2,), (1, 2))])
def test_shapes_fit_the_names(means, products):
    with pytest.raises(ValueError) as refusal:
        CrossMoments(NAMES, 3, np.zeros(means), np.zeros(products))
    assert str(refusal.value) == (
        f"2 names were given for means of shape {means} and products of shape {products}. "
        "Give one mean and one row of products a name."
    )


@pytest.mark.parametrize(("mean", "product"), [(math.nan, 0), (0, math.inf)])
def test_numbers_are_finite(mean, product):
    with pytest.raises(ValueError) as refusal:
        CrossMoments(("age",), 3, np.array([mean]), np.array([[product]]))
    assert str(refusal.value) == "A mean or a product is not finite. Leave out or rescale the values."


def test_one_unit_is_the_least():
    with pytest.raises(ValueError, match="count is 0; it must be a whole number of 1 or more"):
        CrossMoments(("age",), 0, np.zeros(1), np.zeros((1, 1)))


def test_products_beyond_a_double_are_refused():
    with pytest.raises(ValueError, match="not finite"):
        CrossMoments.of([[1e200], [-1e200]], names=("age",))


def test_missing_values_are_named():
    with pytest.raises(CannotEstimate, match=r"“wage”. 1 of its values"):
        CrossMoments.of([[1, math.nan]], names=NAMES)
    with pytest.raises(ValueError, match="The table has shape"):
        CrossMoments.of([[1, 2, 3]], names=NAMES)


@given(st.lists(st.tuples(numbers, numbers), min_size=2, max_size=30))
def test_equal_to_numpy(table):
    found = CrossMoments.of(table, names=NAMES).centred_products / (len(table) - 1)
    scale = max(1, float(np.abs(table).max()))
    np.testing.assert_allclose(found, np.cov(table, rowvar=False), rtol=1e-9, atol=1e-12 * scale**2)


@given(rows, rows)
def test_two_parts_are_the_whole_in_either_order(first, second):
    one, two = CrossMoments.of(first, names=NAMES), CrossMoments.of(second, names=NAMES)
    whole = CrossMoments.of(first + second, names=NAMES)
    require_alike(one.merged(two), whole, table=first + second)
    require_alike(two.merged(one), whole, table=first + second)
