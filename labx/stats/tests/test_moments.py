"""Count, mean and spread: by hand, against exact fractions, and in parts."""

import math
import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.stats.tests.strategies import numbers, samples


def alike(moments, *, scale):
    """The same moments but for rounding, relative to the size of the numbers that went in."""
    tolerance = 1e-12 * max(1, scale)
    return (
        moments.count,
        pytest.approx(moments.mean, abs=tolerance),
        pytest.approx(moments.sum_squared_deviations, rel=1e-9, abs=tolerance**2 * moments.count),
        moments.minimum,
        moments.maximum,
    )


def parts(moments):
    return moments.count, moments.mean, moments.sum_squared_deviations, moments.minimum, moments.maximum


def size(values):
    return max(abs(value) for value in values)


def test_by_hand():
    moments = Moments.of([1, 2, 6])
    mean = (1 + 2 + 6) / 3
    squares = (1 - mean) ** 2 + (2 - mean) ** 2 + (6 - mean) ** 2
    assert moments == Moments(count=3, mean=mean, sum_squared_deviations=squares, minimum=1, maximum=6)
    assert moments.variance == squares / (3 - 1)
    assert moments.standard_deviation == math.sqrt(squares / 2)
    assert moments.squared_standard_error == squares / 2 / 3
    assert moments.standard_error == math.sqrt(squares / 2 / 3)


def test_merge_by_hand():
    assert Moments.of([1, 2]).merged(Moments.of([6])) == Moments.of([1, 2, 6])
    assert Moments.of([6]).merged(Moments.of([1, 2])) == Moments.of([1, 2, 6])


def test_a_large_mean_keeps_every_digit_of_a_small_spread():
    values = [1e9 + 1, 1e9 + 2, 1e9 + 6]
    assert Moments.of(values).variance == Moments.of([1, 2, 6]).variance
    assert Moments.of(values[:2]).merged(Moments.of(values[2:])).variance == pytest.approx(7, rel=1e-14)


def test_a_million_values_around_a_billion():
    values = 1e9 + np.random.default_rng(1).standard_normal(1_000_000)
    whole = Moments.of(values)
    merged = Moments.of(values[:10])
    for part in np.array_split(values[10:], 100):
        merged = merged.merged(Moments.of(part))
    assert whole.variance == pytest.approx(values.var(ddof=1), rel=1e-9)
    assert merged.variance == pytest.approx(whole.variance, rel=1e-9)


def test_rounding_of_the_mean_is_taken_out_again():
    values = [0.1, 0.7, 1e8 + 0.3] * 9
    exact = statistics.variance([Fraction(value) for value in values])
    assert Moments.of(values).variance == pytest.approx(float(exact), rel=1e-15)
    # Doubles lie 2 apart here: the mean, a third of the way, is rounded by two thirds.
    assert Moments.of([1e16, 1e16 + 2, 1e16 + 2]).variance == pytest.approx(4 / 3, rel=1e-15)


def test_equal_values_have_no_spread_at_all():
    moments = Moments.of([0.1] * 3)
    assert (moments.mean, moments.variance, moments.is_constant) == (0.1, 0.0, True)
    assert not Moments.of([1, 2]).is_constant


@pytest.mark.parametrize("count", [0, 1.5, -1])
def test_a_group_has_at_least_one_value(count):
    with pytest.raises(ValueError, match=f"count is {count}; it must be a whole number of 1 or more"):
        Moments(count, 1, 0, 1, 1)


@pytest.mark.parametrize("name", ["mean", "sum_squared_deviations", "minimum", "maximum"])
def test_numbers_are_finite(name):
    good = {"count": 2, "mean": 1.5, "sum_squared_deviations": 0.5, "minimum": 1, "maximum": 2}
    with pytest.raises(ValueError) as refusal:
        Moments(**{**good, name: math.nan})
    assert str(refusal.value) == f"{name} is nan; it must be finite. Leave out or rescale the values."


def test_a_sum_of_squares_is_not_negative():
    with pytest.raises(ValueError) as refusal:
        Moments(2, 1.5, -0.5, 1, 2)
    told = "sum_squared_deviations is -0.5; it cannot be negative. Subtract the mean before squaring."
    assert str(refusal.value) == told


def test_the_ends_are_in_order():
    with pytest.raises(ValueError) as refusal:
        Moments(2, 1.5, 0.5, 2, 1)
    assert str(refusal.value) == "minimum 2 lies above maximum 1. Exchange them."


def test_squares_beyond_a_double_are_refused():
    with pytest.raises(ValueError, match="Leave out or rescale the values"):
        Moments.of([1e200, -1e200, 3e200])


def test_one_value_has_no_variance():
    with pytest.raises(CannotEstimate) as refusal:
        _ = Moments.of([5]).standard_error
    assert str(refusal.value) == (
        "The spread of the values cannot be estimated. There is only one value, and one value does not vary. "
        "Wait for at least two units in this group."
    )


def test_missing_values_are_named():
    with pytest.raises(CannotEstimate, match=r"“wage”. 1 of its values are missing or infinite, the first at place 2"):
        Moments.of([1, math.nan], name="wage")
    with pytest.raises(CannotEstimate, match=r"“values”. It holds no values"):
        Moments.of([])


@given(st.lists(numbers, min_size=2, max_size=30))
def test_equal_to_exact_fractions(values):
    exact = [Fraction(value) for value in values]
    moments = Moments.of(values)
    assert moments.mean == pytest.approx(float(statistics.mean(exact)), abs=1e-13 * max(1, size(values)))
    assert moments.variance == pytest.approx(float(statistics.variance(exact)), rel=1e-9, abs=1e-18)


@given(samples, samples)
def test_two_parts_are_the_whole(first, second):
    merged = Moments.of(first).merged(Moments.of(second))
    assert parts(merged) == alike(Moments.of(first + second), scale=size(first + second))


@given(samples, samples, samples)
def test_merging_in_any_order(first, second, third):
    one, two, three = Moments.of(first), Moments.of(second), Moments.of(third)
    expected = alike(one.merged(two).merged(three), scale=size(first + second + third))
    assert parts(three.merged(two.merged(one))) == expected
    assert parts(two.merged(three).merged(one)) == expected


@given(samples, st.randoms())
def test_the_order_of_values_does_not_matter(values, random):
    shuffled = random.sample(values, len(values))
    assert parts(Moments.of(shuffled)) == alike(Moments.of(values), scale=size(values))


@given(samples, st.integers(-10_000, 10_000), st.sampled_from([-4, -0.5, 0.25, 8]))
def test_shift_and_scale(values, shift, factor):
    moments = Moments.of([factor * value + shift for value in values])
    whole = Moments.of(values)
    tolerance = 1e-12 * max(1, 8 * size(values) + 10_000)
    assert moments.mean == pytest.approx(factor * whole.mean + shift, abs=tolerance)
    expected = factor**2 * whole.sum_squared_deviations
    assert moments.sum_squared_deviations == pytest.approx(expected, rel=1e-7, abs=tolerance**2 * len(values))
