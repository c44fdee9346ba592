"""Every field of the projects: taken away, changed in a spreadsheet, brought back; and started by programs."""

import datetime as dt
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from labx.core.jobs.progress import Cancelled, Progress
from labx.core.policy import NotAllowed
from labx.portfolio import importing, intake, jobs
from labx.portfolio.actions import bringing, organisations, projects, taking_back
from labx.portfolio.models import Import, Project, ProjectEntity, Stage
from labx.portfolio.tests.making import WHO
from labx.portfolio.tests.test_views import entity, started
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def upload(client: Client, run_jobs: Callable[[], None]) -> Callable[..., str]:
    """What the page of the file says once the worker has read it."""

    def hand_in(content: bytes, name: str = "projetos.csv", **more: str) -> str:
        answer = client.post(reverse("portfolio:import"), {"file": SimpleUploadedFile(name, content), **more})
        run_jobs()
        return client.get(answer["Location"]).content.decode()

    return hand_in


def fields(project: Project) -> tuple[object, ...]:
    links = sorted(link.entity.code for link in project.entities.select_related("entity"))
    names = ("slug", "title", "question", "stage", "starts_on", "ends_on", "asked", "learned")
    return (*(getattr(project, name) for name in names), *links)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_taken_away_is_brought_back_unchanged(form, client, upload):
    school = entity("Escola do Porto")
    project = started("Cartas; “curtas”, e com vírgula", stage=Stage.PILOT, starts_on=dt.date(2025, 3, 1))
    projects.edit_project(by=WHO, project=project, edition=1, asked="Uma linha\ne outra.", learned="0,5 = metade")
    organisations.link_entity(by=WHO, project=project, entity=school)
    before = [fields(one) for one in Project.objects.all()]
    edition = Project.objects.get().edition
    taken = client.get(reverse("portfolio:table"), {"formato": form}).content
    shown = upload(taken, f"projetos.{form}")
    assert "1 projeto trazido" in shown
    assert [fields(one) for one in Project.objects.all()] == before and Project.objects.get().edition == edition
    assert b"Cartas" in client.get(reverse("portfolio:table"), {"formato": "json"}).content


def table(*rows: str) -> bytes:
    return "\r\n".join(["Título;Endereço;Dúvida;Etapa;Começa;Acaba;Entidades", *rows]).encode()


def test_rows_begin_projects_and_change_those_with_an_address(upload):
    school, project = entity("Escola"), started("Cartas")
    content = table(
        f"Filas;;Quem espera?;Piloto;01/03/2025;;{school.code}", f"Cartas breves;{project.slug};Ajuda?;Teste;;;"
    )
    assert "1 são projetos novos" in upload(content, check_only="on") and Project.objects.count() == 1
    assert "2 projetos trazidos" in upload(content)
    filas, cartas = Project.objects.get(slug="filas"), Project.objects.get(pk=project.pk)
    assert (filas.stage, filas.starts_on) == ("pilot", dt.date(2025, 3, 1))
    assert filas.spells.get().entered_on == dt.date(2025, 3, 1) and ProjectEntity.objects.get().project == filas
    assert (cartas.title, cartas.stage) == ("Cartas breves", "test")


def test_what_is_edited_while_a_file_is_read_stays(upload, client, run_jobs, monkeypatch):
    project, reading = started("Cartas"), intake.read_projects

    def read_slowly(*given):
        found = reading(*given)
        projects.edit_project(by=WHO, project=project, edition=1, asked="Alguém escreveu isto.")
        return found

    monkeypatch.setattr(intake, "read_projects", read_slowly)
    shown = upload(table("Filas;;Quem espera?;;;;", f"Cartas breves;{project.slug};Ajuda?;;;;"))
    assert "Entretanto alguém editou" in shown and "Correr de novo" in shown
    assert [(one.title, one.asked) for one in Project.objects.all()] == [("Cartas", "Alguém escreveu isto.")]
    monkeypatch.setattr(intake, "read_projects", reading)
    client.post(reverse("jobs:repeat", args=[Import.objects.get().job]))
    run_jobs()
    assert set(Project.objects.values_list("title", flat=True)) == {"Cartas breves", "Filas"}


def test_stopped_while_it_writes_it_has_written_nothing(upload, client, run_jobs, monkeypatch):
    def stop(progress: Progress, *, done: int, message: str, **_said: Any) -> None:
        if done:
            raise Cancelled

    with monkeypatch.context() as patched:
        patched.setattr(Progress, "say", stop)
        shown = upload(table("Filas;;Quem espera?;;;;", "Balcão;;Quem vem?;;;;"))
    assert "parado" in shown and not Project.objects.exists()
    file = Import.objects.get()
    with pytest.raises(bringing.NotNow):
        taking_back.start_undo(by=actor_with("lab_lead"), brought=file, why="Nada veio.")
    client.post(reverse("jobs:repeat", args=[file.job]))
    run_jobs()
    assert Project.objects.count() == 2 and not Import.objects.get().path.exists()
    again = importing.bring(by=WHO, brought=Import.objects.get())
    nothing = intake.Table([], [], {})
    assert bringing.bring_projects(by=WHO, brought=again, table=nothing).good_rows == Project.objects.count() == 2


def test_each_problem_is_told_with_its_place_and_nothing_is_written(client, upload):
    project = started("Cartas")
    content = table(
        "Boa;;Ajuda?;;;;",
        "Sem projeto;nao-existe;Ajuda?;;;;",
        f"Cartas;{project.slug};Ajuda?;Voar;;;",
        f"Cartas;{project.slug};Ajuda?;;02/03/2025;01/03/2025;999999999",
        f"{'x' * 161};;Ajuda?;;;;",
    )
    shown = upload(content)
    for said in (
        "Não há projeto com este endereço",
        "Não há etapa",
        "na linha 4",
        "antes de começar",
        "não está no registo",
        "160 letras",
    ):
        assert said in shown
    assert {problem["row"] for problem in Import.objects.get().problems} == {3, 4, 5, 6}
    assert Project.objects.count() == 1
    assert "1 projeto trazido" in upload(content, leave_out_faulty="on")
    assert set(Project.objects.values_list("title", flat=True)) == {"Cartas", "Boa"}


def test_what_was_checked_is_taken_by_a_second_word(client, upload, run_jobs):
    upload(table("Boa;;Ajuda?;;;;", "Má;;Ajuda?;Voar;;;"))
    file = Import.objects.get()
    page = reverse("portfolio:import_record", args=[file.pk])
    assert (file.state, file.good_rows, file.problem_count) == ("checked", 1, 1)
    assert "Voar" in client.get(page, {"p-formato": "csv"}).content.decode()
    assert "Diga que ficam de fora" in client.post(page, {}).content.decode()
    with pytest.raises(bringing.NotNow):
        bringing.start_bringing(by=actor_with("lab_lead"), brought=file, leave_out_faulty=False)
    client.post(page, {"leave_out_faulty": "on"})
    assert "O trabalho ainda não acabou" in client.post(page, {"leave_out_faulty": "on"}, follow=True).content.decode()
    run_jobs()
    shown = client.get(page).content.decode()
    assert "1 projeto trazido" in shown and "Voar" in shown
    assert [one.title for one in Project.objects.all()] == ["Boa"]
    assert "não tem nada" in client.post(page, {"leave_out_faulty": "on"}, follow=True).content.decode()


def test_a_file_left_lying_for_a_day_goes_and_its_page_says_so(client, upload):
    upload(table("Boa;;Ajuda?;;;;"), check_only="on")
    file = Import.objects.get()
    jobs.forget_files(0)
    assert file.path.exists()
    os.utime(file.path, (0, 0))
    jobs.forget_files(0)
    assert not file.path.exists()
    assert "Trazer estas linhas" not in client.get(reverse("portfolio:import_record", args=[file.pk])).content.decode()
    with pytest.raises(bringing.NotNow):
        importing.bring(by=WHO, brought=file)


@pytest.mark.parametrize("content", [b"Nome;Outra\r\na;b", b"\x00\x01\x02", b"T\xc3\xadtulo;D\xc3\xbavida"])
def test_a_file_that_is_no_table_of_projects_says_why(content, upload):
    shown = upload(content)
    assert "não se consegue ler o ficheiro" in shown and not Project.objects.exists()
    assert Import.objects.get().problem_count == 1 and not Import.objects.get().path.exists()


def test_an_empty_file_is_refused_at_once(client):
    file = SimpleUploadedFile("projetos.csv", b"")
    answer = client.post(reverse("portfolio:import"), {"file": file}).content.decode()
    assert "error-summary" in answer and not Import.objects.exists()


def test_who_may_not_bring_files():
    with pytest.raises(NotAllowed):
        bringing.keep_file(by=actor_with("analyst"), pieces=[b"x"], name="x", check_only=False, leave_out_faulty=False)
    file = Import.objects.create(original_name="x", sha256="0" * 64)
    for act, words in (
        (bringing.start_bringing, {"leave_out_faulty": True}),
        (bringing.refuse_file, {"problem": {}}),
        (bringing.keep_check, {"table": None}),
        (bringing.bring_projects, {"table": None}),
    ):
        with pytest.raises(NotAllowed):
            act(by=actor_with("analyst"), brought=file, **words)
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
