"""What a condition may say, and what is told of one that may not."""

import pytest

from labx.rules.errors import RuleRefused
from labx.rules.evaluation import evaluator
from labx.rules.expressions import And, FactOf, Or, facts_in
from labx.rules.facts import Fact, Kind, Type
from labx.rules.reading import LONGEST, read_condition
from labx.rules.tests.examples import COLOURS, SCHEMA, TYPES

CALLS = "date, timestamp, days_between, months_between, years_between, year, at"
OTHER = SCHEMA | {"fruit": Fact("fruit", Type(Kind.CODE, ("pear", "plum")))}


def needs(given, wanted):
    cure = "Compare it with something first, or take another fact."
    return f"1:1: A {given} stands where a {wanted} is needed. {cure}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("age >", "1:5: This is no CEL expression. Look for a missing bracket, quotation mark or operator."),
        ("will and age", "1:6: This is no CEL expression. Look for a missing bracket, quotation mark or operator."),
        ("will &&\n  wil", "2:3: “wil” is no fact. Write one of: will."),
        ("asker.hair", "1:1: “asker.hair” is no fact. Write one of: asker.heir, asker.paid."),
        ("zzzz", "1:1: “zzzz” is no fact. Write one of: age, asker.heir, asker.paid, children, died."),
        ('"x" > 5 || true', "1:1: A code is compared with a number. Compare values of the same kind."),
        ("died > 3", "1:1: A date is compared with a number. Compare values of the same kind."),
        ("died == found", "1:1: A date is compared with a timestamp. Compare values of the same kind."),
        ('paint > "red"', "1:1: A code is neither more nor less than another. Use == or !=."),
        ("will < true", "1:1: A bool is neither more nor less than another. Use == or !=."),
        ('paint == "pink"', "1:1: “pink” is none of the codes. Write one of: red, green, blue."),
        ('"pink" == paint', "1:1: “pink” is none of the codes. Write one of: red, green, blue."),
        ('paint in ["red", "pink"]', "1:1: “pink” is none of the codes. Write one of: red, green, blue."),
        ("paint == fruit", "1:1: These two facts share no code. Compare each with a code."),
        ("paint in [wall.paint]", "1:1: A list holds constants only. Use || between comparisons."),
        ("paint in paint", '1:1: After “in” comes a list. Write it out: in ["one", "two"].'),
        ("paint in []", '1:1: After “in” comes a list. Write it out: in ["one", "two"].'),
        ("null == will", "1:1: “null” is not used here. Use true, false, numbers and codes."),
        (r'paint == "r\x65d"', r'1:10: “"r\x65d"” is not used here. Use true, false, numbers and codes.'),
        ("age / 2 > 1", "1:1: Division is not used here. Multiply the other side instead."),
        ("age % 2 == 1", "1:1: Division is not used here. Multiply the other side instead."),
        (
            "age && will",
            needs("number", "bool"),
        ),
        (
            "will || age",
            needs("number", "bool"),
        ),
        ("!age", needs("number", "bool")),
        (
            "-will > 1",
            needs("bool", "number"),
        ),
        (
            "will + 1 > 1",
            needs("bool", "number"),
        ),
        (
            "age ? will : will",
            needs("number", "bool"),
        ),
        ("will ? age : will", "1:1: “? :” gives a number or a bool. Let both sides give the same kind."),
        ("will ? status : status", "1:1: “? :” gives a dated code or a dated code. Let both sides give the same kind."),
        ('status == "red"', "1:1: This value changes from day to day. Write at(fact, day)."),
        ("status && will", "1:1: This value changes from day to day. Write at(fact, day)."),
        ('at(paint, died) == "red"', "1:1: “at” takes a dated fact and a day. Write at(fact, day)."),
        ('at(status) == "red"', "1:1: “at” takes a dated fact and a day. Write at(fact, day)."),
        ('at(status, age) == "red"', "1:1: “at” takes a dated fact and a day. Write at(fact, day)."),
        ('at(status, died) == "pink"', "1:1: “pink” is none of the codes. Write one of: red, green, blue."),
        ("year(found) > 1", "1:1: “year” does not take (timestamp). Give it (date)."),
        ("year() > 1", "1:1: “year” does not take (). Give it (date)."),
        ("date(died) == died", '1:1: “date” takes one text. Write date("...").'),
        ("date() == died", '1:1: “date” takes one text. Write date("...").'),
        ('date("2025-02-31") == died', "1:1: “2025-02-31” is not a day of the calendar. Write the day as 2026-12-31."),
        (
            'timestamp("2025-02-01T10:00:00") == found',
            "1:1: The hour “2025-02-01T10:00:00” has no time zone. Add the zone, such as +00:00.",
        ),
        (
            "has(asker.paid)",
            f"1:1: There is no call “has”. Write one of: {CALLS}.",
        ),
        (
            "[1, 2].all(x, x > age)",
            "1:1: This way of writing is not used here. Use facts, &&, ||, !, comparisons and in.",
        ),
        ("(will).paid", "1:1: Only facts have parts named with a dot. Write the name of the fact."),
        ("age", "The whole gives a number. Write something that gives a bool."),
        (" " * LONGEST + "will", "The condition is longer than 4000 characters. Define a part of it."),
    ],
)
def test_what_is_told(text, told):
    with pytest.raises(RuleRefused) as refused:
        read_condition(text, OTHER)
    assert str(refused.value) == told


def test_chains_are_flat_and_brackets_leave_no_trace():
    expression = read_condition("will && (asker.heir && asker.paid) && (will || asker.heir || asker.paid)", SCHEMA)
    assert isinstance(expression, And)
    assert [type(item) for item in expression.items] == [FactOf, FactOf, FactOf, Or]
    assert list(facts_in(expression)) == ["will", "asker.heir", "asker.paid"] * 2


def test_numbers_are_read_as_cel_writes_them():
    assert evaluator(read_condition("0x10 == 16 && 1.5e1 == 15 && 007 == 7", SCHEMA))({}) is True


def test_a_name_may_stand_for_an_expression():
    adult = read_condition("age >= 18", SCHEMA)
    both = read_condition("adult && will", SCHEMA, {"adult": adult})
    assert both == read_condition("age >= 18 && will", SCHEMA)
    with pytest.raises(RuleRefused, match="“adlt” is no fact"):
        read_condition("adlt", SCHEMA, {"adult": adult})


def test_anything_may_be_wanted():
    assert read_condition("died", SCHEMA, wanted=None).type == TYPES["died"]
    chosen = read_condition('will ? "red" : paint', SCHEMA, wanted=None)
    assert chosen.type.options == ("red", "green", "blue")
    assert evaluator(chosen)({"will": True}) == "red"
    assert read_condition('will ? "black" : paint', SCHEMA, wanted=None).type.options == ("black", *COLOURS)
    assert str(read_condition("status", SCHEMA, wanted=None).type) == "dated code"
