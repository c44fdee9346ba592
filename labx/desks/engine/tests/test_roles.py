"""Who is called: article 2080 of the Civil Code (the head of an undivided estate), case by case."""

import datetime
import itertools
from random import Random

import pytest

from labx.desks.engine.roles import Called, Person, called_to, read_role
from labx.rules.errors import RuleRefused

DEGREES = {
    "child": 1,
    "parent": 1,
    "grandchild": 2,
    "grandparent": 2,
    "sibling": 2,
    "great_grandchild": 3,
    "great_grandparent": 3,
    "nephew": 3,
    "uncle": 3,
    "cousin": 4,
}
ENTRY = {
    "name": "head",
    "relations": [{"name": name, "degree": degree} for name, degree in {"spouse": 0, **DEGREES}.items()],
    "traits": ["is_legal_heir", "owns_half", "is_executor", "is_heir_by_will", "lived_together"],
    "order": [
        {"because": "spouse", "relations": ["spouse"], "any_of": ["is_legal_heir", "owns_half"]},
        {"because": "executor", "any_of": ["is_executor"]},
        {
            "because": "closest_relative",
            "relations": list(DEGREES),
            "any_of": ["is_legal_heir"],
            "is_nearest": True,
        },
        {"because": "named_in_will", "any_of": ["is_heir_by_will"]},
    ],
    "ties": ["lived_together"],
}
ROLE = read_role(ENTRY)
DEATH = datetime.date(2024, 3, 15)


def person(name, relation="", born=None, **traits):
    return Person(name, relation, born, frozenset(trait for trait, holds in traits.items() if holds))


def called(people, **more):
    return called_to(ROLE, people, DEATH, **more)


SPOUSE = person("Eva", "spouse", datetime.date(1950, 1, 1), is_legal_heir=True)
ELDER = person("Rui", "child", datetime.date(1975, 5, 1), is_legal_heir=True)
YOUNGER = person("Ana", "child", datetime.date(1980, 5, 1), is_legal_heir=True)
TWIN = person("Gil", "child", datetime.date(1975, 5, 1), is_legal_heir=True)
AT_HOME = person("Bia", "child", datetime.date(1990, 5, 1), is_legal_heir=True, lived_together=True)
GRANDCHILD = person("Ivo", "grandchild", datetime.date(2000, 5, 1), is_legal_heir=True, lived_together=True)
EXECUTOR = person("Dr. Sá", is_executor=True)
FRIEND = person("Zé", is_heir_by_will=True)
MINOR = person("Leo", "child", datetime.date(2010, 5, 1), is_legal_heir=True)
UNDATED = person("Noé", "child", is_legal_heir=True)


@pytest.mark.parametrize(
    ("people", "chosen", "reasons"),
    [
        ([ELDER, SPOUSE, EXECUTOR], "Eva", ["spouse"]),
        ([ELDER, person("Eva", "spouse", owns_half=True)], "Eva", ["spouse"]),
        ([ELDER, person("Eva", "spouse")], "Rui", ["closest_relative"]),
        ([ELDER, EXECUTOR], "Dr. Sá", ["executor"]),
        ([GRANDCHILD, ELDER, FRIEND], "Rui", ["closest_relative"]),
        ([ELDER, YOUNGER], "Rui", ["closest_relative", "oldest"]),
        ([ELDER, AT_HOME], "Bia", ["closest_relative", "lived_together"]),
        ([FRIEND], "Zé", ["named_in_will"]),
        ([MINOR], "Leo", ["closest_relative", "represented"]),
        ([person("Leo", "child", datetime.date(2006, 3, 15), is_legal_heir=True)], "Leo", ["closest_relative"]),
        ([person("Tia", "uncle"), FRIEND], "Zé", ["named_in_will"]),
    ],
)
def test_the_order_of_the_law(people, chosen, reasons):
    assert called(people) == Called(chosen, tuple(reasons))


def test_two_who_lived_there_are_told_apart_by_age():
    other = person("Lia", "child", datetime.date(1991, 5, 1), is_legal_heir=True, lived_together=True)
    expected = ("closest_relative", "lived_together", "oldest")
    assert called([other, ELDER, AT_HOME]) == Called("Bia", expected)
    everyone = called([other, AT_HOME])
    assert everyone == Called("Bia", ("closest_relative", "oldest"))


def test_a_tie_that_the_law_does_not_break_names_both():
    assert called([TWIN, ELDER]) == Called(None, ("closest_relative", "oldest"), ("Gil", "Rui"))
    assert called([ELDER, UNDATED]) == Called(None, ("closest_relative",), ("Noé", "Rui"))


def test_nobody_is_named():
    assert called([]) == Called(None, ())
    assert called([person("Zé")]) == Called(None, ())


def test_heirs_may_agree_on_anyone():
    assert called([SPOUSE, FRIEND], agreed="Zé") == Called("Zé", ("agreed",))
    with pytest.raises(RuleRefused, match="“Tó” is not among the people"):
        called([SPOUSE], agreed="Tó")


def test_people_need_names_of_their_own_and_known_relations():
    with pytest.raises(RuleRefused, match="“Eva” is there twice"):
        called([SPOUSE, SPOUSE])
    with pytest.raises(RuleRefused, match="“friend” is no relation"):
        called([person("Zé", "friend")])


def test_a_hundred_and_twenty_heirs_in_any_order_give_the_oldest_of_the_closest():
    random = Random(3)
    relations = list(DEGREES)
    people = [
        person(
            f"h{place}",
            random.choice(relations),
            datetime.date(1930, 1, 1) + datetime.timedelta(days=37 * place),
            is_legal_heir=True,
            lived_together=random.random() < 0.2,
        )
        for place in range(120)
    ]
    expected = min(people, key=lambda one: (DEGREES[one.relation], "lived_together" not in one.traits, one.born)).name
    for _ in range(5):
        random.shuffle(people)
        assert called(people).person == expected


def test_the_order_of_the_people_does_not_matter():
    group = [ELDER, YOUNGER, AT_HOME, GRANDCHILD]
    assert {called(list(order)) for order in itertools.permutations(group)} == {
        Called("Bia", ("closest_relative", "lived_together"))
    }


def test_traits_and_relations_are_those_of_the_role():
    with pytest.raises(RuleRefused, match="“is_rich” is not declared"):
        called([person("Zé", is_rich=True)])
    for key, wrong in {"order": [{"because": "x", "relations": ["friend"]}], "ties": ["is_rich"]}.items():
        with pytest.raises(RuleRefused, match="is not declared"):
            read_role({**ENTRY, key: wrong})


def test_who_is_no_relation_is_never_the_nearest_beside_one():
    role = read_role({**ENTRY, "order": [{"because": "near", "is_nearest": True}]})
    assert called_to(role, [FRIEND, GRANDCHILD], DEATH) == Called("Ivo", ("near",))
    assert called_to(role, [FRIEND], DEATH) == Called("Zé", ("near",))
