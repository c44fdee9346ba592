"""Assignment for live services: shared vectors, layers that never meet, growth that moves nobody, fair at a million."""

import dataclasses
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.distributions import chi_square_share_above
from labx.trials.engine.assignment import assign
from labx.trials.engine.serving import Service, require_apart, serve
from tests.references import reference

HALVES = (0.5, 0.5)
UNITS = [f"unit-{number}" for number in range(2000)]


def service_of(raw: dict) -> Service:
    return Service(**{**raw, "weights": tuple(raw["weights"])})


@pytest.mark.parametrize("vector", reference("serving_vectors"))
def test_the_shared_vectors(vector):
    assert serve(vector["unit_id"], service_of(vector["service"])) == vector["arm"]


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 10**6))
def test_a_trial_that_grows_moves_nobody(first, second, number):
    small, large = sorted((first, second))
    before, after = (serve(f"unit-{number}", Service("s", HALVES, rollout=share)) for share in (small, large))
    assert before is None or before == after == assign(f"unit-{number}", "s", HALVES)


def test_slices_of_a_layer_never_share_a_unit_and_together_take_all():
    parts = [Service("a", HALVES, "portal", 0, 0.3), Service("b", HALVES, "portal", 0.3, 1)]
    require_apart(parts)
    taken = [[serve(unit, part) is not None for part in parts] for unit in UNITS]
    assert all(sum(row) == 1 for row in taken)
    assert abs(sum(row[0] for row in taken) / len(UNITS) - 0.3) < 0.05


def test_whoever_is_held_out_is_in_no_trial():
    parts = [Service(salt, HALVES, holdout=0.1) for salt in ("a", "b", "c")]
    out = [{unit for unit in UNITS if serve(unit, part) is None} for part in parts]
    assert out[0] == out[1] == out[2] and 0.07 < len(out[0]) / len(UNITS) < 0.13


def test_slices_that_overlap_are_named():
    with pytest.raises(ValueError, match="“a” and “b” share units"):
        require_apart([Service("b", HALVES, "portal", 0.2, 1), Service("a", HALVES, "portal", 0, 0.3)])
    require_apart([Service("b", HALVES, "portal", 0, 1), Service("a", HALVES, "other", 0, 1), Service("c", HALVES)])


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": (0.5, 0.6)},
        {"slice_start": 0.5, "slice_end": 0.5},
        {"slice_end": 1.1},
        {"holdout": -0.1},
        {"rollout": 1.1},
    ],
)
def test_what_cannot_be_says_so(wrong):
    with pytest.raises(ValueError, match=r"add up|slice|must lie"):
        dataclasses.replace(Service("s", HALVES), **wrong)


def fair(count: int) -> None:
    """Uniform within a trial, and each arm of one as likely in each arm of the other."""
    first, second = Service("first", (0.2, 0.3, 0.5)), Service("second", HALVES)
    both = Counter((serve(f"id-{n}", first), serve(f"id-{n}", second)) for n in range(count))
    expected = {(a, b): count * wa * wb for a, wa in enumerate(first.weights) for b, wb in enumerate(second.weights)}
    statistic = sum((both[cell] - value) ** 2 / value for cell, value in expected.items())
    assert chi_square_share_above(statistic, 5) > 0.001


def test_forty_thousand_identifiers_are_shared_out_fairly():
    fair(40_000)


@pytest.mark.slow
def test_a_million_identifiers_are_shared_out_fairly():
    fair(1_000_000)
