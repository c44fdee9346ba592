"""What is counted of visits and of closed cases, how it comes into the log, and who sees it."""

import datetime as dt

import pytest
from django.db import DatabaseError
from django.utils import timezone

from labx.core.events.models import HotEvent
from labx.core.measures.compute import compute
from labx.core.policy import NotAllowed
from labx.desks import queries as desks
from labx.desks.counter.tests.receiving import ANSWERS, TASK, Clerk, case_of, counter_called, held, staff
from labx.desks.service import actions, counting, demo, jobs, queries
from labx.desks.service.events import COUNTED
from labx.desks.service.models import PublicFigures, WeekCount
from labx.desks.service.publishing import publish_weeks
from labx.desks.service.queries import counts_of
from labx.desks.service.reckoning import Count
from labx.desks.tests.bereavement import pack
from labx.desks.tests.visiting import DESK, FIRST, Visitor, sealed, text_of
from tests.people import WHO, account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
NAME = "bereavement-pt"


def amounts():
    return dict(WeekCount.objects.values_list("what", "amount"))


def test_each_page_counts_once_a_visit_and_nothing_says_what_was_asked(client):
    visitor = Visitor(client)
    visitor.send("first", **FIRST)
    for _time in range(2):
        visitor.send("plan")
        visitor.send("ask")
        visitor.send("decline", fact=visitor.fact)
    client.post(DESK, {"case": sealed(answers=ANSWERS, visit=visitor.case().visit), "go": "pdf"})
    assert amounts() == {
        "begun": 1, "plan": 1, "within_5": 1, "question_1": 1, "question_2": 1, "question_3": 1, "taken": 1,
    }  # fmt: skip
    assert {(row.desk, row.version) for row in WeekCount.objects.all()} == {(NAME, pack().version)}
    assert {row.week.weekday() for row in WeekCount.objects.all()} == {0}


@pytest.mark.parametrize(("minutes", "what"), [(0, "within_5"), (5, "within_5"), (6, "within_10"), (41, "longer")])
def test_the_time_to_the_plan_is_told_in_steps(client, monkeypatch, minutes, what):
    begun = sealed(visit={"begun": 1_000_000})
    monkeypatch.setattr(counting.time, "time", lambda: (1_000_000 + minutes) * 60)
    client.post(DESK, {"case": begun, "go": "plan"})
    assert amounts() == {"plan": 1, what: 1}


def test_a_case_of_another_time_counts_without_a_time(client):
    client.post(DESK, {"case": sealed(answers=ANSWERS), "go": "plan"})
    assert amounts() == {"plan": 1}


def test_a_visit_goes_on_where_nothing_can_be_counted(client, monkeypatch):
    def broken(*_arguments):
        raise DatabaseError

    monkeypatch.setattr(counting.connection, "cursor", broken, raising=False)
    assert client.post(DESK, {"case": sealed(answers=ANSWERS), "go": "plan"}).status_code == 200


def test_a_closed_case_is_counted_once_in_amounts_alone():
    clerk = Clerk(staff(counter_called(), "lidia@example.pt"))
    early = {**ANSWERS, "death.date": "2024-02-10", "deceased.contributed": True}
    case = case_of(clerk.account, clerk.account.counter_posts.get().counter, answers=early)
    clerk.open(case)
    clerk.send("came")
    clerk.send("deeds", **{f"deed-{TASK}": "here", f"entity-{TASK}": ""})
    clerk.send("close")
    once = amounts()
    assert once["cases"] == once["visits_here"] == once["received"] == 1
    assert once["counters_before"] >= once["counters_after"] - 1 >= 0
    assert once["tasks_due"] > once.get("tasks_on_time", 0)
    assert held(case).is_counted
    clerk.send("reopen")
    clerk.send("close")
    assert amounts() == once


def test_a_case_changed_meanwhile_is_shown_before_it_is_closed():
    counter = counter_called()
    clerk, colleague = Clerk(staff(counter, "lidia@example.pt")), Clerk(staff(counter, "bruno@example.pt"))
    case = case_of(clerk.account, counter)
    clerk.open(case)
    colleague.open(case, reason="away")
    colleague.send("came")
    clerk.send("close")
    assert "Outra pessoa também trabalhou" in clerk.text and not WeekCount.objects.filter(what="cases").exists()


def test_weeks_that_are_over_go_into_the_log_once_and_leave_here():
    this_week = counting.monday(timezone.localdate())
    for week, amount in ((this_week, 3), (this_week - dt.timedelta(weeks=2), 7)):
        WeekCount.objects.create(week=week, desk=NAME, version="1.0.0", what="begun", amount=amount)
    assert publish_weeks(by=WHO) == 1
    assert [row.amount for row in WeekCount.objects.all()] == [3]
    event = HotEvent.objects.get(name=COUNTED)
    assert event.value == 7 and set(event.context) == {"desk", "version", "week", "what"}
    assert [(one.what, one.amount) for one in counts_of(NAME)] == [("begun", 7)]
    WeekCount.objects.create(week=this_week - dt.timedelta(weeks=2), desk=NAME, version="1.0.0", what="begun", amount=7)
    jobs.publish_weeks(0)
    assert HotEvent.objects.filter(name=COUNTED).count() == 1
    assert compute("service.visits").value == 7


def test_the_owner_reads_exports_and_shows_the_figures(client):
    for _time in range(2):
        demo.load(None, by=WHO)
    leader = signed_in(account_with("lab_lead"))
    page = f"/balcoes/{NAME}/servico/"
    words = text_of(leader.get(page))
    assert "Números inventados" in words and "Chegou à pergunta 3" in words and "Mostrá-los a toda a gente" in words
    assert leader.get(page, {"formato": "csv"})["Content-Type"].startswith("text/csv")
    assert leader.get(page, {"p-formato": "json"}).status_code == 200
    assert "Tarefas feitas a tempo" in text_of(leader.get(page, {"numero": "on_time"}))
    public, publication = f"/balcoes/{NAME}/numeros/", f"{page}publicacao/"
    assert client.get(public).status_code == 302
    assert "Toda a gente pode então ler" in text_of(leader.get(publication))
    leader.post(publication)
    told = text_of(client.get(public))
    assert "Onde acabam as visitas" in told and "das visitas chegaram a um plano" in told
    assert "Uma família vai a" in told and "foram feitas a tempo em" in told and "foram pedidos" in told
    assert "Ainda ninguém mediu" in told and leader.get(page, {"c-formato": "csv"}).status_code == 200
    changed = client.get(public, {"fare_from": "5", "fare_to": "3"}).content.decode()
    assert 'value="3"' in changed and "não pode ser menor" in changed
    leader.post(publication)
    assert client.get(public).status_code == 302 and not PublicFigures.objects.exists()
    assert signed_in(account_with("researcher")).get(page).status_code == 200
    assert signed_in(account_with("researcher")).post(publication).status_code == 404
    assert compute("service.plans_per_visit").value == pytest.approx(0.85, abs=0.08)


def test_nothing_counted_yet_is_said():
    assert "Ainda nada contado" in text_of(signed_in(account_with("lab_lead")).get(f"/balcoes/{NAME}/servico/"))


def test_only_leaders_publish_and_twice_is_once():
    found = desks.find(NAME)
    with pytest.raises(NotAllowed):
        actions.publish(by=actor_with("analyst"), pack=found)
    for _time in range(2):
        actions.publish(by=WHO, pack=found)
    for _time in range(2):
        actions.withdraw(by=WHO, pack=found)
    assert not PublicFigures.objects.exists()


def test_the_demonstration_needs_its_desk(monkeypatch):
    monkeypatch.setattr(demo.desks, "find", lambda _name: None)
    demo.load(None, by=WHO)
    assert counts_of(NAME) == []


def test_the_running_month_stays_out_and_the_log_is_counted_once_a_minute(client, monkeypatch):
    actions.publish(by=WHO, pack=desks.find(NAME))
    asked, today = [], timezone.localdate()
    old, new = (today - dt.timedelta(weeks=8), 50), (counting.monday(today) - dt.timedelta(weeks=1), 7)
    rows = [Count(week, "1.0.0", what, amount) for week, amount in (old, new) for what in ("begun", "plan")]
    monkeypatch.setattr(queries, "counts_of", lambda name: (asked.append(name), rows)[1])
    for _time in range(2):
        words = text_of(client.get(f"/balcoes/{NAME}/numeros/"))
    assert " 50" in words and "57" not in words and asked == [NAME]


def test_a_month_with_a_week_that_was_not_published_yet_is_not_shown():
    today = timezone.localdate()
    old = counting.monday(today - dt.timedelta(weeks=9))
    WeekCount.objects.create(week=old, desk=NAME, version="1.0.0", what="begun", amount=7)
    assert queries.settled_lately(NAME) == []
    publish_weeks(by=WHO)
    assert queries.settled_lately(NAME) == []  # the minute before
    queries.cache.clear()
    assert [one.amount for one in queries.settled_lately(NAME)] == [7]
    WeekCount.objects.create(week=old, desk=NAME, version="1.0.0", what="plan", amount=7)
    queries.cache.clear()
    assert queries.settled_lately(NAME) == []
