"""Hash assignment: shared vectors, and the behaviour of a fair draw."""

import math
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.distributions import chi_square_share_above
from labx.trials.engine.assignment import arm_of, assign
from labx.trials.engine.sample_ratio import sample_ratio
from tests.references import reference


def test_by_hand():
    digest = sha256(b"letter-2026\0unit-0").hexdigest()
    fraction = (int(digest[:16], 16) >> 11) / 2**53
    assert assign("unit-0", "letter-2026", (fraction - 0.01, 1.01 - fraction)) == 1
    assert assign("unit-0", "letter-2026", (fraction + 0.01, 0.99 - fraction)) == 0


@pytest.mark.parametrize("vector", reference("assignment_vectors"))
def test_the_shared_vectors(vector):
    assert assign(vector["unit_id"], vector["salt"], vector["weights"]) == vector["arm"]


def test_the_line_is_cut_from_the_left_and_each_cut_belongs_to_the_right():
    weights = (0.25, 0.25, 0.5)
    assert [arm_of(fraction, weights) for fraction in (0, 0.2499, 0.25, 0.4999, 0.5, 0.9999)] == [0, 0, 1, 1, 2, 2]


def test_an_arm_without_weight_gets_nobody():
    assert [arm_of(fraction, (0, 0.5, 0, 0.5, 0)) for fraction in (0, 0.4, 0.5, 0.9)] == [1, 1, 3, 3]


def test_rounding_leaves_nobody_without_an_arm():
    tenths = [0.1] * 10 + [0.0]
    largest = 1 - 2**-53
    assert sum([0.1] * 10) <= largest
    assert arm_of(largest, tenths) == 9


@given(st.text(min_size=1), st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), min_size=1))
def test_the_same_unit_always_gets_the_same_arm(unit, salt):
    unit = unit.encode("utf-8", "replace").decode()
    assert assign(unit, salt, (0.3, 0.7)) == assign(unit, salt, [0.3, 0.7])


@given(st.integers(0, 10**9), st.floats(0.05, 0.45), st.floats(0.01, 0.5))
def test_a_roll_out_that_grows_takes_nobody_back(number, share, more):
    before, after = (assign(f"unit-{number}", "roll-out", (part, 1 - part)) for part in (share, share + more))
    assert after <= before


@pytest.mark.parametrize(
    ("unit", "salt", "weights", "told"),
    [
        ("", "trial", (1.0,), "unit_id is empty; every unit and every trial needs its own text."),
        ("1", "", (1.0,), "salt is empty; every unit and every trial needs its own text."),
        (
            "1",
            "a\0b",
            (1.0,),
            "The salt holds a zero character, which separates it from the identifier. Choose another salt.",
        ),
        ("1", "trial", (0.5, 0.4), "The weights add up to 0.9; they must add up to 1."),
        ("1", "trial", (), "The weights add up to 0.0; they must add up to 1."),
        ("1", "trial", (-0.5, 1.5), "The weights are (-0.5, 1.5); each must be a finite number of 0 or more."),
        ("1", "trial", (math.nan, 1), "The weights are (nan, 1); each must be a finite number of 0 or more."),
        ("1", "trial", (math.inf,), "The weights are (inf,); each must be a finite number of 0 or more."),
    ],
)
def test_calls_that_cannot_be(unit, salt, weights, told):
    with pytest.raises(ValueError) as refusal:
        assign(unit, salt, weights)
    assert str(refusal.value) == told


def p_values(units):
    """p-value of the sizes of three arms, and of the independence of two trials on the same units."""
    first = [assign(str(unit), "trial-a", (0.2, 0.3, 0.5)) for unit in range(units)]
    second = [assign(str(unit), "trial-b", (0.5, 0.5)) for unit in range(units)]
    crossed = np.zeros((3, 2))
    np.add.at(crossed, (first, second), 1)
    expected = np.outer(crossed.sum(axis=1), crossed.sum(axis=0)) / units
    statistic = float(((crossed - expected) ** 2 / expected).sum())
    sizes = [int(size) for size in crossed.sum(axis=1)]
    return sample_ratio(sizes, (0.2, 0.3, 0.5)).p_value, chi_square_share_above(statistic, 2)


def test_twenty_thousand_units_look_drawn():
    assert min(p_values(20_000)) > 0.001


@pytest.mark.slow
def test_a_million_units_look_drawn():
    assert min(p_values(1_000_000)) > 0.001
