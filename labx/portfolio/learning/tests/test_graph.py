"""The logic of the evidence graph: by hand, and by properties over any graph without loops."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.portfolio.learning.graph import Consequences, Link, Relation, consequences, layers, loop_closed_by, path

SUPPORTS, CONTRADICTS, LEADS = Relation.SUPPORTS, Relation.CONTRADICTS, Relation.LEADS_TO
NODES = range(9)


def supports(*pairs: str) -> list[Link[str]]:
    """ "ab" is: a supports b."""
    return [Link(pair[0], pair[1], SUPPORTS) for pair in pairs]


@st.composite
def acyclic(draw) -> list[Link[int]]:
    """Links that always lead to a higher number."""
    pairs = draw(st.sets(st.sampled_from(list(itertools.combinations(NODES, 2))), max_size=20))
    return [Link(low, high, draw(st.sampled_from(list(Relation)))) for low, high in sorted(pairs)]


falling = st.sets(st.sampled_from(NODES))


def test_what_has_only_fallen_support_falls_with_it():
    found = consequences(supports("ab", "bc", "cd"), ["a"])
    assert found == Consequences(frozenset("abcd"), frozenset(), frozenset())


def test_what_has_another_standing_support_is_weakened():
    found = consequences(supports("ac", "bc", "cd"), ["a"])
    assert (found.fallen, found.weakened) == ({"a"}, {"c", "d"})
    assert consequences(supports("ac", "bc", "cd"), ["a", "b"]).fallen == set("abcd")


def test_what_is_contradicted_by_something_that_falls_is_relieved():
    links = [*supports("ab"), Link("x", "b", CONTRADICTS)]
    assert consequences(links, ["x"]) == Consequences(frozenset("x"), frozenset(), frozenset("b"))
    assert consequences(links, ["x", "a"]).relieved == frozenset()


def test_where_a_thing_came_from_carries_no_proof():
    assert consequences([Link("idea", "prototype", LEADS)], ["idea"]).fallen == {"idea"}


def test_nothing_falls_when_nothing_falls():
    assert consequences(supports("ab"), []) == Consequences(frozenset(), frozenset(), frozenset())


def by_the_rule(links: list[Link[int]], first: set[int]) -> set[int]:
    """The same closure another way: in the order of the numbers, each judged once."""
    fallen = set(first)
    for node in NODES:
        resting_on = [link.source for link in links if link.target == node and link.relation == SUPPORTS]
        if resting_on and all(source in fallen for source in resting_on):
            fallen.add(node)
    return fallen


@given(acyclic(), falling)
def test_the_closure_agrees_with_judging_each_in_order(links, first):
    assert consequences(links, first).fallen == by_the_rule(links, first)


@given(acyclic(), falling, falling)
def test_more_that_falls_never_saves_anything(links, first, more):
    some, all_of_it = consequences(links, first), consequences(links, first | more)
    assert first <= some.fallen <= all_of_it.fallen
    assert some.weakened <= all_of_it.fallen | all_of_it.weakened


@given(acyclic(), falling)
def test_the_three_sets_share_nothing_and_falling_again_changes_nothing(links, first):
    found = consequences(links, first)
    assert not found.fallen & found.weakened and not (found.fallen | found.weakened) & found.relieved
    assert consequences(links, found.fallen) == found


@given(acyclic(), falling)
def test_only_what_rests_on_a_fallen_thing_is_touched(links, first):
    carrying = [link for link in links if link.relation == SUPPORTS]
    found = consequences(links, first)
    for node in (found.fallen | found.weakened) - first:
        assert any(path(carrying, start, node) for start in first)


@given(acyclic(), falling, st.randoms())
def test_the_order_of_the_links_does_not_matter(links, first, chance):
    mixed = list(links)
    chance.shuffle(mixed)
    assert consequences(mixed, first) == consequences(links, first)


@given(acyclic(), st.sampled_from(NODES), st.sampled_from(NODES))
def test_a_loop_is_found_exactly_where_the_link_would_close_one(links, source, target):
    loop = loop_closed_by(links, source, target)
    pairs = {(link.source, link.target) for link in links}
    if loop:
        assert loop[0] == loop[-1] == source and loop[1] == target
        assert all(pair in pairs for pair in itertools.pairwise(loop[1:]))
    else:
        assert source < target or not path(links, target, source)


def test_a_thing_cannot_rest_on_itself():
    assert loop_closed_by([], "a", "a") == ["a", "a"]
    assert loop_closed_by(supports("ab", "bc"), "c", "a") == ["c", "a", "b", "c"]
    assert loop_closed_by(supports("ab"), "a", "b") == []


@given(acyclic())
def test_every_link_leads_to_a_lower_row_and_every_node_stands_once(links):
    rows = layers(list(NODES), links)
    row_of = {node: place for place, row in enumerate(rows) for node in row}
    assert sorted(itertools.chain(*rows)) == list(NODES)
    assert all(row_of[link.source] < row_of[link.target] for link in links)


@given(st.lists(st.builds(Link, st.sampled_from(NODES), st.sampled_from(NODES), st.sampled_from(list(Relation)))))
def test_loops_are_drawn_all_the_same_and_the_story_goes_down(links):
    rows = layers(list(NODES), links)
    assert sorted(itertools.chain(*rows)) == list(NODES)
    assert len(layers(["idea", "test"], [Link("test", "idea", SUPPORTS), Link("idea", "test", LEADS)])[0]) == 1


@pytest.mark.parametrize("links", [[], supports("ab")])
def test_links_to_nodes_that_are_not_drawn_are_left_out(links):
    assert layers(["a", "z"], links) == [["a", "z"]] and layers([], links) == []
