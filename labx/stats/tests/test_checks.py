"""What a wrong argument is told."""

import math

import numpy as np
import pytest

from labx.stats.checks import matrix, require_open_share, require_positive, require_whole, vector
from labx.stats.errors import CannotEstimate


@pytest.mark.parametrize("value", [0, 1, -0.1, 95, math.nan, math.inf])
def test_a_share_lies_strictly_between_0_and_1(value):
    with pytest.raises(ValueError) as refusal:
        require_open_share("confidence", value)
    told = f"confidence is {value}; it must lie strictly between 0 and 1. Write 95 % as 0.95."
    assert str(refusal.value) == told


@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf])
def test_positive_means_finite_and_above_0(value):
    with pytest.raises(ValueError) as refusal:
        require_positive("weight", value)
    assert str(refusal.value) == f"weight is {value}; it must be a finite number above 0."


@pytest.mark.parametrize("value", [0, 1.5, -3])
def test_a_count_is_whole_and_large_enough(value):
    with pytest.raises(ValueError) as refusal:
        require_whole("count", value, least=1)
    assert str(refusal.value) == f"count is {value}; it must be a whole number of 1 or more."


def test_good_arguments_pass():
    require_open_share("confidence", 0.95)
    require_positive("weight", 1e-300)
    require_whole("count", 1, least=1)
    require_whole("count", 7.0, least=1)


def test_small_integers_become_64_bit_floats():
    array = vector("age", np.array([100, 100], dtype=np.int8))
    assert array.dtype == np.float64
    assert array.sum() == 100 + 100


def test_a_vector_is_plain():
    with pytest.raises(ValueError) as refusal:
        vector("age", [[1, 2]])
    assert str(refusal.value) == "age has 2 dimensions; give one plain sequence of numbers."


def test_an_empty_vector_is_named():
    with pytest.raises(CannotEstimate) as refusal:
        vector("age", [])
    told = "Nothing can be computed from “age”. It holds no values. Give at least one value, or leave this group out."
    assert str(refusal.value) == told


def test_the_first_three_places_without_a_number_are_named():
    with pytest.raises(CannotEstimate) as refusal:
        vector("age", [1, math.nan, math.inf, 2, -math.inf, math.nan])
    assert str(refusal.value) == (
        "Nothing can be computed from “age”. 4 of its values are missing or infinite, the first at place 2, 3, 5. "
        "Decide in the protocol what happens to missing values, then correct or leave out these units."
    )


@pytest.mark.parametrize("values", [[1, 2], [[1, 2, 3]]])
def test_a_matrix_has_a_column_for_each_name(values):
    with pytest.raises(ValueError) as refusal:
        matrix("The table", values, columns=["age", "wage"])
    shape = np.asarray(values).shape
    assert str(refusal.value) == f"The table has shape {shape}; give one row a unit and 2 columns: age, wage."


def test_a_matrix_without_rows_is_refused():
    with pytest.raises(CannotEstimate, match=r"“The table”. It holds no values"):
        matrix("The table", np.empty((0, 2)), columns=["age", "wage"])


def test_the_column_without_a_number_is_named():
    with pytest.raises(CannotEstimate, match=r"“wage”. 1 of its values are missing or infinite, the first at place 2"):
        matrix("The table", [[1, 2], [3, math.nan]], columns=["age", "wage"])


def test_a_good_matrix_comes_back_as_floats():
    table = matrix("The table", [[1, 2]], columns=["age", "wage"])
    assert (table.dtype, table.tolist()) == (np.float64, [[1.0, 2.0]])
