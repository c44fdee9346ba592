"""Every field of the projects: taken away, changed in a spreadsheet, brought back; and started by programs."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from labx.core.policy import NotAllowed
from labx.portfolio.actions import organisations, projects
from labx.portfolio.actions.bringing import bring_projects
from labx.portfolio.models import Project, ProjectEntity, Stage
from labx.portfolio.tests.making import WHO
from labx.portfolio.tests.test_views import entity, started
from labx.portfolio.views import intake as view
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


def upload(client: Client, content: bytes, name: str = "projetos.csv", **more: str) -> str:
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("portfolio:import"), {"file": file, **more}, follow=True)
    return answer.content.decode()


def fields(project: Project) -> tuple[object, ...]:
    links = sorted(link.entity.code for link in project.entities.select_related("entity"))
    names = ("slug", "title", "question", "stage", "starts_on", "ends_on", "asked", "learned")
    return (*(getattr(project, name) for name in names), *links)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_taken_away_is_brought_back_unchanged(form, client):
    school = entity("Escola do Porto")
    project = started("Cartas; “curtas”, e com vírgula", stage=Stage.PILOT, starts_on=dt.date(2025, 3, 1))
    projects.edit_project(by=WHO, project=project, edition=1, asked="Uma linha\ne outra.", learned="0,5 = metade")
    organisations.link_entity(by=WHO, project=project, entity=school)
    before = [fields(one) for one in Project.objects.all()]
    edition = Project.objects.get().edition
    taken = client.get(reverse("portfolio:table"), {"formato": form}).content
    shown = upload(client, taken, f"projetos.{form}")
    assert "1 projeto trazido" in shown
    assert [fields(one) for one in Project.objects.all()] == before and Project.objects.get().edition == edition
    assert b"Cartas" in client.get(reverse("portfolio:table"), {"formato": "json"}).content


def table(*rows: str) -> bytes:
    return "\r\n".join(["Título;Endereço;Dúvida;Etapa;Começa;Acaba;Entidades", *rows]).encode()


def test_rows_begin_projects_and_change_those_with_an_address(client):
    school, project = entity("Escola"), started("Cartas")
    content = table(
        f"Filas;;Quem espera?;Piloto;01/03/2025;;{school.code}", f"Cartas breves;{project.slug};Ajuda?;Teste;;;"
    )
    assert "1 são projetos novos" in upload(client, content, check_only="on") and Project.objects.count() == 1
    assert "2 projetos trazidos" in upload(client, content)
    filas, cartas = Project.objects.get(slug="filas"), Project.objects.get(pk=project.pk)
    assert (filas.stage, filas.starts_on) == ("pilot", dt.date(2025, 3, 1))
    assert filas.spells.get().entered_on == dt.date(2025, 3, 1) and ProjectEntity.objects.get().project == filas
    assert (cartas.title, cartas.stage) == ("Cartas breves", "test")


def test_what_is_edited_while_a_file_is_read_stays(client, monkeypatch):
    project, reading = started("Cartas"), view.read_upload

    def read_slowly(*given):
        found = reading(*given)
        projects.edit_project(by=WHO, project=project, edition=1, asked="Alguém escreveu isto.")
        return found

    monkeypatch.setattr(view, "read_upload", read_slowly)
    shown = upload(client, table("Filas;;Quem espera?;;;;", f"Cartas breves;{project.slug};Ajuda?;;;;"))
    assert "Outra pessoa gravou" in shown
    assert [(one.title, one.asked) for one in Project.objects.all()] == [("Cartas", "Alguém escreveu isto.")]


def test_each_problem_is_told_with_its_place_and_nothing_is_written(client):
    project = started("Cartas")
    content = table(
        "Boa;;Ajuda?;;;;",
        "Sem projeto;nao-existe;Ajuda?;;;;",
        f"Cartas;{project.slug};Ajuda?;Voar;;;",
        f"Cartas;{project.slug};Ajuda?;;02/03/2025;01/03/2025;999999999",
        f"{'x' * 161};;Ajuda?;;;;",
    )
    shown = upload(client, content)
    for said in (
        "Linha 3",
        "Não há projeto com este endereço",
        "Não há etapa",
        "na linha 4",
        "antes de começar",
        "não está no registo",
        "160 letras",
    ):
        assert said in shown
    assert Project.objects.count() == 1
    assert "1 projeto trazido" in upload(client, content, leave_out_faulty="on")
    assert set(Project.objects.values_list("title", flat=True)) == {"Cartas", "Boa"}


@pytest.mark.parametrize("content", [b"Nome;Outra\r\na;b", b"\x00\x01\x02", b"T\xc3\xadtulo;D\xc3\xbavida"])
def test_a_file_that_is_no_table_of_projects_says_why(content, client):
    shown = upload(client, content)
    assert "error-summary" in shown and not Project.objects.exists()


def test_who_may_not_bring_files():
    with pytest.raises(NotAllowed):
        bring_projects(by=actor_with("analyst"), rows=[], file="x")
    assert signed_in(account_with("analyst")).get(reverse("portfolio:import")).status_code == 403


# Interface.


def test_a_project_is_started_once_by_a_program(client):
    body = {"title": "Filas", "question": "Quem espera?", "stage": "pilot", "starts_on": "2025-03-01"}
    ask = {"content_type": "application/json", "headers": {"Idempotency-Key": "uma-vez-so"}}
    csrf = Client(enforce_csrf_checks=False)
    csrf.force_login(account_with("lab_lead"))
    first = csrf.post("/api/portfolio/projects", body, **ask)
    again = csrf.post("/api/portfolio/projects", body, **ask)
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    assert Project.objects.get().starts_on == dt.date(2025, 3, 1)
    bad = csrf.post(
        "/api/portfolio/projects",
        {**body, "ends_on": "2024-01-01"},
        **{**ask, "headers": {"Idempotency-Key": "outra-vez"}},
    )
    assert bad.status_code == 422


@pytest.mark.parametrize("title", ["Filas\x00", "F" * 2_000])
def test_a_value_that_cannot_be_kept_is_a_problem_and_changes_nothing(client, title: str):
    client.force_login(account_with("lab_lead"))
    body = {"title": title, "question": "Quem espera?"}
    answer = client.post(
        "/api/portfolio/projects", body, content_type="application/json", headers={"Idempotency-Key": "nao-cabe-aqui"}
    )
    assert answer.status_code == 422 and not Project.objects.exists()
