"""Clocks of the law, and names found in texts."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.core.personal import Person
from labx.people.rights.engine import clock
from labx.people.rights.engine.matching import found, redacted, redacted_value, spans, texts_in


@pytest.mark.parametrize(
    ("received", "due", "extended"),
    [
        (date(2026, 11, 2), date(2026, 12, 2), date(2027, 2, 2)),
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30)),
        (date(2027, 12, 31), date(2028, 1, 31), date(2028, 3, 31)),
        (date(2028, 1, 31), date(2028, 2, 29), date(2028, 4, 30)),
    ],
)
def test_a_month_and_two_more(received, due, extended):
    assert clock.answer_due(received) == due and clock.extended_due(received) == extended


def test_hours_run_through_nights_and_holidays():
    known = datetime(2026, 12, 24, 18, tzinfo=UTC)
    assert clock.internal_due(known) == datetime(2026, 12, 25, 18, tzinfo=UTC)
    assert clock.authority_due(known) - known == timedelta(hours=72)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("A Ana Luz veio.", "A [retirado] veio."),
        ("a ANA  luz, ana luz", "a ANA  luz, [retirado]"),  # two spaces are another text
        ("Ana Luzia ficou", "Ana Luzia ficou"),
        ("Joana Luz ficou", "Joana Luz ficou"),
        ("ÁNA LÚZ!", "[retirado]!"),
        ("ana.luz@example.pt escreveu", "[retirado] escreveu"),
        ("", ""),
    ],
)
def test_names_are_taken_out_as_whole_words(text, clean):
    assert redacted(text, ["Ana Luz", "ana.luz@example.pt"]) == clean


def test_the_longest_name_goes_whole():
    assert redacted("Ana Maria Luz e Ana Luz", ["Ana Luz", "Ana Maria Luz", " "]) == "[retirado] e [retirado]"
    assert spans("Ana Maria", ["Ana Maria", "Maria"]) == [(0, 9)]


def test_a_narrow_column_gets_a_short_sign():
    assert redacted("Ana Luz", ["Ana Luz"], 7) == "…"
    assert redacted("Eva e mais nada", ["Eva"], 14) == "… e mais nada"
    assert redacted("ab", ["ab"], 0) == ""


def test_json_is_cleaned_to_its_last_key():
    value = {"Ana Luz": [{"nota": "de Ana Luz"}, 3, None], "x": True}
    clean = redacted_value(value, ["Ana Luz"])
    assert clean == {"[retirado]": [{"nota": "de [retirado]"}, 3, None], "x": True}
    assert sorted(texts_in(value)) == ["Ana Luz", "de Ana Luz", "nota", "x"]


def test_the_words_around_are_shown():
    place = found("x" * 100 + " Ana Luz " + "y" * 100, ["Ana Luz"])[0]
    assert place.match == "Ana Luz" and len(place.before) == len(place.after) == 60


@given(st.text(max_size=60), st.sampled_from(["Ana Luz", "Conceição Brás", "961234567"]), st.text(max_size=60))
def test_whatever_stands_around_a_name_it_is_gone_and_the_rest_is_there(before, name, after):
    text = f"{before} {name} {after}"
    clean = redacted(text, [name])
    assert not spans(clean, [name])
    if not spans(before, [name]) and not spans(after, [name]):
        assert clean.startswith(before[: max(0, len(before) - len(name))])


def test_a_person_is_written_in_several_ways():
    terms = Person(names=("Ana Maria Luz", "Eva"), addresses=("+351 961 234 567", "ana@example.pt")).terms
    assert {"Ana Maria Luz", "Ana Luz", "961234567", "961 234 567", "ana@example.pt"} <= set(terms)
    assert "Eva" not in terms  # three letters would be found everywhere
    assert Person().patterns == ["\x01"]


def test_names_that_leave_the_same_word_lose_nothing_of_what_stands_under_them():
    kept = {"Ana Luz": 1, "Rui Mar": 2, "[retirado]": 3, "a1": 4}
    once = redacted_value(kept, ["Ana Luz", "Rui Mar"])
    assert once == {"[retirado] 2": 1, "[retirado] 3": 2, "[retirado]": 3, "a1": 4}
    assert redacted_value(once, ["Ana Luz", "Rui Mar"]) == once
