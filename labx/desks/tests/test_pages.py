"""The pages of a desk: no account, nothing lost, each step one form."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from labx.core.packs import library
from labx.desks import queries
from labx.desks.tests.families import WIDOW
from labx.desks.tests.visiting import DESK, FIRST, Visitor, case_in, plan_page, sealed, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client):
    return Visitor(client)


def test_the_list_names_every_desk(client):
    assert "Quando morre alguém" in text_of(client.get(reverse("desks:list")))


def test_no_desk_says_how_one_begins(client, monkeypatch):
    monkeypatch.setattr(queries, "all_desks", list)
    assert "Ainda não há nenhum balcão" in text_of(client.get(reverse("desks:list")))


def test_an_unknown_desk_is_not_found(client):
    assert client.get("/balcoes/nada/").status_code == 302
    assert queries.find("nada") is None and queries.all_desks()


def today_is(monkeypatch, *day):
    monkeypatch.setattr(timezone, "localdate", lambda *_, **__: datetime.date(*day))


def test_the_first_screen_then_only_the_next_two_days(visitor, monkeypatch):
    today_is(monkeypatch, 2026, 2, 11)
    assert "Em que dia morreu?" in visitor.text and "Onde morreu?" in visitor.text
    visitor.send("first", **FIRST)
    assert "Os próximos dois dias" in visitor.text and "Registar a morte" in visitor.text
    assert "Chamar um médico" in visitor.text and "subsídio por morte" not in visitor.text
    assert "Até 12 de fevereiro de 2026 às 00:00 (a noite de 11 para 12). A lei fixa este prazo." in visitor.text
    assert visitor.case().answers["death.date"] == "2026-02-10"


def test_weeks_later_the_first_hours_come_last_and_what_the_law_still_asks_stays_first(visitor, monkeypatch):
    today_is(monkeypatch, 2026, 3, 2)
    visitor.send("first", **FIRST)
    assert "Registar a morte" in visitor.text
    assert re.findall(r'<h2 id="(p\d\d)-', visitor.page.content.decode()) == ["p07"]
    visitor.send("plan")
    assert "Dos primeiros dias, se ainda faltar alguma coisa" in visitor.text
    steps = re.findall(r'<h3 id="(p\d\d)-', visitor.page.content.decode())
    assert steps[0] == "p07" and [one for one in steps if one < "p41"][-3:] == ["p01", "p04", "p05"]


def test_an_open_question_hides_nothing_urgent(visitor):
    visitor.send("first", **FIRST | {"death-registered": ""})
    assert "Registar a morte" in visitor.text
    assert "Pode aplicar-se. Para o saber, responda: A morte já foi registada?" in visitor.text


def test_a_wrong_answer_keeps_the_others_and_says_what_to_write(visitor):
    visitor.send("first", **FIRST | {"death-date": "31/02/2026"})
    body = visitor.page.content.decode()
    assert "Em que dia morreu?" in visitor.text and 'value="31/02/2026"' in body
    assert re.search(r'value="spouse"[^>]*checked', body)


def test_questions_come_one_by_one_until_none_is_left(visitor):
    visitor.send("first", **FIRST)
    answers = {**WIDOW, "deceased.born": "03/06/1979", "death.time": "2026-02-10T07:40"}
    asked = []
    visitor.send("ask")
    while 'name="go" value="answer"' in visitor.page.content.decode():
        name = visitor.fact
        assert name not in asked and "pergunta" in visitor.text
        asked.append(name)
        value = answers[name]
        visitor.send(
            "answer", fact=name, **{name.replace(".", "-"): str(value).lower() if value in (True, False) else value}
        )
    assert "O seu plano" in visitor.text and len(asked) > 15
    assert visitor.case().answers["death.time"] == "2026-02-10T07:40:00+00:00"
    assert "Até 31 de maio de 2026. A lei fixa este prazo." in visitor.text
    assert "Até 9 de agosto de 2026. Depois, perde-se o direito." in visitor.text
    assert "Dias seguidos em que pode faltar ao trabalho 20" in visitor.text
    assert "Uma visita trata de várias coisas Balcão das Heranças" in visitor.text


def test_why_a_question_is_asked_and_two_ways_not_to_answer(visitor):
    visitor.send("first", **FIRST)
    visitor.send("ask")
    first = visitor.fact
    assert "Não sei" in visitor.text and "Prefiro não dizer" in visitor.text
    visitor.send("decline", fact=first)
    assert visitor.fact != first and visitor.case().declined == [first]
    visitor.send("back")
    assert visitor.fact == first and visitor.case().declined == []
    visitor.send("back")
    assert "Os próximos dois dias" in visitor.text


def test_a_changed_answer_shows_what_changed(client):
    page = plan_page(client, {"death.date": "2026-02-10", "deceased.stage": "person", "estate.weapon": True})
    changing = Visitor(client)
    changing.page = page
    changing.send("change", fact="estate.weapon")
    assert re.search(r'value="true"[^>]*checked', changing.page.content.decode())
    changing.send("answer", fact="estate.weapon", **{"estate-weapon": "false"})
    assert "O que mudou “Dizer à polícia que há uma arma” já não está no seu plano." in changing.text
    changing.send("change", fact="death.date")
    changing.send("answer", fact="death.date", **{"death-date": "11/02/2026"})
    assert "“Chamar um médico” tem outra data." in changing.text


def test_an_answer_taken_back_is_open_again(client):
    changing = Visitor(client)
    changing.page = plan_page(client, {"deceased.stage": "person", "estate.weapon": True})
    changing.send("answer", fact="estate.weapon")
    assert "“Dizer à polícia que há uma arma” pode aplicar-se." in changing.text
    assert changing.case().declined == ["estate.weapon"]


def test_a_wrong_answer_to_one_question_stays_there(visitor):
    visitor.send("answer", fact="deceased.months", **{"deceased-months": "-3"})
    assert visitor.fact == "deceased.months" and 'value="-3"' in visitor.page.content.decode()


def test_an_hour_that_did_not_exist_is_refused(visitor):
    visitor.send("answer", fact="death.time", **{"death-time": "2026-03-29T01:30"})
    assert "os relógios avançaram" in visitor.text and visitor.fact == "death.time"
    visitor.send("answer", fact="death.time", **{"death-time": "tarde"})
    assert "Escreva o dia e a hora como 31/12/2026 10:30." in visitor.text
    visitor.send("answer", fact="death.time", **{"death-time": "10/02/2026 7h40"})
    assert visitor.case().answers["death.time"].startswith("2026-02-10T07:40")


@pytest.mark.parametrize("fact", ["", "nothing", "today"])
def test_a_question_that_does_not_exist_asks_the_next_one(visitor, fact):
    for go in ("answer", "decline"):
        visitor.send(go, fact=fact)
        assert visitor.fact in {"death.date", "deceased.stage", "death.region"}
    visitor.send("change", fact=fact)
    assert "O seu plano" in visitor.text


def test_ticks_stay_with_the_case(visitor):
    visitor.send("first", **FIRST)
    visitor.send("tick", done=["p01-medical-certificate", "no-such-thing"])
    assert visitor.case().done == ["p01-medical-certificate"]
    assert re.search(r'value="p01-medical-certificate" checked', visitor.page.content.decode())


def test_why_not_and_what_is_open_are_told(client):
    text = text_of(plan_page(client, {"deceased.stage": "person", "estate.weapon": False}))
    assert "Não se aplica, porque respondeu: Arma de fogo: não." in text
    assert "Pode aplicar-se. Para o saber, responda: Tinha um emprego?" in text


def test_dates_carry_their_notes(client):
    answers = {"deceased.stage": "person", "death.date": "2025-02-10", "deceased.regime": "none"}
    text = text_of(plan_page(client, {**answers, "asker.paid": True, "deceased.resident": True}))
    assert "Até 10 de agosto de 2025. Depois, perde-se o direito." in text
    assert "Há quem conte até 31 de agosto de 2025." in text
    assert "Não é dia útil: a lei pode passá-lo para 11 de agosto de 2025." in text


def test_hours_that_were_not_known_are_told(client):
    died = {"deceased.stage": "person", "death.date": "2026-02-10", "death.region": "azores", "death.cause": "illness"}
    answers = {**died, "death.registered": False}
    text = text_of(plan_page(client, answers))
    assert "Até 12 de fevereiro de 2026 às 00:00 (a noite de 11 para 12). A lei fixa este prazo." in text
    assert "Não sabemos a hora, por isso contamos pelo lado mais seguro." in text
    assert "De 12 de fevereiro de 2026 às 00:00 (a noite de 11 para 12) a 13 de fevereiro de 2026 às 00:00" in text


def test_contradictions_are_told_on_the_plan(client):
    text = text_of(plan_page(client, {"deceased.stage": "person", "asker.relation": "spouse", "family.spouse": False}))
    assert "Veja as duas respostas." in text


def test_what_is_not_verified_says_so_and_shows_no_date(client):
    text = text_of(plan_page(client, {"deceased.stage": "person", "death.date": "2026-02-10", "deceased.income": True}))
    assert "Ainda por confirmar: pergunte antes de se fiar." not in text.split("Entregar o IRS")[1].split("Fonte")[0]
    assert "30 de junho" not in text
    school = text_of(plan_page(client, {"asker.school": True}))
    assert "Ainda por confirmar: pergunte antes de se fiar." in school


def test_the_page_to_print_has_the_plan_and_no_forms(visitor):
    visitor.send("first", **FIRST)
    visitor.send("print")
    assert "Chamar um médico" in visitor.text and "<form" not in visitor.page.content.decode()


def test_dates_go_to_the_calendar_and_say_nothing_of_whom(visitor):
    visitor.send("first", **FIRST)
    visitor.send("tick", done=["p01-medical-certificate"])
    sealed_case = case_in(visitor.page)
    taken = [visitor.client.post(DESK, {"case": sealed_case, "go": "dates"}) for _ in range(2)]
    assert taken[0]["Content-Type"] == "text/calendar; charset=utf-8"
    entries = [Calendar.from_ical(answer.content).walk("VEVENT") for answer in taken]
    assert [(str(one["summary"]), one.decoded("dtstart").isoformat()) for one in entries[0]] == [
        ("Escolher a agência do funeral", "2026-02-10"),
        ("Registar a morte", "2026-02-12"),
        ("Marcar a hora do funeral", "2026-02-13"),
    ]
    assert "A lei fixa este prazo." in entries[0][1]["description"]
    assert [one["uid"] for one in entries[0]] == [one["uid"] for one in entries[1]]
    assert "morte" not in str(Calendar.from_ical(taken[0].content)["x-wr-calname"]).lower()


def test_both_languages(client):
    sent = {"case": sealed(answers={"deceased.stage": "person", "estate.weapon": True}), "go": "plan"}
    text = text_of(client.post(DESK, sent, headers={"accept-language": "en"}))
    assert "Your plan" in text and "Tell the police that there is a weapon" in text
    assert "It applies, because you answered: Firearm: yes." in text


def test_overdue_rules_say_so(client, monkeypatch):
    pack = library.packs()["desks/bereavement-pt"]
    monkeypatch.setitem(pack.content, "review_by", "2020-01-01")
    assert "já deviam ter sido revistas até 1 de janeiro de 2020" in text_of(client.get(DESK))
