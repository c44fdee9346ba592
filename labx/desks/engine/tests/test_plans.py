"""Plans: against brute force, one after the other against all at once, and what is said of each procedure."""

import datetime
import itertools

import pytest

from labx.desks.engine.batch import impact, settle_columns, stand
from labx.desks.engine.changes import Change, Standing, State, changes_between, standings
from labx.desks.engine.compiling import read_desk
from labx.desks.engine.generated import under_another_version
from labx.desks.engine.plans import plan
from labx.desks.engine.settling import settle
from labx.desks.engine.tests.cases import many_cases
from labx.desks.engine.tests.moving_house import CONTENT, limit, procedure
from labx.desks.engine.tests.slow_plan import slow_standings
from labx.rules.calendar import Coverage
from labx.rules.columns import columns_of
from labx.rules.dated import Dated, Period
from labx.rules.explanation import Reason

DESK, REFUSED = read_desk(CONTENT)
STATES = {State.APPLIES: True, State.MAY_APPLY: None, State.RULED_OUT: False}
CODES = {True: 1, False: 0, None: -1}
MOVED = datetime.date(2025, 1, 31)


def quick_standings(content, desk, answers):
    """As the slow evaluator tells them: dates in hours left out."""
    in_hours = {
        entry["name"]
        for entry in content["procedures"]
        for found in entry.get("time_limits") or ()
        for reading in found.get("readings") or ()
        if reading["counting"].startswith("hours")
    }
    return {
        name: (STATES[found.state], None if name in in_hours else found.last_day)
        for name, found in standings(plan(desk, answers))
    }


def names(steps):
    return [step.procedure.name for step in steps]


def step_of(found, name):
    return next(step for step in (*found.tasks, *found.information, *found.open_steps) if step.procedure.name == name)


def test_the_desk_is_sound():
    assert REFUSED == []


@pytest.mark.parametrize("known", [1.0, 0.6])
def test_brute_force_gives_the_same(known):
    for answers in many_cases(DESK.schema, 150, seed=7, known=known):
        assert quick_standings(CONTENT, DESK, answers) == slow_standings(CONTENT, answers)


def test_many_at_once_stand_as_one_after_the_other():
    cases = many_cases(DESK.schema, 400, seed=8, known=0.7)
    columns = columns_of(DESK.schema, cases)
    found = stand(DESK, columns, count=len(cases))
    for place, answers in enumerate(cases):
        expected = quick_standings(CONTENT, DESK, answers)
        assert {name: states[place] for name, states in found.states.items()} == {
            name: CODES[state] for name, (state, _day) in expected.items()
        }
        assert {name: days[place].item() for name, days in found.last_days.items()} == {
            name: day for name, (_state, day) in expected.items()
        }
    settled = settle_columns(DESK, columns, count=len(cases))
    assert [bool(known) for known in settled["found"].known] == ["found" in settle(DESK, one).facts for one in cases]


def test_a_desk_without_regions_stands_too():
    content = CONTENT | {"region": ""}
    desk, _ = read_desk(content)
    cases = many_cases(desk.schema, 30, seed=9)
    found = stand(desk, columns_of(desk.schema, cases), count=len(cases))
    for place, answers in enumerate(cases):
        expected = slow_standings(content, answers)
        assert {name: days[place].item() for name, days in found.last_days.items()} == {
            name: day for name, (_state, day) in expected.items()
        }


def changed_content():
    """Another version: tax for all who pay, 120 days instead of 90, no cat, a garden."""
    procedures = [dict(entry) for entry in CONTENT["procedures"] if entry["name"] != "cat"]
    for entry in procedures:
        if entry["name"] == "tax":
            entry["applies"] = "pays"
        if entry["name"] == "deposit":
            entry["time_limits"] = [limit("expiry", "days", 120, ["found", "moved"])]
    garden = {"name": "garden", "applies": "owner", "phase": "later", "source": "rule", "grade": "A"}
    return CONTENT | {"version": "1.1.0", "procedures": [*procedures, garden]}


def test_a_new_version_touches_the_cases_whose_plans_differ():
    newer, refused = read_desk(changed_content())
    assert refused == []
    cases = many_cases(DESK.schema, 300, seed=10, known=0.7)
    columns = columns_of(DESK.schema, cases)
    found = impact(stand(DESK, columns, count=300), stand(newer, columns, count=300))
    touched = {entry.procedure: set(entry.cases.tolist()) for entry in found}
    one_by_one = {}
    totals = {}
    for place, answers in enumerate(cases):
        for change in changes_between(plan(DESK, answers), plan(newer, answers)):
            before, after = change.before, change.after
            if {before.state, after.state} <= {State.ABSENT, State.RULED_OUT}:
                continue
            one_by_one.setdefault(change.procedure, set()).add(place)
            kind = "moves" if before.state == after.state else str(after.state)
            totals[change.procedure, kind] = totals.get((change.procedure, kind), 0) + 1
    assert touched == one_by_one and set(touched) == {"tax", "deposit", "cat", "garden"}
    by_name = {entry.procedure: entry for entry in found}
    assert by_name["deposit"].moves == totals["deposit", "moves"] > 0
    assert by_name["tax"].begins + by_name["tax"].is_settled == totals["tax", "applies"]
    assert by_name["tax"].opens == totals["tax", "may_apply"] > 0
    assert by_name["cat"].ends == len(touched["cat"])


def test_another_version_sees_what_it_asks():
    facts = [entry for entry in CONTENT["facts"] if entry["name"] != "owner"]
    facts = [{**entry, "type": "number"} if entry["name"] == "chip" else entry for entry in facts]
    facts = [{**entry, "answers": [{"code": "cat"}]} if entry["name"] == "animal" else entry for entry in facts]
    facts = [{**entry, "otherwise": 0} if entry["name"] == "chip" else entry for entry in facts]
    older, refused = read_desk(
        {"id": "desks/x", "version": "1.0.0", "facts": [*facts, {"name": "old", "type": "bool"}]}
    )
    assert [str(error) for error in refused] == [
        "facts[7]: asked_if: 1:1: “none” is none of the codes. Write one of: cat."
    ]
    facts = [{**entry, "asked_if": None} if entry["name"] == "chip" else entry for entry in facts]
    older, refused = read_desk(
        {"id": "desks/x", "version": "1.0.0", "facts": [*facts, {"name": "old", "type": "bool"}]}
    )
    assert refused == []
    columns = columns_of(DESK.schema, many_cases(DESK.schema, 40, seed=15))
    seen = under_another_version(columns, older, count=40)
    assert seen.keys() == older.questions.keys()
    assert not seen["old"].known.any() and not seen["chip"].known.any()
    assert (seen["animal"].known == (columns["animal"].values == "cat")).all()
    assert (seen["moved"].values == columns["moved"].values).all() and seen["moved"].known.all()


def test_changes_name_what_was_and_what_is():
    before, after = (plan(DESK, {"owner": is_owner, "moved": MOVED, "animal": "dog"}) for is_owner in (True, False))
    tax = next(change for change in changes_between(before, after) if change.procedure == "tax")
    assert tax == Change("tax", Standing(State.APPLIES, datetime.date(2026, 6, 30)), Standing(State.RULED_OUT))
    assert changes_between(before, before) == ()


def test_each_procedure_stands_in_one_place_and_says_why():
    found = plan(DESK, {"moved": MOVED, "renting": True, "animal": "none"})
    assert names(found.tasks) == ["keys", "register", "two"]
    assert names(found.information) == []
    assert names(found.open_steps) == ["deposit", "tax"]
    assert [explanation.rule for explanation in found.ruled_out] == ["dog", "cat", "note"]
    assert step_of(found, "register").explanation.reasons == (Reason("renting", True),)
    assert found.ruled_out[0].reasons == (Reason("animal", "none"),)
    assert found.ruled_out[0].source == "rule dog"
    assert step_of(found, "deposit").explanation.missing == ("rent",)
    assert step_of(found, "tax").explanation.missing == ("owner",)


def test_what_no_one_answered_is_explained_by_what_was():
    found = plan(DESK, {"renting": False})
    deposit = next(explanation for explanation in found.ruled_out if explanation.rule == "deposit")
    assert deposit.reasons == (Reason("renting", False),)
    assert found.settled.implied == {"rent", "deposit"} and "found" in found.settled.pointless


def test_an_answer_that_became_pointless_counts_again_later():
    answers = {"renting": True, "rent": 500.0, "deposit": True, "found": MOVED}
    assert settle(DESK, answers).facts == answers
    assert settle(DESK, answers | {"renting": False}).facts == {"renting": False, "rent": 0.0, "deposit": False}


def test_contradictions_are_named():
    assert plan(DESK, {"renting": True, "owner": True}).settled.contradictions == ("rents-own",)
    assert plan(DESK, {"renting": True}).settled.contradictions == ()


def test_of_two_readings_the_earlier_is_shown_and_the_other_stands_beside_it():
    two = step_of(plan(DESK, {"renting": True, "moved": datetime.date(2024, 3, 15)}), "two")
    (found,) = two.due
    assert (found.shown.due.by, found.shown.source) == (datetime.date(2024, 9, 15), "guide")
    assert [(other.due.by, other.source) for other in found.others] == [(datetime.date(2024, 9, 30), "leaflet")]


def test_a_low_grade_shows_no_date_and_a_missing_start_is_named():
    cat = step_of(plan(DESK, {"animal": "cat", "moved": MOVED}), "cat")
    assert (cat.due[0].shown, cat.due[0].missing, cat.last_day) == (None, (), None)
    register = step_of(plan(DESK, {"owner": True}), "register")
    assert (register.due[0].shown, register.due[0].missing) == (None, ("moved",))


def test_a_time_limit_may_hold_for_some_cases_only():
    answers = {"owner": True, "moved": MOVED}
    (open_one,) = step_of(plan(DESK, answers), "tax").due
    assert (open_one.shown, open_one.missing) == (None, ("animal",))
    assert step_of(plan(DESK, answers | {"animal": "dog"}), "tax").last_day == datetime.date(2026, 6, 30)
    assert step_of(plan(DESK, answers | {"animal": "cat"}), "tax").due == ()


def test_what_the_desk_knows_itself_is_not_asked():
    content = CONTENT | {"procedures": [procedure("late", "days_between(moved, today) > 30")]}
    desk, _ = read_desk(content)
    assert [ask.fact for ask in plan(desk, {"moved": MOVED}).questions] == []
    assert [ask.fact for ask in plan(desk, {}).questions] == ["moved"]


def test_hours_count_from_the_moment_where_it_is_known():
    moment = datetime.datetime(2025, 1, 31, 10, tzinfo=datetime.UTC)
    known = step_of(plan(DESK, {"keys.time": moment, "moved": MOVED}), "keys")
    assert known.due[0].shown.due.by == moment + datetime.timedelta(hours=48)
    assert not known.due[0].shown.due.hour_assumed
    assumed = step_of(plan(DESK, {"moved": MOVED, "region": "azores"}), "keys").due[0]
    assert assumed.shown.due.by.isoformat() == "2025-02-02T00:00:00-01:00"
    assert assumed.shown.due.hour_assumed and assumed.missing == ("keys.time",)


def test_the_holidays_are_those_of_the_place():
    day = datetime.date(2026, 5, 15)  # the Azores have a holiday on 25 May 2026
    answers = {"animal": "dog", "chip": True, "moved": day}
    assert step_of(plan(DESK, answers), "dog").last_day == datetime.date(2026, 5, 29)
    assert step_of(plan(DESK, answers | {"region": "azores"}), "dog").last_day == datetime.date(2026, 6, 1)
    town = Dated.of([Period((5, 20))], name="town")
    assert step_of(plan(DESK, answers, municipal=town), "dog").last_day == datetime.date(2026, 6, 1)
    coverages = [plan(DESK, answers | more).coverage for more in ({}, {"region": "moon"}, {"region": "azores"})]
    assert coverages == [Coverage.NATIONAL, Coverage.NATIONAL, Coverage.REGIONAL]


def test_tables_give_a_value_by_code_and_day():
    days = [datetime.date(2023, 4, 30), datetime.date(2023, 5, 1)]
    cat = {"owner": False, "animal": "cat"}
    assert [plan(DESK, cat | {"moved": day}).tables["bins"] for day in days] == [2, 3]
    assert [plan(DESK, more).tables["bins"] for more in ({}, cat, cat | {"animal": "dog", "moved": MOVED})] == [
        None
    ] * 3


def test_no_question_outside_those_asked_changes_the_plan():
    for answers, full in zip(
        many_cases(DESK.schema, 120, seed=11, known=0.4), many_cases(DESK.schema, 120, seed=12), strict=True
    ):
        before = plan(DESK, answers)
        asked = {ask.fact for ask in before.questions}
        others = {name: value for name, value in full.items() if name not in asked}
        after = plan(DESK, {**others, **answers})
        assert changes_between(before, after) == ()


def test_another_answer_never_turns_a_plan_around():
    for full in many_cases(DESK.schema, 200, seed=14):
        known = dict(list(full.items())[: len(full) // 2])
        after = dict(standings(plan(DESK, full)))
        for name, found in standings(plan(DESK, known)):
            assert found.state in {State.MAY_APPLY, after[name].state}


def test_answering_every_question_ends_with_nothing_open():
    for full in many_cases(DESK.schema, 60, seed=13):
        answers = {}
        for _ in itertools.count():
            found = plan(DESK, answers)
            if not found.questions:
                break
            asked = found.questions[0].fact
            assert asked not in answers
            answers[asked] = full[asked]
        assert found.open_steps == ()
        assert set(dict(standings(found)).items()) == set(dict(standings(plan(DESK, full))).items())


def test_the_most_urgent_question_comes_first_and_says_what_it_decides():
    found = plan(DESK, {})
    assert [(ask.fact, ask.decides, ask.dates) for ask in found.questions[:4]] == [
        ("moved", (), ("keys", "register", "deposit", "dog", "two")),
        ("region", (), ("keys", "deposit", "dog")),
        ("keys.time", (), ("keys",)),
        ("animal", ("dog", "cat"), ("tax",)),
    ]
    declined = plan(DESK, {}, declined={"keys.time", "animal"})
    assert [ask.fact for ask in declined.questions[:3]] == ["moved", "region", "renting"]
