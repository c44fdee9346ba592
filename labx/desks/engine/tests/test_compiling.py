"""What is told of a pack that cannot become a desk."""

import copy

import pytest

from labx.desks.engine.compiling import read_desk
from labx.desks.engine.tests.moving_house import CONTENT, procedure


def with_change(change):
    content = copy.deepcopy(CONTENT)
    change(content)
    return content


def set_in(part, place, /, **values):
    return lambda content: content[part][place].update(values)


def set_reading(**values):
    return lambda content: content["procedures"][1]["time_limits"][0]["readings"][0].update(values)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (set_in("facts", 4, asked_if="owner"), "facts[4]: asked_if: 1:1: “owner” is no fact."),
        (set_in("facts", 4, otherwise="no"), "facts[4]: otherwise: rent: “no” is not a number."),
        (set_in("facts", 4, otherwise=-1), "facts[4]: otherwise: rent: -1 is not between 0 and inf."),
        (set_in("facts", 2, answers=[]), "facts[2]: Answers and type do not fit."),
        (set_in("facts", 3, answers=[{"code": "yes"}]), "facts[3]: Answers and type do not fit."),
        (set_in("defined", 0, **{"is": "renting +"}), "defined[0]: is: 1:9: This is no CEL expression."),
        (set_in("contradictions", 0, when="moved"), "contradictions[0]: when: The whole gives a date."),
        (set_in("tables", 0, key="animals"), "tables[0]: key: 1:1: “animals” is no fact."),
        (
            set_in("tables", 0, key="owner"),
            "tables[0]: key: The whole gives a bool. Write something that gives a code.",
        ),
        (set_in("tables", 0, day="day"), "tables[0]: day: “day” is not declared."),
        (
            set_in("procedures", 4, applies='animal == "lion"'),
            "procedures[4]: applies: 1:1: “lion” is none of the codes.",
        ),
        (set_in("procedures", 4, after=["lion"]), "procedures[4]: “lion” is not declared."),
        (set_in("procedures", 4, excludes=["lion"]), "procedures[4]: “lion” is not declared."),
        (set_in("procedures", 0, after=["two"]), None),
        (
            set_in("procedures", 0, after=["deposit"]),
            "procedures: Each of these waits for the next: keys, deposit, register, keys.",
        ),
        (set_reading(**{"from": ["when"]}), "procedures[1]: from: “when” is not declared."),
        (set_reading(**{"from": ["rent"]}), "procedures[1]: from: “rent” is no day."),
        (set_reading(amount=-3), "procedures[1]: A time limit is -3 long."),
        (lambda content: content.update(region="land"), "region: “land” is not declared."),
        (
            lambda content: content["tables"][0]["rows"].append({"code": "cat", "value": 9, "grade": "A"}),
            "tables[0]: In “bins: cat” two periods hold on",
        ),
    ],
)
def test_each_fault_names_its_place(change, told):
    desk, refused = read_desk(with_change(change))
    if told is None:
        assert refused == [] and desk.procedures["keys"].after == ("two",)
    else:
        assert desk is None and str(refused[0]).startswith(told)
        # What stands on a broken fact or definition breaks with it.
        assert len(refused) == 1 or told.startswith(("facts", "defined"))


def test_several_faults_are_told_at_once():
    content = CONTENT | {"procedures": [procedure("a", "nothing"), procedure("b", "less")]}
    assert [str(error)[:22] for error in read_desk(content)[1]] == ["procedures[0]: applies", "procedures[1]: applies"]
