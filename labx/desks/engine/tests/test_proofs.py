"""What the proofs find in a pack that was spoilt on purpose, and that they find nothing in a sound one."""

import copy
import datetime

from labx.desks.engine import proofs
from labx.desks.engine.compiling import read_desk
from labx.desks.engine.generated import facts_at, generated_columns
from labx.desks.engine.plans import plan
from labx.desks.engine.tests.moving_house import CONTENT, procedure
from labx.rules.facts import read_facts

COUNT = 600


def desk_with(**parts):
    desk, refused = read_desk({**copy.deepcopy(CONTENT), **parts})
    assert refused == []
    return desk


def cases_of(desk):
    return proofs.sound_cases(desk, count=COUNT, seed=5)


def test_a_sound_desk_has_no_faults():
    desk = desk_with()
    cases = cases_of(desk)
    assert proofs.unreachable(desk, cases) == proofs.never_ruled_out(desk, cases) == ()
    assert proofs.together(desk, cases) == proofs.idle_questions(desk, cases) == ()
    assert list(proofs.rules_without_a_date(desk)) == []


def test_cases_that_contradict_themselves_are_set_aside():
    desk = desk_with()
    cases = cases_of(desk)
    assert cases.drawn == COUNT and COUNT / 2 < cases.kept < COUNT
    for place in range(0, cases.kept, 10):
        assert plan(desk, facts_at(desk, cases.columns, place)).settled.contradictions == ()


def test_generated_answers_are_answers():
    desk = desk_with()
    columns = generated_columns(desk, count=50, seed=6)
    for place in range(50):
        facts = facts_at(desk, columns, place)
        assert read_facts(desk.schema, facts) == (facts, [])
    assert {column.values.tolist()[0] for column in generated_columns(desk, count=50, seed=6).values()} == {
        column.values.tolist()[0] for column in columns.values()
    }


def test_what_never_applies_and_what_always_does_is_found():
    desk = desk_with(
        procedures=[
            procedure("never", "rent < 0"),
            procedure("ever", "rent >= 0"),
            procedure("always", "true"),
        ]
    )
    cases = cases_of(desk)
    assert proofs.unreachable(desk, cases) == ("never",)
    assert proofs.never_ruled_out(desk, cases) == ("ever",)


def test_two_that_exclude_each_other_and_apply_together_are_found():
    desk = desk_with(procedures=[procedure("a", "renting", excludes=["b"]), procedure("b", "renting || owner")])
    assert proofs.together(desk, cases_of(desk)) == (("a", "b"),)


def test_a_question_that_changes_nothing_is_found():
    facts = [*CONTENT["facts"], {"name": "colour", "type": "bool"}, {"name": "gate", "type": "bool"}]
    desk = desk_with(facts=facts, procedures=[*CONTENT["procedures"], procedure("x", "(gate || !gate) && owner")])
    assert proofs.idle_questions(desk, cases_of(desk)) == ("colour", "gate")


def test_without_regions_the_region_is_a_question_like_any_other():
    desk = desk_with(region="")
    assert proofs.idle_questions(desk, cases_of(desk)) == ("region",)


def test_interviews_end_and_say_what_stays_open():
    desk = desk_with()
    held = proofs.interviews(desk, cases_of(desk), count=20)
    assert held.held == 20 and 3 <= held.most_questions <= len(CONTENT["facts"]) and held.unsettled == ()
    never_known = desk_with(
        procedures=[procedure("late", "days_between(moved, today) > 3"), procedure("x", "hidden")],
        facts=[*CONTENT["facts"], {"name": "hidden", "type": "bool", "asked_if": "owner"}],
    )
    assert proofs.interviews(never_known, cases_of(never_known), count=30).unsettled == ("x",)


def test_a_rule_that_ends_before_it_begins_is_found():
    limits = [
        {
            "limit": "window",
            "grade": "A",
            "source": "s",
            "readings": [{"from": ["moved"], "counting": "yearly", "amount": 0, "opens": "01-01", "closes": "06-30"}],
        }
    ]
    desk = desk_with(procedures=[procedure("short", "true", time_limits=limits)])
    assert list(proofs.rules_without_a_date(desk)) == [("short", datetime.date(2020, 7, 1))]


def test_gaps_of_tables_are_found():
    desk = desk_with()
    assert list(proofs.codes_without_a_row(desk)) == [("bins", "dog"), ("bins", "none")]
    assert list(proofs.gaps(desk)) == []
    rows = [{"code": "cat", "value": 2, "valid_to": "2023-04-30", "grade": "A"}]
    broken = desk_with(tables=[CONTENT["tables"][0] | {"rows": rows}])
    assert list(proofs.gaps(broken)) == [("bins", "cat", datetime.date(2023, 5, 1))]


def test_a_value_of_low_grade_is_not_told():
    rows = [{"code": "cat", "value": 2, "grade": "C"}]
    desk = desk_with(tables=[CONTENT["tables"][0] | {"rows": rows}])
    answers = {"owner": False, "animal": "cat", "moved": datetime.date(2025, 1, 1)}
    assert plan(desk, answers).tables == {"bins": None}
    assert list(proofs.gaps(desk)) == []
