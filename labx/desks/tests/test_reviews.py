"""Who reviewed each rule and when; what is overdue; and a way to a person on every page."""

import datetime
import json

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from labx.core.packs import library
from labx.desks.exits import dialled, exits_of
from labx.desks.reviews import review_of, reviews_of
from labx.desks.tests.bereavement import desk, pack
from labx.desks.tests.families import WIDOW
from labx.desks.tests.visiting import DESK, sealed, text_of

REVIEW = f"{DESK}revisao/"
TODAY = datetime.date(2026, 11, 22)
ANSWERS = {name: value for name, value in WIDOW.items() if name != "today"}


def test_every_rule_and_letter_is_listed_and_nobody_is_named_who_did_not_review():
    with translation.override("pt"):
        found = reviews_of(pack(), TODAY)
        assert {one.names for one in found} == {"ainda ninguém"}
    assert len(found) == len(desk().procedures) + len(pack().content["letters"])
    assert {one.state for one in found} == {"waiting"} and all(one.source and one.grade for one in found)
    assert {one.review_by.isoformat() for one in found} == {pack().content["review_by"]}


def test_a_rule_with_a_review_of_its_own_says_so_and_may_be_overdue_alone():
    entry = pack().content["procedures"][0]
    own = {**entry, "checked_by": ["Ana Lobo, jurista"], "reviewed_on": "2026-05-04", "review_by": "2026-11-21"}
    found = review_of(pack(), own, TODAY)
    assert (found.names, found.reviewed_on) == ("Ana Lobo, jurista", datetime.date(2026, 5, 4))
    assert found.state == "overdue" and review_of(pack(), own, datetime.date(2026, 11, 21)).state == "reviewed"


@pytest.mark.django_db
def test_the_page_lists_filters_and_gives_the_list_away(client):
    text = text_of(client.get(REVIEW))
    assert "Quem reviu estas regras e quando" in text and "Ainda nenhum jurista reviu estas regras." in text
    assert "Registar a morte regra ainda não revisto ainda ninguém" in text
    assert "Carta ao banco carta" in text and "Código do Registo Civil art. 192" in text
    narrowed = text_of(client.get(REVIEW, {"grade": "C"}))
    assert "Mudar o registo do carro" in narrowed and "Registar a morte" not in narrowed
    rows = json.loads(client.get(REVIEW, {"formato": "json"}).content)
    assert len(rows) == len(reviews_of(pack(), TODAY))
    assert "Registar a morte" not in text_of(client.get(REVIEW, {"state": "reviewed"}))


@pytest.mark.django_db
def test_overdue_rules_are_marked_on_the_page(client, monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: datetime.date(2030, 1, 1))
    text = text_of(client.get(REVIEW))
    assert "Registar a morte regra revisão em atraso" in text
    assert "já deviam ter sido revistas até 31 de março de 2027" in text


@pytest.mark.django_db
def test_a_reviewed_pack_names_its_reviewer(client, monkeypatch):
    content = library.packs()["desks/bereavement-pt"].content
    monkeypatch.setitem(content, "checked_by", ["Ana Lobo"])
    monkeypatch.setitem(content, "reviewed_on", "2026-05-04")
    text = text_of(client.get(REVIEW))
    assert "Ainda nenhum jurista" not in text and "Registar a morte regra revisto Ana Lobo" in text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["pt", "en"])
def test_every_page_has_a_way_to_a_person(client, language):
    headers = {"accept-language": language}
    case = sealed(answers=ANSWERS)
    pages = {"first": client.get(DESK, headers=headers), "review": client.get(REVIEW, headers=headers)}
    for go, more in {
        "now": {},
        "ask": {},
        "change": {"fact": "death.date"},
        "plan": {},
        "wallet": {},
        "task": {"task": "p13-tell-the-bank"},
        "letters": {},
        "letter": {"letter": "bank"},
        "print": {},
    }.items():
        pages[go] = client.post(DESK, {"case": case, "go": go, **more}, headers=headers)
    for name, page in pages.items():
        body = page.content.decode()
        assert 'href="tel:112"' in body and 'href="tel:+351808242424"' in body, name
        assert "Espaço Óbito" in body and reverse("desks:review", args=["bereavement-pt"]) in body, name


def test_numbers_are_dialled_as_they_work_from_abroad_too():
    assert dialled("808 24 24 24") == "+351808242424" and dialled("112") == "112" and dialled("") == ""
    assert [bool(one["telephone"]) for one in exits_of(pack())] == [False, True, True, True]


@pytest.mark.django_db
def test_an_overdue_rule_is_greyed_and_told_wherever_it_stands(client, monkeypatch):
    entry = next(one for one in library.packs()["desks/bereavement-pt"].content["procedures"] if "p15" in one["name"])
    for review_by, is_overdue in (("2020-01-01", True), ("2099-01-01", False)):
        monkeypatch.setitem(entry, "review_by", review_by)
        for go, more in (("plan", {}), ("task", {"task": entry["name"]}), ("print", {})):
            page = client.post(DESK, {"case": sealed(answers=ANSWERS), "go": go, **more})
            assert (page.content.decode().count("is-overdue") == 1) is is_overdue, go
            assert ("Esta regra já devia ter sido revista" in text_of(page)) is is_overdue, go
        page = client.get(f"{DESK}passos/{entry['name']}/").content.decode()
        assert ('class="is-overdue"' in page) is is_overdue
