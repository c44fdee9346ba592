"""A table of projects is taken back: what it began goes, what it changed is as before, what was worked on stays."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.core.jobs.work import work_off
from labx.core.measures.compute import compute
from labx.core.policy import NotAllowed
from labx.core.search.models import SearchDocument
from labx.portfolio import imported
from labx.portfolio.actions import bringing, evidence, organisations, projects, stages, taking_back
from labx.portfolio.collaboration.actions import comments, visits
from labx.portfolio.models import Import, Project, ProjectEntity, Stage
from labx.portfolio.tests.making import PAGE, WHO, draft_of
from labx.portfolio.tests.test_brought import table
from labx.portfolio.tests.test_views import entity, partner, started
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


def brought(client: Client, *rows: str) -> Import:
    return taken_in(client, table(*rows))


def taken_in(client: Client, content: bytes) -> Import:
    client.post(reverse("portfolio:import"), {"file": SimpleUploadedFile("projetos.csv", content)})
    file = Import.objects.latest("uploaded_at")
    work_off(file.job, connection)
    return Import.objects.get(pk=file.pk)


def states(file: Import) -> dict[str, str]:
    return {row.title: row.state for row in imported.rows_of(file)}


def test_the_whole_file_is_taken_back_and_nothing_counts_it(client):
    school, old = entity("Escola"), started("Cartas", stage=Stage.RESEARCH, starts_on=dt.date(2025, 1, 7))
    before = (projects.snapshot(old), compute("portfolio.projects").value, AuditEntry.objects.count())
    file = brought(
        client,
        f"Filas;;Quem espera?;Piloto;01/03/2025;;{school.code}",
        f"Cartas breves;{old.slug};Ajuda ainda?;Teste;08/01/2025;;{school.code}",
    )
    assert compute("portfolio.projects").value == before[1] + 1
    assert states(file) == {"Filas": "brought", "Cartas breves": "brought"}
    taking_back.undo_import(by=WHO, brought=file, why="Era a tabela do ano passado.")
    now = Project.objects.get()
    assert (now.pk, projects.snapshot(now), now.stage) == (old.pk, before[0], "research")
    spell = now.spells.get()
    assert (spell.stage, spell.left_on) == ("research", None)
    assert not ProjectEntity.objects.exists() and compute("portfolio.projects").value == before[1]
    assert SearchDocument.objects.filter(kind="portfolio.project").count() == 1
    assert states(file) == {"Filas": "taken_back", "Cartas breves": "taken_back"}
    told = AuditEntry.objects.filter(action="portfolio.undo_import")
    assert told.get().target_id == str(file.pk)
    assert taking_back.undo_import(by=WHO, brought=file, why="Outra vez.").undone_at and told.count() == 1


def test_a_partner_that_the_file_added_leaves_and_others_stay(client):
    old, one, other = started("Cartas"), partner("Universidade"), partner("Associação")
    organisations.link_partner(by=WHO, project=old, partner=other)
    content = f"Título;Endereço;Dúvida;Parceiros\r\nCartas;{old.slug};Ajuda?;{one.code}, {other.code}".encode()
    file = taken_in(client, content)
    assert old.partners.count() == 2
    taking_back.undo_import(by=WHO, brought=file, why="Engano.")
    assert old.partners.get().partner == other and compute("portfolio.partners").value == 1


def test_a_file_that_changes_nothing_has_nothing_to_take_back(client):
    old = started("Cartas")
    file = brought(client, f"Cartas;{old.slug};Ajuda?;;;;")
    assert not file.brought.exists()
    assert (
        "O ficheiro não mudou nada" in client.get(reverse("portfolio:import_record", args=[file.pk])).content.decode()
    )


def edited(project: Project) -> None:
    projects.edit_project(by=WHO, project=project, edition=project.edition, title="Filas curtas")


def published(project: Project) -> None:
    edited_page = projects.edit_project(by=WHO, project=project, edition=project.edition, **PAGE)
    evidence.publish_project(by=WHO, project=edited_page)


@pytest.mark.parametrize(
    ("what_happened", "state"),
    [
        (edited, "edited"),
        (published, "edited"),
        (draft_of, "worked_in"),
        (lambda one: comments.write_comment(by=actor_with("lab_lead"), thing=one, text="E agora?"), "worked_in"),
        (lambda one: stages.move_project(by=WHO, project=one, stage=Stage.STOP, why="Caro."), "worked_in"),
    ],
)
def test_what_was_worked_on_since_stays_and_says_why(what_happened: Callable[[Project], Any], state: str, client):
    file = brought(client, "Filas;;Quem espera?;Piloto;;;", "Balcão;;Quem vem?;;;;")
    what_happened(Project.objects.get(slug="filas"))
    assert sorted(states(file).values()) == sorted(["brought", state])
    taking_back.undo_import(by=WHO, brought=file, why="Engano.")
    assert [one.slug for one in Project.objects.all()] == ["filas"]
    assert sorted(states(file).values()) == sorted(["taken_back", state])


def test_a_changed_project_that_moved_on_keeps_its_words_too(client):
    old = started("Cartas")
    file = brought(client, f"Cartas breves;{old.slug};Ajuda?;Teste;;;")
    stages.move_project(by=WHO, project=Project.objects.get(), stage=Stage.PILOT, why="Segue.")
    taking_back.undo_import(by=WHO, brought=file, why="Engano.")
    now = Project.objects.get()
    assert (now.title, now.stage, states(file)) == ("Cartas breves", "pilot", {"Cartas breves": "moved"})


def test_work_beside_the_words_does_not_hold_a_change_back(client):
    old = started("Cartas")
    file = brought(client, f"Cartas breves;{old.slug};Ajuda?;;;;")
    draft_of(Project.objects.get())
    taking_back.undo_import(by=WHO, brought=file, why="Engano.")
    assert Project.objects.get().title == "Cartas" and Project.objects.get().protocols.count() == 1


def test_who_only_read_a_project_does_not_keep_it(client):
    file = brought(client, "Filas;;Quem espera?;;;;")
    visits.mark_read(by=actor_with("lab_lead"), project=Project.objects.get(), until=timezone.now())
    taking_back.undo_import(by=WHO, brought=file, why="Engano.")
    assert not Project.objects.exists()


def test_stopped_halfway_everything_is_there(client):
    file = brought(client, "Filas;;Quem espera?;;;;", "Balcão;;Quem vem?;;;;")

    def stop(*, done: int, **_said: Any) -> None:
        if done:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        taking_back.undo_import(by=WHO, brought=file, why="Engano.", told=stop)
    assert Project.objects.count() == 2 and set(states(file).values()) == {"brought"}


def test_only_leaders_take_files_back_and_only_once(client):
    file = brought(client, "Filas;;Quem espera?;;;;")
    for act in (taking_back.start_undo, taking_back.undo_import):
        with pytest.raises(NotAllowed):
            act(by=actor_with("researcher"), brought=file, why="Engano.")
    taking_back.start_undo(by=actor_with("lab_lead"), brought=file, why="Engano.")
    with pytest.raises(bringing.NotNow):
        taking_back.start_undo(by=actor_with("lab_lead"), brought=file, why="Outra vez.")


def test_on_the_pages_by_a_job(client, run_jobs):
    assert "Ainda não há ficheiros" in client.get(reverse("portfolio:imports")).content.decode()
    file = brought(client, "Filas;;Quem espera?;;;;", "Balcão;;Quem vem?;;;;")
    edited(Project.objects.get(slug="filas"))
    page, undo = (reverse(f"portfolio:{name}", args=[file.pk]) for name in ("import_record", "undo_import"))
    assert page in client.get(reverse("portfolio:imports")).content.decode()
    shown = client.get(page).content.decode()
    assert "fica: foi editado desde então" in shown and undo in shown
    assert "fica: foi editado" in client.get(f"{page}?formato=csv").content.decode()
    assert "1 projeto volta" in client.get(undo).content.decode()
    assert client.post(undo, {"why": ""}).status_code == 200 and Import.objects.get().job == file.job
    client.post(undo, {"why": "Era outra tabela."})
    run_jobs()
    assert [one.slug for one in Project.objects.all()] == ["filas"]
    shown = client.get(page).content.decode()
    assert "Este ficheiro foi retirado" in shown and undo not in shown
    assert "já foi retirado" in client.post(undo, {"why": "Outra vez."}, follow=True).content.decode()


def test_a_page_costs_the_same_with_more_rows(client, django_assert_max_num_queries):
    few = brought(client, "Filas;;Quem espera?;;;;")
    many = brought(client, *(f"Projeto {number};;Quem?;;;;" for number in range(12)))
    client.get(reverse("portfolio:import_record", args=[few.pk]))
    with django_assert_max_num_queries(120) as asked:
        client.get(reverse("portfolio:import_record", args=[few.pk]))
    with django_assert_max_num_queries(len(asked)):
        client.get(reverse("portfolio:import_record", args=[many.pk]))
