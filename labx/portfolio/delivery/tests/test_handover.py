"""Handing a project over, asking its owner afterwards, and what the answer becomes."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from labx.core import rooms
from labx.core.actions import EditedMeanwhile
from labx.core.actors import ANONYMOUS
from labx.core.measures.compute import compute
from labx.core.personal import Person
from labx.core.policy import NotAllowed
from labx.people import actions as accounts
from labx.portfolio.actions import evidence, projects
from labx.portfolio.delivery import asking, jobs, personal, queries
from labx.portfolio.delivery.actions import handover as actions
from labx.portfolio.delivery.models import FollowUp, Handover
from labx.portfolio.models import Evidence, Project, Stage
from labx.portfolio.tests.making import DECISION, WHO, evidence_of, project_of
from tests.people import account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db
OWNER = {"owner_name": "Rita Melo", "owner_email": "rita@example.pt"}


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


def scaled(title: str = "Cartas") -> Project:
    project = project_of(title)
    cited = [(evidence_of(project), True, "strong")]
    evidence.record_decision(by=WHO, project=project, citations=cited, **{**DECISION, "outcome": "scale"})
    project.refresh_from_db()
    return project


def handed_over(days_ago: int, title: str = "Cartas", **words: object) -> Handover:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    given = {**OWNER, "handed_over_on": day, **words}
    return actions.write_handover(by=WHO, project=scaled(title), edition=0, **given)


def page(client: Client, project: Project) -> str:
    return client.get(reverse("delivery:handover", args=[project.slug])).content.decode()


def test_a_handover_is_prepared_dated_and_moves_the_project(client):
    project = scaled()
    assert project.stage == Stage.SCALE and "Preparar a entrega" in page(client, project)
    there = reverse("delivery:edit_handover", args=[project.slug])
    assert client.get(there).status_code == 200
    form = {**OWNER, "budget": "Rubrica 02.02.25", "budget_on": "1/3/2026", "training": "Guichés", "edition": 0}
    assert client.post(there, form).status_code == 302
    shown = page(client, project)
    assert "Rubrica 02.02.25" in shown and "pronto" in shown and "ainda não" in shown.lower()
    assert "ainda não há dia marcado" in shown and not FollowUp.objects.exists()
    assert client.post(there, {**form, "handed_over_on": "31/8/2026", "edition": 1}).status_code == 302
    project.refresh_from_db()
    assert project.stage == Stage.HANDOVER and compute("delivery.handed_over").value == 1
    due = dict(FollowUp.objects.values_list("months", "due_on"))
    assert due == {6: dt.date(2027, 2, 28), 12: dt.date(2027, 8, 31)}
    client.post(there, {**form, "handed_over_on": "30/6/2026", "edition": 2})
    assert FollowUp.objects.get(months=12).due_on == dt.date(2027, 6, 30)
    assert compute("delivery.handed_over").value == 1


def test_only_a_project_that_scales_is_handed_over(client):
    project = project_of()
    there = reverse("delivery:edit_handover", args=[project.slug])
    shown = client.post(there, {**OWNER, "edition": 0}).content.decode()
    assert "Registe primeiro essa decisão" in shown and not Handover.objects.exists()
    with pytest.raises(NotAllowed):
        actions.write_handover(by=actor_with("researcher"), project=project, edition=0, **OWNER)


def test_a_date_of_a_handover_is_corrected_never_taken_away_nor_future(client):
    handover = handed_over(10)
    with pytest.raises(evidence.NotReady):
        actions.write_handover(by=WHO, project=handover.project, edition=1, **OWNER, handed_over_on=None)
    there = reverse("delivery:edit_handover", args=[handover.project.slug])
    shown = client.post(there, {**OWNER, "handed_over_on": "1/1/2990", "edition": 1}).content.decode()
    assert "não pode ter data futura" in shown


def test_two_people_writing_a_handover_lose_nothing(client):
    handover = handed_over(10)
    actions.write_handover(by=WHO, project=handover.project, edition=1, budget="Da Ana")
    with pytest.raises(EditedMeanwhile):
        actions.write_handover(by=WHO, project=handover.project, edition=1, budget="Do Rui")
    day = f"{handover.handed_over_on:%d/%m/%Y}"
    typed = {**OWNER, "budget": "Do Rui", "handed_over_on": day, "edition": 1}
    shown = client.post(reverse("delivery:edit_handover", args=[handover.project.slug]), typed).content.decode()
    assert "Ana" in shown and "Do Rui" in shown and Handover.objects.get().budget == "Da Ana"


# Asking.


def test_the_owner_is_asked_when_it_is_due_and_reminded_at_most_twice(monkeypatch):
    handed_over(200)
    now = timezone.now()
    six, twelve = FollowUp.objects.order_by("months")
    assert list(asking.to_ask(now)) == [six]
    for day in range(60):
        monkeypatch.setattr(timezone, "now", lambda day=day: now + dt.timedelta(days=day))
        asking.ask(six.pk)
        assert not asking.ask(twelve.pk)
    assert len(mail.outbox) == asking.MOST_TIMES and mail.outbox[0].to == ["rita@example.pt"]
    assert "quatro perguntas" in mail.outbox[0].subject and "esperamos a sua resposta" in mail.outbox[1].subject
    six.refresh_from_db()
    assert six.times_asked == 3 and six.asked_at == now


@pytest.mark.parametrize("known_as", ["account", "invitation"])
def test_the_owner_is_asked_in_the_language_chosen_with_the_address(known_as):
    if known_as == "account":
        open_account("rita@example.pt", language="en")
    else:
        accounts.invite_account(by=WHO, email="Rita@example.pt", name="Rita Melo", language="en")
    handed_over(200)
    mail.outbox.clear()
    assert asking.ask(FollowUp.objects.get(months=6).pk)
    assert "four short questions" in mail.outbox[0].subject and "Hello, Rita Melo" in mail.outbox[0].body


def test_the_morning_job_asks_each_owner_whose_answer_is_due(monkeypatch):
    handed_over(200)
    deferred = []
    monkeypatch.setattr(jobs.ask_one, "defer", lambda **arguments: deferred.append(arguments))
    jobs.ask_due(0)
    assert deferred == [{"follow_up": str(FollowUp.objects.get(months=6).pk)}]
    jobs.ask_one(**deferred[0])
    assert len(mail.outbox) == 1
    assert "labx.delivery.ask_due" in {one.task.name for one in app.periodic_registry.periodic_tasks.values()}


def test_a_post_that_fails_is_tried_again(monkeypatch):
    handed_over(200)
    six = FollowUp.objects.get(months=6)

    def broken(_follow_up: FollowUp) -> None:
        raise OSError("no route to the post")

    with monkeypatch.context() as patched:
        patched.setattr(asking, "send", broken)
        with pytest.raises(OSError, match="no route"):
            asking.ask(six.pk)
    six.refresh_from_db()
    assert six.times_asked == 0 and asking.ask(six.pk)


def test_a_lead_asks_now(client, monkeypatch):
    handover = handed_over(200)
    deferred = []
    monkeypatch.setattr(jobs.ask_one, "defer", lambda **arguments: deferred.append(arguments))
    six = FollowUp.objects.get(months=6)
    assert "Perguntar agora" in page(client, handover.project)
    client.post(reverse("delivery:ask", args=[handover.project.slug, six.pk]))
    assert deferred == [{"follow_up": str(six.pk)}]


def link_in(message: mail.EmailMessage) -> str:
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


ANSWER = {"still_used": "changed", "changed": "Agora é por SMS.", "numbers": "40 por dia", "problems": ""}


def test_the_owner_answers_without_an_account_and_it_lands_as_evidence(client):
    project = handed_over(200).project
    before = Evidence.objects.count()
    asking.ask(FollowUp.objects.get(months=6).pk)
    there, owner = link_in(mail.outbox[0]), Client()
    assert "Ainda se usa?" in owner.get(there).content.decode()
    assert "error-summary" in owner.post(there, {"changed": "x"}).content.decode()
    assert owner.post(there, ANSWER).status_code == 302
    assert "Obrigado" in owner.get(there).content.decode()
    found = Evidence.objects.latest("recorded_at")
    assert Evidence.objects.count() == before + 1 and found.project == project
    assert "Agora é por SMS." in found.statement and found.design_grade == "none"
    opened = rooms.open_reference(found.reference)
    assert opened and opened.digest == found.reference_digest and "por SMS" in opened.sentence
    assert compute("delivery.follow_ups").value == 1 and "por SMS" in page(client, project)
    assert "Obrigado" in owner.post(there, {**ANSWER, "still_used": "no"}).content.decode()
    assert Evidence.objects.count() == before + 1 and FollowUp.objects.get(months=6).still_used == "changed"
    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_follow_up(by=ANONYMOUS, follow_up=FollowUp.objects.get(months=6), still_used="no")


def test_a_link_that_was_changed_or_went_to_another_address_opens_nothing():
    handover = handed_over(200)
    good = asking.token(FollowUp.objects.get(months=6))
    owner = Client()
    assert owner.get(reverse("delivery:answer", args=[good])).status_code == 200
    assert owner.get(reverse("delivery:answer", args=[f"{good}x"])).status_code == 302
    assert owner.get(reverse("delivery:answer", args=["x"])).status_code == 302
    actions.write_handover(by=WHO, project=handover.project, edition=1, owner_email="nova@example.pt")
    assert owner.get(reverse("delivery:answer", args=[good])).status_code == 302


def test_an_overdue_answer_stands_on_its_leads_desk(client):
    handover = handed_over(230)
    lead = open_account("lider@example.pt")
    projects.add_member(by=WHO, project=handover.project, account=lead, role="lead")
    desk = signed_in(lead).get(reverse("portfolio:desk")).content.decode()
    assert "Falta a resposta sobre" in desk and "resposta está atrasada" in page(client, handover.project)
    actions.answer_follow_up(by=ANONYMOUS, follow_up=FollowUp.objects.get(months=6), still_used="yes")
    assert "Falta a resposta sobre" not in signed_in(lead).get(reverse("portfolio:desk")).content.decode()


def test_the_handover_is_part_of_the_projects_story():
    handover = handed_over(10)
    assert "Entregue" in {moment.title for moment in queries.story_of(handover.project)}


def test_what_is_kept_of_an_owner_is_told_and_erased():
    handed_over(200)
    person = Person(addresses=("RITA@example.pt",))
    assert [row["owner_name"] for row in personal.tell(person)] == ["Rita Melo"]
    assert personal.erase(person, WHO) == 1
    kept = Handover.objects.get()
    assert (kept.owner_name, kept.owner_email) == ("–", "") and not asking.to_ask(timezone.now()).exists()
    assert list(personal.tell(Person())) == []
