"""The director's page: every share with its denominator and the list behind it, every median with what it is of."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.actors import ANONYMOUS
from labx.portfolio.actions import evidence, projects, stages
from labx.portfolio.delivery.actions.blockers import open_blocker
from labx.portfolio.delivery.actions.handover import answer_follow_up, write_handover
from labx.portfolio.delivery.models import FollowUp
from labx.portfolio.figures import doing, report
from labx.portfolio.models import Project, Stage, StageSpell
from labx.portfolio.tests.making import DECISION, WHO, evidence_of
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


def started(title: str, stage: Stage = Stage.RESEARCH, **more: object) -> Project:
    return projects.start_project(by=WHO, title=title, question="Ajuda?", stage=stage, **more)


def decided(title: str, outcome: str, **more: object) -> Project:
    project = started(title, **more)
    cited = [(evidence_of(project), True, "weak")]
    evidence.record_decision(by=WHO, project=project, citations=cited, **{**DECISION, "outcome": outcome})
    return project


def counted() -> dict[str, tuple[int, int]]:
    return {one.name: (len(one.some), len(one.of)) for one in doing.shares(TODAY)}


def test_shares_are_of_what_came_far_enough():
    assert set(counted().values()) == {(0, 0)}
    started("Por triar", Stage.INTAKE)
    started("Em piloto", Stage.PILOT)
    stopped = decided("Parado", "stop")
    decided("Parado sem dizer", "stop")
    projects.edit_project(by=WHO, project=stopped, edition=stopped.edition, learned="Que não ajuda.")
    scaled = decided("Alargado", "scale", stage=Stage.PILOT)
    day = TODAY - dt.timedelta(days=400)
    owner = {"owner_name": "Rita", "owner_email": "rita@example.pt"}
    write_handover(by=WHO, project=scaled, edition=0, handed_over_on=day, **owner)
    assert counted() == {
        "piloto": (2, 4),
        "decisao": (3, 4),
        "comparacao": (3, 3),
        "aprendizagem": (1, 2),
        "adocao": (0, 1),
    }
    answer_follow_up(by=ANONYMOUS, follow_up=FollowUp.objects.get(months=12), still_used="changed")
    assert counted()["adocao"] == (1, 1)


def test_medians_are_of_what_ended():
    for days in (10, 20, 60):
        project = started(f"De {days}", starts_on=TODAY - dt.timedelta(days=days))
        stages.move_project(by=WHO, project=project, stage=Stage.FRAMING, why="Avança.")
    started("Ainda aí")
    found = {one.label: one for one in doing.days_in_stages(TODAY)}
    assert (found["Investigação"].days, found["Investigação"].ended, found["Investigação"].lasting) == (20, 3, 1)
    assert found["Piloto"].days is None
    words = {"kind": "legal", "owner": "X", "note": "Y", "opened_on": TODAY - dt.timedelta(days=9)}
    open_blocker(by=WHO, project=project, closed_on=TODAY, how_closed="Z", **words)
    open_blocker(by=WHO, project=project, **words)
    (legal,) = [one for one in doing.days_behind_blockers() if one.label == "Jurídico"]
    assert (legal.days, legal.ended, legal.lasting) == (9, 1, 1)


def test_the_last_stay_of_a_project_ends_with_the_project():
    first, last = dt.date(2020, 1, 1), dt.date(2020, 3, 31)
    started("Acabado", starts_on=first, ends_on=last, stage=Stage.PILOT)
    late = started("Passou do fim", starts_on=first, ends_on=last, stage=Stage.TEST)
    stages.move_project(by=WHO, project=late, stage=Stage.DECISION, why="", on=dt.date(2020, 5, 1))
    started("Por acabar", starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=9), stage=Stage.FRAMING)
    found = {one.label: (one.days, one.ended, one.lasting) for one in doing.days_in_stages(TODAY)}
    assert found["Piloto"] == (31 + 29 + 31 - 1, 1, 0)
    assert found["Teste"] == ((dt.date(2020, 5, 1) - first).days, 1, 0)
    assert found["Decisão"] == (0, 1, 0)
    assert found["Enquadramento"] == (None, 0, 1)


def test_the_page_the_document_and_the_interface_say_the_same(client):
    decided("Parado", "stop")
    page = client.get(reverse("figures:performance"))
    shown = page.content.decode()
    assert "0 de 1 projetos" in shown and "ainda nenhum projeto" in shown
    paper = report.performance_told(page.context["shares"], doing.days_in_stages(TODAY), doing.days_behind_blockers())
    assert [line[2] for line in paper["shares"]][:2] == ["0 de 1 projetos", "1 de 1 projetos"]
    assert client.get(reverse("figures:performance_pdf")).content.startswith(b"%PDF")
    api = client.get("/api/figures/performance").json()
    assert {one["name"]: (one["some"], one["of"]) for one in api["shares"]} == counted()
    assert client.get(reverse("figures:performance"), {"etapas-formato": "csv"})["Content-Type"].startswith("text/csv")


def test_the_projects_behind_a_share_are_listed(client):
    decided("Parado", "stop")
    started("Em curso")
    shown = client.get(reverse("figures:share", args=["decisao"])).content.decode()
    assert "Parado" in shown and "Em curso" in shown and "1 de 2 projetos" in shown
    assert client.get(reverse("figures:share", args=["nada"])).status_code == 404
    assert Client().get(reverse("figures:performance")).status_code == 302


def test_more_projects_cost_no_more_queries(client, django_assert_max_num_queries):
    for number in range(8):
        decided(f"Projeto {number}", "stop")
    with django_assert_max_num_queries(14):
        client.get(reverse("figures:performance"))


def test_a_stage_set_back_needs_a_reason_and_is_marked(client):
    project = started("Cartas", Stage.PILOT)
    there = reverse("portfolio:move", args=[project.slug])
    assert "Diga porquê" in client.post(there, {"stage": "research", "why": ""}).content.decode()
    assert client.post(there, {"stage": "research", "why": "Faltava ouvir."}).status_code == 302
    assert [spell.is_backwards for spell in StageSpell.objects.filter(project=project)] == [False, True]
    record = client.get(reverse("portfolio:record", args=[project.slug])).content.decode()
    assert "voltou atrás" in record.lower() and "Faltava ouvir." in record
    stages.move_project(by=WHO, project=project, stage=Stage.ITERATE, why="")
    stages.move_project(by=WHO, project=project, stage=Stage.IDEATION, why="")
    assert StageSpell.objects.filter(project=project).last().is_backwards is False
