"""The selection matrix: totals by hand, spread, ties, and weights moved to where the winner changes."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labx.portfolio.learning.matrix import first_places, sensitivity, standings, winners

ANA = {"letter": {"value": 5, "cost": 2}, "desk": {"value": 3, "cost": 4}}
RUI = {"letter": {"value": 4, "cost": 1}, "desk": {"value": 3, "cost": 5}}
WEIGHTS = {"value": 3.0, "cost": 1.0}


def test_totals_by_hand():
    letter, desk = standings(WEIGHTS, {"ana": ANA, "rui": RUI})
    assert letter.idea == "letter" and desk.idea == "desk"
    assert letter.by_scorer == {"ana": (3 * 5 + 1 * 2) / 4, "rui": (3 * 4 + 1 * 1) / 4}
    assert letter.total == pytest.approx(((17 / 4) + (13 / 4)) / 2)
    assert desk.total == pytest.approx(((13 / 4) + (14 / 4)) / 2)
    assert (letter.lowest, letter.highest) == (13 / 4, 17 / 4)
    assert first_places([letter, desk]) == {"letter": 1, "desk": 1}


def test_how_far_a_weight_may_move_by_hand():
    """The mean difference is 1.5 for value and -3 for cost: with cost at 1, value turns at 3 - 1.5 / 1.5 = 2."""
    value, cost = sensitivity(WEIGHTS, {"ana": ANA, "rui": RUI})
    assert (value.lower, value.lower_rival, value.upper) == (pytest.approx(2.0), "desk", math.inf)
    assert (cost.lower, cost.upper, cost.upper_rival) == (0.0, pytest.approx(1.5), "desk")


def test_a_tie_is_said_and_has_no_sensitivity():
    even = {"a": {"value": 3}, "b": {"value": 3}}
    ranked = standings({"value": 1}, {"ana": even})
    assert winners(ranked) == ["a", "b"] and first_places(ranked) == {"a": 1, "b": 1}
    assert sensitivity({"value": 1}, {"ana": even}) == []
    assert sensitivity({"value": 1}, {"ana": {"a": {"value": 3}}}) == []


def test_a_criterion_on_which_all_are_equal_never_changes_the_winner():
    scores = {"ana": {"a": {"value": 4, "law": 3}, "b": {"value": 2, "law": 3}}}
    law = sensitivity({"value": 1, "law": 1}, scores)[1]
    assert (law.lower, law.upper, law.lower_rival, law.upper_rival) == (0.0, math.inf, "", "")


@pytest.mark.parametrize(
    ("weights", "scores"),
    [
        (WEIGHTS, {}),
        (WEIGHTS, {"ana": {}}),
        ({"value": 0.0, "cost": 0.0}, {"ana": ANA}),
        ({"value": -1.0, "cost": 2.0}, {"ana": ANA}),
        ({}, {"ana": ANA}),
        (WEIGHTS, {"ana": {"letter": {"value": 1}}}),
        (WEIGHTS, {"ana": ANA, "rui": {"letter": RUI["letter"]}}),
    ],
)
def test_what_cannot_be_ranked_is_refused(weights, scores):
    with pytest.raises(ValueError, match=r"\w"):
        standings(weights, scores)


row = st.fixed_dictionaries({name: st.integers(0, 5) for name in ("value", "cost", "law")})
table = st.fixed_dictionaries({idea: row for idea in ("a", "b", "c")})
everyone = st.dictionaries(st.sampled_from(["ana", "rui", "eva"]), table, min_size=1)
weighing = st.fixed_dictionaries({name: st.integers(1, 9).map(float) for name in ("value", "cost", "law")})


@given(weighing, everyone, st.sampled_from([0.5, 3.0, 10.0]))
def test_only_proportions_of_weights_count(weights, scores, factor):
    once = standings(weights, scores)
    again = standings({name: weight * factor for name, weight in weights.items()}, scores)
    assert [one.total for one in once] == pytest.approx([one.total for one in again])


@given(weighing, everyone)
def test_the_mean_lies_within_the_spread(weights, scores):
    for one in standings(weights, scores):
        assert one.lowest - 1e-9 <= one.total <= one.highest + 1e-9


@given(weighing, everyone)
def test_within_the_room_the_winner_stays_and_beyond_it_the_rival_wins(weights, scores):
    ranked = standings(weights, scores)
    assume(len(winners(ranked)) == 1)
    for room in sensitivity(weights, scores):
        assert room.lower <= room.weight <= room.upper
        middle = (room.lower + min(room.upper, room.weight + 10)) / 2
        assert ranked[0].idea in winners(standings({**weights, room.criterion: middle}, scores))
        if room.upper_rival:
            assert winners(standings({**weights, room.criterion: room.upper + 0.01}, scores)) != [ranked[0].idea]
        if room.lower_rival:
            beyond = max(0.0, room.lower - 0.01)
            assert winners(standings({**weights, room.criterion: beyond}, scores)) != [ranked[0].idea]
