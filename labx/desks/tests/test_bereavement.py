"""The bereavement pack: against brute force, in time, in words of both languages, and three families end to end."""

import time

import pytest
from django.utils import translation

from labx.desks.cases import plan_as_json
from labx.desks.engine.batch import stand
from labx.desks.engine.changes import standings
from labx.desks.engine.generated import facts_at, generated_columns
from labx.desks.engine.plans import plan
from labx.desks.proofs import citizen_texts, every_text, reading_levels
from labx.desks.reading_level import unfit_words
from labx.desks.tests.bereavement import desk, pack
from labx.desks.tests.brute_force import agree, with_gaps
from labx.desks.tests.families import FAMILIES
from labx.desks.wording import explanation_words
from labx.rules.facts import read_facts


def test_brute_force_agrees():
    agree(desk(), pack().content, 300, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_brute_force_agrees_on_two_hundred_thousand_cases(seed):
    agree(desk(), pack().content, 10_000, seed=100 + seed)


def test_one_case_stands_as_many_do():
    columns = with_gaps(generated_columns(desk(), count=60, seed=2), 2)
    found = stand(desk(), columns, count=60)
    for place in range(60):
        made = dict(standings(plan(desk(), facts_at(desk(), columns, place))))
        states = {"applies": 1, "ruled_out": 0, "may_apply": -1}
        assert {name: states[one.state] for name, one in made.items()} == {
            name: column[place] for name, column in found.states.items()
        }


def test_a_plan_takes_five_milliseconds_at_most():
    columns = generated_columns(desk(), count=40, seed=3)
    cases = [facts_at(desk(), columns, place) for place in range(40)]
    assert (len(desk().procedures), len(desk().questions)) == (42, 57)
    fastest = []
    for _ in range(5):
        began = time.process_time()
        for facts in cases:
            plan(desk(), facts)
        fastest.append((time.process_time() - began) / len(cases))
    assert min(fastest) <= 0.005


def explained(answers, name, language):
    made = plan(desk(), read_facts(desk().schema, answers)[0])
    steps = (*made.tasks, *made.information, *made.open_steps)
    found = {step.procedure.name: step.explanation for step in steps} | {one.rule: one for one in made.ruled_out}
    with translation.override(language):
        return explanation_words(pack().content, found[name])


DIED = {"death.date": "2026-03-02", "deceased.stage": "person", "death.region": "mainland"}


@pytest.mark.parametrize(
    ("answers", "name", "portuguese", "english"),
    [
        (
            DIED | {"estate.weapon": True},
            "p33-weapons",
            "Aplica-se, porque respondeu: Arma de fogo: sim.",
            "It applies, because you answered: Firearm: yes.",
        ),
        (
            DIED | {"estate.weapon": False},
            "p33-weapons",
            "Não se aplica, porque respondeu: Arma de fogo: não.",
            "It does not apply, because you answered: Firearm: no.",
        ),
        (
            DIED,
            "p33-weapons",
            "Pode aplicar-se. Para o saber, responda: Há uma arma de fogo nas coisas ou na casa?",
            "It may apply. To know this, answer: Is there a firearm among the things or in the house?",
        ),
        (
            DIED | {"death.cause": "illness"},
            "p24-work-accident",
            "Não se aplica, porque respondeu: Como morreu: Doença ou velhice.",
            "It does not apply, because you answered: How the person died: Illness or old age.",
        ),
        (
            DIED | {"deceased.born": "1940-05-01"},
            "p28-is-there-a-will",
            "Aplica-se, porque respondeu: Quem morreu: Um adulto ou uma criança; Dia em que nasceu: 1 de maio de 1940; "
            "Dia da morte: 2 de março de 2026.",
            "It applies, because you answered: Who died: An adult or a child; Day of birth: 1 May 1940; "
            "Day of death: 2 March 2026.",
        ),
        ({}, "p01-medical-certificate", "Aplica-se em todos os casos.", "It applies in every case."),
    ],
)
def test_why_and_why_not_and_what_is_missing_in_both_languages(answers, name, portuguese, english):
    assert explained(answers, name, "pt").casefold() == portuguese.casefold()
    assert explained(answers, name, "en") == english


def test_numbers_and_hours_are_told_as_people_read_them():
    answers = DIED | {"deceased.regime": "ssv", "deceased.months": 35, "asker.paid": True, "deceased.resident": True}
    assert "Meses de descontos: 35" in explained(answers, "p18-funeral-allowance", "pt")
    found = plan(desk(), read_facts(desk().schema, DIED | {"death.time": "2026-03-02T10:30:00+00:00"})[0])
    assert found.settled.facts["death.time"].hour == 10


@pytest.mark.parametrize("name", FAMILIES)
def test_a_whole_family_has_the_plan_that_was_read_aloud(name):
    answers, expected = FAMILIES[name]
    facts, refused = read_facts(desk().schema, answers)
    made = plan_as_json(plan(desk(), facts))
    assert refused == [] and made["contradictions"] == []
    told = {task: [day for day in made[task]["by"] if day] for task in made["order"]}
    assert list(told.items()) == list(expected.items())
    assert made["questions"] == []


def test_nothing_of_low_grade_shows_a_date():
    for procedure in desk().procedures.values():
        for limit in procedure.time_limits:
            assert limit.shows_dates == (limit.grade in {"A", "A-", "B"})
            assert limit.shows_dates or not any(limit.grade in {"A", "A-", "B"} for _ in limit.readings)


def test_every_text_is_listed_with_its_level_and_has_both_languages():
    levels = dict(reading_levels(pack().content))
    named = {entry["name"] for kind in ("letters", "roles") for entry in pack().content[kind]}
    shared = {"desk", "questions", "documents", "human_exits", "letters"}
    assert levels.keys() == {*shared, *named, *desk().procedures} and max(levels.values()) <= 8
    languages = {}
    for name, language, _text in citizen_texts(pack().content):
        languages.setdefault(name, []).append(language)
    assert all(found.count("pt") == found.count("en") for found in languages.values())


def test_no_reviewer_is_invented():
    with translation.override("pt"):
        assert pack().review_words == "ainda não revisto"


def test_no_text_at_all_congratulates_plays_or_shouts():
    texts = [text for _place, _language, text in every_text(pack().content)] + list(pack().texts.values())
    assert {*(text for *_place, text in citizen_texts(pack().content))} <= {*texts} and len(texts) > 700
    assert [(text, unfit_words(text)) for text in texts if unfit_words(text)] == []
