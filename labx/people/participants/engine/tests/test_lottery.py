"""Lottery numbers and the stratified lottery: by hand, against the shell, over every seed."""

import subprocess
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.people.participants.engine.lottery import commitment, drawn_order, fraction_of, lottery_number
from labx.people.participants.engine.strata import allocate, draw_stratified
from labx.stats.errors import CannotEstimate

CODES = st.lists(st.text("ABCDEFGH23456789", min_size=1, max_size=6), min_size=1, max_size=30, unique=True)


def test_a_lottery_number_is_what_the_shell_computes():
    told = subprocess.run(["sha256sum"], input=b"seed\0P-AAAAA", capture_output=True, check=True)
    assert lottery_number("seed", "P-AAAAA") == told.stdout.decode().split()[0]


def test_a_short_seed_is_refused():
    with pytest.raises(ValueError, match="16"):
        commitment("short")


@given(codes=CODES, seed=st.text(max_size=5))
def test_the_order_depends_on_codes_and_seed_alone(codes, seed):
    assert drawn_order(codes, seed) == drawn_order(codes[::-1], seed)
    assert sorted(drawn_order(codes, seed)) == sorted(codes)


@given(
    people=st.dictionaries(st.text(min_size=1, max_size=3), st.integers(1, 40), min_size=1, max_size=8), data=st.data()
)
def test_places_are_the_share_rounded_down_or_up_and_all_are_given(people, data):
    total = sum(people.values())
    places = data.draw(st.integers(1, total))
    given_places = allocate(places, people, data.draw(st.text(max_size=4)))
    assert sum(given_places.values()) == places
    for stratum, count in given_places.items():
        share = Fraction(places * people[stratum], total)
        assert share - 1 < count < share + 1 and count <= people[stratum]


def test_a_group_too_small_for_a_place_is_drawn_as_often_as_its_share_says():
    """10 of 100 places for 4 of 100 people: 0.4 places, so about 4 draws in 10."""
    drawn = [allocate(10, {"few": 4, "many": 96}, f"seed {number}")["few"] for number in range(2000)]
    assert abs(sum(drawn) / 2000 - 0.4) < 0.035  # three standard errors: 3 * sqrt(0.4 * 0.6 / 2000) = 0.033


def test_everyone_has_the_chance_that_is_shown():
    strata = {"a": "x", "b": "x", "c": "x", "d": "y", "e": "y"}
    times = Counter()
    for number in range(4000):
        drawn = draw_stratified(strata, places=2, alternates=0, seed=f"seed {number}")
        times.update(drawn.selected)
    chance = float(drawn.probability["x"])
    assert chance == 2 / 5
    assert all(abs(times[code] / 4000 - chance) < 0.024 for code in strata)  # 3 * sqrt(0.4 * 0.6 / 4000) = 0.023


@given(codes=CODES, data=st.data())
def test_selected_and_alternates_are_people_of_the_list_each_once(codes, data):
    strata = {code: data.draw(st.sampled_from("xyz")) for code in codes}
    places = data.draw(st.integers(1, len(codes)))
    drawn = draw_stratified(strata, places=places, alternates=data.draw(st.integers(0, 9)), seed="seed")
    everyone = (*drawn.selected, *drawn.alternates)
    assert len(set(everyone)) == len(everyone) and set(everyone) <= set(codes)
    assert Counter(strata[code] for code in drawn.selected) == Counter({k: v for k, v in drawn.places.items() if v})


def test_more_places_than_people_is_no_draw():
    with pytest.raises(CannotEstimate, match="only 2 people"):
        draw_stratified({"a": "x", "b": "x"}, places=3, alternates=0, seed="seed")
    with pytest.raises(ValueError, match="at least 1"):
        allocate(0, {"x": 1}, "seed")


def test_fractions_spread_over_the_whole_line():
    found = [fraction_of(str(number)) for number in range(1000)]
    assert 0.45 < sum(found) / 1000 < 0.55
