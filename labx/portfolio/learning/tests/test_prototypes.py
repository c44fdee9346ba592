"""Prototypes: versions, tasks, sessions counted until withdrawn, and what the tests showed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from labx.core.actions import EditedMeanwhile
from labx.core.measures.compute import compute
from labx.portfolio.learning.actions import prototypes
from labx.portfolio.learning.models import (
    Prototype,
    Session,
    TestFinding,
)
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.learning.results import counted
from labx.portfolio.learning.tests.making import WHO, assumed, at, prototyped, text_of, tried
from labx.portfolio.tests.making import project_of
from labx.stats.intervals import share_interval
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


def test_a_prototype_is_made_tried_and_followed_by_the_next(lead, project):
    assert "Ainda não há protótipos" in text_of(lead, at("prototypes", project))
    assert lead.get(at("new_prototype", project)).status_code == 200
    form = {"name": "Carta", "fidelity": "paper", "tasks": "Abrir\n\nDizer o que falta\n"}
    assert "300 letras" in lead.post(at("new_prototype", project), {**form, "tasks": "a" * 301}).content.decode()
    lead.post(at("new_prototype", project), form)
    first = Prototype.objects.get()
    opening, saying = first.tasks.all()
    there = at("prototype", project, first.pk)
    assert "ninguém experimentou" in text_of(lead, there)
    showed = {"statement": "Não veem a data.", "verdict": "change"}
    assert "Ainda ninguém" in lead.post(at("new_test_finding", project, first.pk), showed).content.decode()
    assert lead.get(at("new_session", project, first.pk)).status_code == 200
    said = {"participant_code": "P1", "held_on": "02/03/2026", f"success_{opening.pk}": "partly"}
    said |= {f"seconds_{opening.pk}": "75", f"quote_{opening.pk}": "Onde está?"}
    assert (
        "pelo menos uma tarefa"
        in lead.post(
            at("new_session", project, first.pk), {"participant_code": "P1", "held_on": "02/03/2026"}
        ).content.decode()
    )
    lead.post(at("new_session", project, first.pk), said)
    assert "já tem uma sessão" in lead.post(at("new_session", project, first.pk), said).content.decode()
    assert (
        "futuro" in lead.post(at("new_session", project, first.pk), {**said, "held_on": "02/03/2999"}).content.decode()
    )
    page = text_of(lead, there)
    assert "P1" in page and "Abrir: Fez em parte" in page and "75" in page
    lead.post(at("new_test_finding", project, first.pk), showed)
    assert (
        "Não veem a data." in text_of(lead, there)
        and lead.get(at("new_test_finding", project, first.pk)).status_code == 200
    )
    following = at("next_version", project, first.pk)
    assert "Dizer o que falta" in text_of(lead, following)
    assert "o que mudou" in lead.post(following, form).content.decode()
    lead.post(following, {**form, "changed": "A data vem primeiro."})
    second = Prototype.objects.get(version=2)
    assert second.previous == first and saying.text in {task.text for task in second.tasks.all()}
    assert "Já há uma versão seguinte" in lead.post(following, {**form, "changed": "Outra."}).content.decode()
    assert "A data vem primeiro." in text_of(lead, at("prototype", project, second.pk))
    assert "Versão seguinte" in text_of(lead, there)


def test_what_is_asked_is_added_and_edited_by_one_at_a_time(lead, project):
    prototype = prototyped(project)
    there = at("edit_prototype", project, prototype.pk)
    assert "Dizer o que falta" in text_of(lead, there)
    form = {"name": "Da Ana", "fidelity": "click", "tasks": "Assinar", "edition": 1}
    lead.post(there, form)
    late = lead.post(there, {**form, "name": "Do Rui"})
    assert "Do Rui" in late.content.decode() and "Outra pessoa" in late.content.decode()
    prototype.refresh_from_db()
    assert prototype.name == "Da Ana" and [task.text for task in prototype.tasks.all()] == [
        "Dizer o que falta",
        "Assinar",
    ]
    with pytest.raises(EditedMeanwhile):
        prototypes.edit_prototype(by=WHO, prototype=prototype, edition=1)
    assert "ainda não tem tarefas" in text_of(
        lead,
        at(
            "new_session",
            project,
            prototypes.make_prototype(by=WHO, project=project, name="Vazio", fidelity="live", tasks=[]).pk,
        ),
    )


def test_sessions_are_counted_with_the_persons_subject_until_withdrawn(lead, project):
    prototype, subject = prototyped(project), uuid4()
    first = tried(prototype, "P1", subject=subject)
    tried(prototype, "P2", "no", None)
    assert first.subject == subject and compute("learning.sessions").value == 2
    there = at("withdraw_session", project, first.pk)
    assert "Não sabia." in text_of(lead, there)
    lead.post(there, {"why": "A pessoa pediu."})
    assert compute("learning.sessions").value == 1
    assert "1 sessão foi retirada" in text_of(lead, at("prototype", project, prototype.pk))
    assert lead.get(there).status_code == 404
    assert prototypes.withdraw_session(by=WHO, session=first, why="De novo.").withdrawn_why == "A pessoa pediu."
    with pytest.raises(NotNow):
        prototypes.withdraw_session(by=WHO, session=Session.objects.get(participant_code="P2"), why=" ")
    tried(prototype, "P1")  # the code is free again


def test_sessions_one_by_one_are_for_the_team(project):
    prototype = prototyped(project)
    tried(prototype)
    officer = signed_in(account_with("data_protection_officer"))
    page = officer.get(at("prototype", project, prototype.pk))
    assert page.status_code == 200 and page.context["sessions"] is None and "P1" not in page.content.decode()
    assert page.context["counts"][0][1].people == 1


def test_sessions_that_cannot_be_are_refused(project):
    prototype = prototyped(project)
    result = {"success": "yes", "seconds": 1, "errors": 0, "quote": ""}
    given = {"by": WHO, "prototype": prototype, "participant_code": "P9"}
    for wrong in (
        {"held_on": timezone.localdate() + timedelta(days=1), "results": {prototype.tasks.get().pk: result}},
        {"held_on": date(2026, 1, 1), "results": {}},
        {"held_on": date(2026, 1, 1), "results": {uuid4(): result}},
    ):
        with pytest.raises(NotNow):
            prototypes.record_session(**given, **wrong)
    with pytest.raises(NotNow):
        prototyped(project_of("Outro"), previous=prototype, changed="X")
    assert not Session.objects.exists() and not TestFinding.objects.exists()


def test_counts_by_hand():
    count = counted([("yes", 40, 0), ("no", None, 2), ("yes", 60, None), ("partly", 50, 1)])
    assert (count.done, count.partly, count.failed, count.people) == (2, 1, 1, 4)
    assert count.share == share_interval(2, 4, confidence=0.95)
    assert (count.middle_seconds, count.errors) == (50.0, (0, 2, 1))
    assert counted([("yes", 40, 0), ("yes", 60, 0)]).middle_seconds == (40 + 60) / 2
    assert (counted([]).share, counted([]).middle_seconds) == (None, None)


def test_lists_of_a_project_ask_the_database_as_often_for_many_as_for_few(lead, project, django_assert_max_num_queries):
    prototype = prototyped(project)
    tried(prototype)
    assumed(project, prototype=prototype)
    addresses = [at("assumptions", project), at("prototypes", project), at("prototype", project, prototype.pk)]
    addresses += [reverse("api:see_prototypes", args=[project.slug])]
    counts = []
    for address in addresses:
        lead.get(address)
        with django_assert_max_num_queries(60) as few:
            lead.get(address)
        counts.append(len(few))
    for number in range(10):
        tried(prototype, f"Q{number}")
        assumed(project, f"Mais {number}", prototype=prototyped(project, name=f"Outro {number}"))
    for address, count in zip(addresses, counts, strict=True):
        with django_assert_max_num_queries(count):
            lead.get(address)
