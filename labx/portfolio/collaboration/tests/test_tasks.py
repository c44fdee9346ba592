"""Tasks: given, dated, done, opened again, in calendars and on desks."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from labx.core.actions import EditedMeanwhile
from labx.core.ids import new_id
from labx.core.notices.models import Notice
from labx.core.policy import NotAllowed
from labx.portfolio.collaboration import queries
from labx.portfolio.collaboration.actions import tasks
from labx.portfolio.collaboration.models import Task
from labx.portfolio.collaboration.tests.making import actor, person, project_with
from tests.people import signed_in

pytestmark = pytest.mark.django_db
TEAM = (("Ana Silva", "lead"), ("Rui Costa", "observer"))
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def project():
    return project_with(*TEAM)


@pytest.fixture
def task(project) -> Task:
    return tasks.make_task(
        by=actor("Ana Silva"), project=project, title="Ligar ao registo", due_on=YESTERDAY, assignee=person("Rui Costa")
    )


def test_who_gets_a_task_is_told_sees_it_late_on_the_desk_and_does_it(task) -> None:
    assert Notice.objects.get(owner_id=person("Rui Costa").id).kind == "collaboration.task"
    assert task.is_overdue
    desk = signed_in(person("Rui Costa")).get(reverse("portfolio:desk")).content.decode()
    assert "Ligar ao registo" in desk and "tag-danger" in desk
    with pytest.raises(NotAllowed):
        tasks.edit_task(by=actor("Rui Costa"), task=task, edition=1, title="Outra coisa")
    done = tasks.finish_task(by=actor("Rui Costa"), task=task)
    assert done.is_done and not done.is_overdue
    assert tasks.finish_task(by=actor("Ana Silva"), task=task).done_at == done.done_at
    assert "Ligar ao registo" not in signed_in(person("Rui Costa")).get(reverse("portfolio:desk")).content.decode()
    again = tasks.reopen_task(by=actor("Rui Costa"), task=task)
    assert not again.is_done and tasks.reopen_task(by=actor("Rui Costa"), task=task).done_at is None


def test_nobody_outside_the_team_is_given_a_task(project) -> None:
    with pytest.raises(tasks.NotInTheTeam, match="Zita"):
        tasks.make_task(by=actor("Ana Silva"), project=project, title="x", assignee=person("Zita Fora"))
    with pytest.raises(NotAllowed):
        tasks.make_task(by=actor("Rui Costa"), project=project, title="x")
    assert not Task.objects.exists()


def test_the_same_form_sent_twice_is_one_task_and_one_notice(project) -> None:
    key = new_id()
    for _time in range(2):
        tasks.make_task(by=actor("Ana Silva"), project=project, title="x", assignee=person("Rui Costa"), id=key)
    assert Task.objects.count() == Notice.objects.count() == 1
    mine = project_with(("Rui Costa", "lead"), title="Outro")
    with pytest.raises(NotAllowed):  # an id somebody else's task already has tells nothing of it
        tasks.make_task(by=actor("Rui Costa"), project=mine, title="y", id=key)


def test_a_task_leaves_the_desk_of_who_left_the_team(task, project) -> None:
    assert list(queries.open_tasks_for(actor("Rui Costa"))) == [task]
    project.memberships.get(account=person("Rui Costa")).delete()
    assert not queries.open_tasks_for(actor("Rui Costa")).exists()
    with pytest.raises(NotAllowed):
        tasks.finish_task(by=actor("Rui Costa"), task=task)


def test_two_who_change_a_task_at_once_lose_nothing(task, project) -> None:
    browser = signed_in(person("Ana Silva"))
    edit = reverse("collaboration:edit_task", args=[project.slug, task.pk])
    tasks.edit_task(by=actor("Ana Silva"), task=task, edition=1, title="Escrever ao registo", assignee=task.assignee)
    with pytest.raises(EditedMeanwhile):
        tasks.edit_task(by=actor("Ana Silva"), task=task, edition=1, title="Visitar o registo")
    page = browser.post(edit, {"title": "Visitar o registo", "edition": 1, "due_on": "31/12/2026"}).content.decode()
    assert "<del>Escrever ao</del>" in page and "<ins>Visitar o</ins>" in page and "Rui Costa" in page
    assert 'value="Visitar o registo"' in page and 'name="edition" value="2"' in page
    saved = browser.post(edit, {"title": "Visitar o registo", "edition": 2, "due_on": "31/12/2026"})
    assert saved.status_code == 302
    task.refresh_from_db()
    assert (task.title, task.due_on, task.edition) == ("Visitar o registo", date(2026, 12, 31), 3)


def test_the_calendar_file_holds_each_task_with_its_day(task, project) -> None:
    tasks.make_task(by=actor("Ana Silva"), project=project, title="Sem data", details="Linha um\nLinha; dois, três")
    tasks.finish_task(by=actor("Rui Costa"), task=task)
    answer = signed_in(person("Ana Silva")).get(reverse("collaboration:project_calendar", args=[project.slug]))
    assert answer["Content-Type"].startswith("text/calendar") and "attachment" in answer["Content-Disposition"]
    entries = {str(entry["summary"]): entry for entry in Calendar.from_ical(answer.content).walk("VTODO")}
    assert entries["Ligar ao registo"]["due"].dt == YESTERDAY
    assert entries["Ligar ao registo"]["status"] == "COMPLETED" and "due" not in entries["Sem data"]
    assert "Linha; dois, três" in str(entries["Sem data"]["description"])
    own = signed_in(person("Rui Costa")).get(reverse("collaboration:own_calendar"))
    assert b"Ligar ao registo" not in own.content  # done


def test_a_task_is_made_found_done_and_deleted_on_its_pages(project) -> None:
    browser = signed_in(person("Ana Silva"))
    index = reverse("collaboration:tasks", args=[project.slug])
    assert reverse("collaboration:new_task", args=[project.slug]) in browser.get(index).content.decode()
    new = reverse("collaboration:new_task", args=[project.slug])
    wrong = browser.post(new, {"title": "", "due_on": "31 de fevereiro"})
    assert wrong.status_code == 200 and "31 de fevereiro" in wrong.content.decode()
    stranger = browser.post(new, {"title": "x", "assignee": str(person("Zita Fora").pk)})
    assert stranger.status_code == 200 and not Task.objects.exists()
    yesterday = f"{YESTERDAY:%d/%m/%Y}"
    made = browser.post(
        new, {"title": "Ler", "due_on": yesterday, "assignee": str(person("Ana Silva").pk), "id": new_id()}
    )
    task = Task.objects.get()
    assert made["Location"] == reverse("collaboration:task", args=[project.slug, task.pk])
    assert "tag-danger" in browser.get(made["Location"]).content.decode()
    assert b"Ler" in browser.get(f"{index}?estado=atrasadas").content
    assert b"Ler" not in browser.get(f"{index}?estado=feitas").content
    assert b"Ler" in browser.get(reverse("collaboration:own_tasks")).content
    for step in ("finish_task", "reopen_task"):
        assert browser.post(reverse(f"collaboration:{step}", args=[project.slug, task.pk])).status_code == 302
    edit = browser.get(reverse("collaboration:edit_task", args=[project.slug, task.pk])).content.decode()
    assert yesterday in edit
    delete = reverse("collaboration:delete_task", args=[project.slug, task.pk])
    assert browser.get(delete).status_code == 200 and browser.post(delete).status_code == 302
    assert not Task.objects.exists()


def test_many_tasks_cost_no_more_questions_than_few(project, django_assert_max_num_queries) -> None:
    browser = signed_in(person("Ana Silva"))
    index = reverse("collaboration:tasks", args=[project.slug])
    give = {"by": actor("Ana Silva"), "project": project, "assignee": person("Rui Costa")}
    tasks.make_task(title="Uma", **give)
    browser.get(index)
    with django_assert_max_num_queries(40) as few:
        browser.get(index)
    for number in range(12):
        tasks.make_task(title=f"Tarefa {number}", **give)
    with django_assert_max_num_queries(len(few)):
        browser.get(index)
