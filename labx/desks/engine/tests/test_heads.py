"""Who heads the estate: article 2080 of the Civil Code, case by case."""

import datetime
import itertools
from random import Random

import pytest

from labx.desks.engine.heads import DEGREES, Because, Head, Person, head_of_estate
from labx.rules.errors import RuleRefused

DEATH = datetime.date(2024, 3, 15)
SPOUSE = Person("Eva", "spouse", datetime.date(1950, 1, 1), is_legal_heir=True)
ELDER = Person("Rui", "child", datetime.date(1975, 5, 1), is_legal_heir=True)
YOUNGER = Person("Ana", "child", datetime.date(1980, 5, 1), is_legal_heir=True)
TWIN = Person("Gil", "child", datetime.date(1975, 5, 1), is_legal_heir=True)
AT_HOME = Person("Bia", "child", datetime.date(1990, 5, 1), is_legal_heir=True, lived_together=True)
GRANDCHILD = Person("Ivo", "grandchild", datetime.date(2000, 5, 1), is_legal_heir=True, lived_together=True)
EXECUTOR = Person("Dr. Sá", is_executor=True)
FRIEND = Person("Zé", is_heir_by_will=True)
MINOR = Person("Leo", "child", datetime.date(2010, 5, 1), is_legal_heir=True)
UNDATED = Person("Noé", "child", is_legal_heir=True)


@pytest.mark.parametrize(
    ("people", "person", "reasons"),
    [
        ([ELDER, SPOUSE, EXECUTOR], "Eva", [Because.SPOUSE]),
        ([ELDER, Person("Eva", "spouse", owns_half=True)], "Eva", [Because.SPOUSE]),
        ([ELDER, Person("Eva", "spouse")], "Rui", [Because.CLOSEST_RELATIVE]),
        ([ELDER, EXECUTOR], "Dr. Sá", [Because.EXECUTOR]),
        ([GRANDCHILD, ELDER, FRIEND], "Rui", [Because.CLOSEST_RELATIVE]),
        ([ELDER, YOUNGER], "Rui", [Because.CLOSEST_RELATIVE, Because.OLDEST]),
        ([ELDER, AT_HOME], "Bia", [Because.CLOSEST_RELATIVE, Because.LIVED_TOGETHER]),
        ([FRIEND], "Zé", [Because.NAMED_IN_WILL]),
        ([MINOR], "Leo", [Because.CLOSEST_RELATIVE, Because.REPRESENTED]),
        ([Person("Leo", "child", datetime.date(2006, 3, 15), is_legal_heir=True)], "Leo", [Because.CLOSEST_RELATIVE]),
        ([Person("Tia", "uncle"), FRIEND], "Zé", [Because.NAMED_IN_WILL]),
    ],
)
def test_the_order_of_the_law(people, person, reasons):
    assert head_of_estate(people, DEATH) == Head(person, tuple(reasons))


def test_two_who_lived_there_are_told_apart_by_age():
    other = Person("Lia", "child", datetime.date(1991, 5, 1), is_legal_heir=True, lived_together=True)
    expected = (Because.CLOSEST_RELATIVE, Because.LIVED_TOGETHER, Because.OLDEST)
    assert head_of_estate([other, ELDER, AT_HOME], DEATH) == Head("Bia", expected)
    everyone = head_of_estate([other, AT_HOME], DEATH)
    assert everyone == Head("Bia", (Because.CLOSEST_RELATIVE, Because.OLDEST))


def test_a_tie_that_the_law_does_not_break_names_both():
    assert head_of_estate([TWIN, ELDER], DEATH) == Head(
        None, (Because.CLOSEST_RELATIVE, Because.OLDEST), ("Gil", "Rui")
    )
    assert head_of_estate([ELDER, UNDATED], DEATH) == Head(None, (Because.CLOSEST_RELATIVE,), ("Noé", "Rui"))


def test_nobody_is_named():
    assert head_of_estate([], DEATH) == Head(None, ())
    assert head_of_estate([Person("Zé")], DEATH) == Head(None, ())


def test_heirs_may_agree_on_anyone():
    assert head_of_estate([SPOUSE, FRIEND], DEATH, agreed="Zé") == Head("Zé", (Because.AGREED,))
    with pytest.raises(RuleRefused, match="“Tó” is not among the people"):
        head_of_estate([SPOUSE], DEATH, agreed="Tó")


def test_people_need_names_of_their_own_and_known_relations():
    with pytest.raises(RuleRefused, match="“Eva” is there twice"):
        head_of_estate([SPOUSE, SPOUSE], DEATH)
    with pytest.raises(RuleRefused, match="“friend” is no relation"):
        head_of_estate([Person("Zé", "friend")], DEATH)


def test_a_hundred_and_twenty_heirs_in_any_order_give_the_oldest_of_the_closest():
    random = Random(3)
    relations = list(DEGREES)
    people = [
        Person(
            f"h{place}",
            random.choice(relations),
            datetime.date(1930, 1, 1) + datetime.timedelta(days=37 * place),
            is_legal_heir=True,
            lived_together=random.random() < 0.2,
        )
        for place in range(120)
    ]
    expected = min(people, key=lambda one: (DEGREES[one.relation], not one.lived_together, one.born)).name
    for _ in range(5):
        random.shuffle(people)
        assert head_of_estate(people, DEATH).person == expected


def test_the_order_of_the_people_does_not_matter():
    group = [ELDER, YOUNGER, AT_HOME, GRANDCHILD]
    assert {head_of_estate(list(order), DEATH) for order in itertools.permutations(group)} == {
        Head("Bia", (Because.CLOSEST_RELATIVE, Because.LIVED_TOGETHER))
    }
