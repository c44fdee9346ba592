"""Answers as they come, and what is said of those that cannot be used."""

import datetime
import math
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.rules.dated import Dated, Period
from labx.rules.errors import RuleRefused
from labx.rules.facts import Fact, Kind, Type, read_facts
from labx.rules.tests.examples import SCHEMA, complete_facts

LIMITED = {"children": Fact("children", Type(Kind.NUMBER), minimum=0, maximum=30)}


def as_answer(value):
    if isinstance(value, Dated):
        return [
            {
                "from": period.first and period.first.isoformat(),
                "to": period.last and period.last.isoformat(),
                "value": v,
            }
            for period in value.periods
            for v in [period.value]
        ]
    return value.isoformat() if isinstance(value, datetime.date) else value


@given(complete_facts)
def test_answers_come_back_as_the_facts_they_were(facts):
    answers = {name: as_answer(value) for name, value in facts.items()}
    assert read_facts(SCHEMA, answers) == (facts, [])
    assert read_facts(SCHEMA, facts | {"status": answers["status"]}) == (facts, [])


@pytest.mark.parametrize(
    ("name", "answer", "told"),
    [
        ("will", "yes", "will: “yes” is neither true nor false. Answer yes or no."),
        ("will", None, "will: It has no value. Leave out what is unknown."),
        ("wil", True, "wil: This fact is not known here. Leave it out, or correct its name."),
        ("age", "41", "age: “41” is not a number. Write a number, such as 12."),
        ("age", True, "age: “True” is not a number. Write a number, such as 12."),
        ("age", math.nan, "age: “nan” is not a number. Write a number, such as 12."),
        ("paint", "purple", "paint: “purple” is none of the answers. Choose one of: red, green, blue."),
        ("died", "2025-02-31", "died: “2025-02-31” is not a day of the calendar. Write the day as 2026-12-31."),
        ("died", 20250228, "died: “20250228” is not a day of the calendar. Write the day as 2026-12-31."),
        ("died", "0204-02-01", "died: The year 204 is too far away. Correct the year."),
        ("found", "2025-02-28", "found: The hour “2025-02-28” has no time zone. Add the zone, such as +00:00."),
        ("found", "soon", "found: “soon” is not a day and hour. Write it as 2026-12-31T10:30:00+00:00."),
        ("found", "2925-02-28T10:00:00+00:00", "found: The year 2925 is too far away. Correct the year."),
        ("status", "red", "status: A list of periods is expected. Write each as from, to and value."),
        (
            "status",
            [{"from": "2020-01-01"}],
            "status: A list of periods is expected. Write each as from, to and value.",
        ),
        ("status", [{"value": "pink"}], "status: “pink” is none of the answers. Choose one of: red, green, blue."),
    ],
)
def test_an_answer_that_cannot_be_used_says_so(name, answer, told):
    facts, refused = read_facts(SCHEMA, {name: answer, "asker.paid": True})
    assert facts == {"asker.paid": True}
    assert [str(error) for error in refused] == [told]


def test_numbers_keep_their_bounds_and_both_belong():
    assert read_facts(LIMITED, {"children": 30})[0] == {"children": 30.0}
    assert str(read_facts(LIMITED, {"children": 120})[1][0]) == (
        "children: 120 is not between 0 and 30. Correct the number."
    )


def test_several_faults_are_told_at_once():
    assert len(read_facts(SCHEMA, {"will": 1, "age": "x", "paint": "red"})[1]) == 2


day = st.dates(datetime.date(2020, 1, 1), datetime.date(2020, 1, 20))


@given(st.lists(st.tuples(st.integers(), day, day), max_size=4))
def test_a_dated_table_is_refused_exactly_when_a_day_has_two_values(rows):
    periods = [Period(value, min(one, other), max(one, other)) for value, one, other in rows]
    all_days = [datetime.date(2020, 1, 1) + datetime.timedelta(days=place) for place in range(20)]
    holding = {each: [period.value for period in periods if period.first <= each <= period.last] for each in all_days}
    if max(len(values) for values in holding.values()) > 1:
        with pytest.raises(RuleRefused, match="two periods hold"):
            Dated.of(periods, name="leave")
    else:
        table = Dated.of(periods, name="leave")
        assert {each: table.on(each) for each in all_days} == {
            each: values[0] if values else None for each, values in holding.items()
        }


def test_open_ends_overlap_too():
    with pytest.raises(RuleRefused, match="two periods hold on every early day"):
        Dated.of([Period(1), Period(2)], name="leave")
    with pytest.raises(RuleRefused, match="two periods hold on 2023-05-01"):
        Dated.of([Period(1), Period(2, datetime.date(2023, 5, 1))], name="leave")
    with pytest.raises(RuleRefused, match="ends on 2020-01-01, before it begins on 2020-01-02"):
        Dated.of([Period(1, datetime.date(2020, 1, 2), datetime.date(2020, 1, 1))], name="leave")


def test_a_refusal_names_its_places_from_the_outside_in_and_can_be_kept():
    error = RuleRefused("Bad “{name}”.", "Mend it.", place="1:2", name="x").within("procedures[3]")
    assert str(error) == "procedures[3]: 1:2: Bad “x”. Mend it."
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301
    assert str(RuleRefused("Bad.", "Mend it.")) == "Bad. Mend it."
