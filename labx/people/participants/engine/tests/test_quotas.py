"""Lottery with quotas: against every order of a small list, and its refusals."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.people.participants.engine.completion import Completion, Limits, way_to_complete
from labx.people.participants.engine.quotas import Quota, cells_of, chances, draw_with_quotas
from labx.stats.errors import CannotEstimate

PEOPLE = {
    "a": {"age": "old", "place": "north"},
    "b": {"age": "old", "place": "south"},
    "c": {"age": "young", "place": "north"},
    "d": {"age": "young", "place": "south"},
    "e": {"age": "young", "place": "south"},
}
QUOTAS = [Quota("age", "old", 1, 1), Quota("place", "north", 1, 2)]


def meets(codes, people, quotas) -> bool:
    counts = [sum(people[code][quota.attribute] == quota.category for code in codes) for quota in quotas]
    return all(quota.least <= count <= quota.most for quota, count in zip(quotas, counts, strict=True))


def walked(order, people, quotas, places) -> tuple[str, ...]:
    """The rule told as plainly as possible: take whoever leaves some full list that meets the quotas."""
    full = [set(some) for some in itertools.combinations(people, places) if meets(some, people, quotas)]
    taken: list[str] = []
    for code in order:
        if any({*taken, code} <= some for some in full):
            taken.append(code)
    return tuple(taken[:places])


@st.composite
def recruitments(draw):
    codes = [f"P{number}" for number in range(draw(st.integers(3, 8)))]
    ages, places = st.sampled_from(["old", "young"]), st.sampled_from(["north", "south", "islands"])
    people = {code: {"age": draw(ages), "place": draw(places)} for code in codes}
    pairs = [("age", "old"), ("place", "north"), ("place", "islands")]
    quotas = []
    for attribute, category in pairs:
        least = draw(st.integers(0, 2))
        quotas.append(Quota(attribute, category, least, least + draw(st.integers(0, 3))))
    return people, quotas, draw(st.integers(1, len(codes)))


@settings(max_examples=120, deadline=None)
@given(given_one=recruitments(), seed=st.text("abc", max_size=4))
def test_the_list_is_that_of_the_plain_rule(given_one, seed):
    people, quotas, places = given_one
    from labx.people.participants.engine.lottery import drawn_order

    expected = walked(drawn_order(people, seed), people, quotas, places)
    try:
        drawn = draw_with_quotas(people, quotas, places=places, alternates=2, seed=seed)
    except CannotEstimate:
        assert not expected
    else:
        assert drawn.selected == expected and meets(expected, people, quotas)
        assert not {*drawn.selected} & {*drawn.alternates}


def test_chances_agree_with_every_order():
    times: Counter[str] = Counter()
    for order in itertools.permutations(PEOPLE):
        times.update(walked(order, PEOPLE, QUOTAS, 3))
    found = chances(PEOPLE, QUOTAS, places=3, draws=1500, seed=7)
    for code, person in PEOPLE.items():
        exact = times[code] / 120
        cell = found[person["age"], person["place"]]
        assert abs(cell.probability - exact) < 0.04 and cell.lower <= cell.probability <= cell.upper


def test_a_quota_nobody_can_meet_is_named():
    with pytest.raises(CannotEstimate, match="old"):
        draw_with_quotas(PEOPLE, [Quota("age", "old", 3, 3)], places=4, alternates=0, seed="s")


def test_quotas_that_contradict_each_other_are_told():
    both = [Quota("age", "old", 2, 2), Quota("age", "young", 2, 3)]
    with pytest.raises(CannotEstimate, match="all quotas together"):
        draw_with_quotas(PEOPLE, both, places=3, alternates=0, seed="s")


@pytest.mark.parametrize("people", [{}, {"a": PEOPLE["a"]}])
def test_too_few_people(people):
    with pytest.raises(CannotEstimate, match="only"):
        draw_with_quotas(people, [Quota("age", "old", 0, 2)], places=2, alternates=0, seed="s")


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="Turn it round"):
        Quota("age", "old", 3, 2)
    with pytest.raises(ValueError, match="at least 1 place"):
        cells_of(PEOPLE, QUOTAS, 0)
    with pytest.raises(CannotEstimate, match="1 draws"):
        chances(PEOPLE, QUOTAS, places=3, draws=1, seed=1)


def test_a_way_exists_or_not_as_trying_says():
    limits = Limits(np.array([[1, 0]]), np.array([1]), np.array([1]), np.array([2, 3]), 2)
    way = way_to_complete(limits, np.array([0, 0]))
    assert way is not None and way.tolist() == [1, 1]
    assert way_to_complete(limits, np.array([2, 0])) is None


def test_of_a_cell_nobody_is_taken_twice():
    limits = Limits(np.array([[1, 0]]), np.array([0]), np.array([1]), np.array([1, 3]), 2)
    drawing = Completion(limits, np.array([1, 1]))
    assert [drawing.take(0), drawing.take(0), drawing.take(1)] == [True, False, True]


def test_a_real_size_is_drawn_in_a_moment():
    random = np.random.default_rng(1)
    ages, places = ["a", "b", "c", "d", "e", "f"], [f"d{number}" for number in range(20)]
    people = {
        f"P{number}": {"age": ages[random.integers(6)], "place": places[random.integers(20)]}
        for number in range(12_000)
    }
    quotas = [Quota("age", age, 12, 20) for age in ages] + [Quota("place", place, 3, 8) for place in places]
    drawn = draw_with_quotas(people, quotas, places=100, alternates=20, seed="seed")
    assert len(drawn.selected) == 100 and meets(drawn.selected, people, quotas)
