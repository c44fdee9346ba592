"""The birth pack: against brute force, a family end to end on paper, and nothing in it of a death."""

import pytest

from labx.desks.cases import plan_as_json
from labx.desks.engine.plans import plan
from labx.desks.proofs import citizen_texts, every_text, reading_levels
from labx.desks.reading_level import unfit_words
from labx.desks.tests.birth import PARENTS, PARENTS_TASKS, desk, pack
from labx.desks.tests.brute_force import agree
from labx.rules.facts import read_facts


def test_brute_force_agrees():
    agree(desk(), pack().content, 300, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_brute_force_agrees_on_two_hundred_thousand_cases(seed):
    agree(desk(), pack().content, 10_000, seed=100 + seed)


def test_every_text_has_both_languages_and_is_easy():
    assert max(dict(reading_levels(pack().content)).values()) <= 8
    languages = {}
    for name, language, _text in citizen_texts(pack().content):
        languages.setdefault(name, []).append(language)
    assert all(found.count("pt") == found.count("en") for found in languages.values())


def test_nothing_of_low_grade_shows_a_date():
    limits = [limit for procedure in desk().procedures.values() for limit in procedure.time_limits]
    assert all(limit.grade in {"A", "A-", "B"} or not limit.readings for limit in limits)
    assert sum(limit.grade == "C" for limit in limits) >= 5


def test_a_whole_family_has_its_plan():
    facts, refused = read_facts(desk().schema, PARENTS)
    made = plan_as_json(plan(desk(), facts))
    assert refused == [] and made["contradictions"] == [] and made["questions"] == []
    told = {task: [day for day in made[task]["by"] if day] for task in made["order"]}
    assert list(told.items()) == list(PARENTS_TASKS.items())


def test_no_text_at_all_congratulates_plays_or_shouts():
    texts = [text for _place, _language, text in every_text(pack().content)] + list(pack().texts.values())
    assert {*(text for *_place, text in citizen_texts(pack().content))} <= {*texts} and len(texts) > 700
    assert [(text, unfit_words(text)) for text in texts if unfit_words(text)] == []
