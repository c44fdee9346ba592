"""The register of published numbers, and what others reported: shown with all its doubts, never counted."""

import pytest
from django.test import Client
from django.urls import reverse

from labx.core.events.declare import event_types
from labx.core.packs.library import packs
from labx.core.policy import NotAllowed
from labx.portfolio.actions import evidence, projects
from labx.portfolio.figures import counting
from labx.portfolio.figures.actions import load_reported
from labx.portfolio.figures.agreement import Said, agreement
from labx.portfolio.figures.cli import PACK, figures
from labx.portfolio.figures.models import ReportedClaim
from labx.portfolio.figures.narrowing import Narrowing
from labx.portfolio.tests.making import PAGE, WHO, claimed, project_of
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


def published(title: str = "Cartas", **card: object):
    project = project_of(title)
    claim = claimed(project, **card)
    edited = projects.edit_project(by=WHO, project=project, edition=project.edition, **PAGE)
    evidence.publish_project(by=WHO, project=edited)
    claim.refresh_from_db()
    return claim


def text(client: Client, name: str, *arguments: object, **query: str) -> str:
    answer = client.get(reverse(name, args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_register_shows_every_published_number_and_how_it_is_known():
    assert "Ainda nenhum número publicado" in text(Client(), "figures:claims")
    claim = published()
    hidden = claimed(project_of("Por publicar"), indicator="segredo")
    register = text(Client(), "figures:claims")
    for shown in ("dias de espera", "por sorteio", "40 pessoas", "9 dias", "30/06/2025"):
        assert shown in register
    assert "segredo" not in register and "segredo" in text(signed_in(account_with("analyst")), "figures:claims")
    card = text(Client(), "figures:claim", claim.pk)
    assert "Média de um grupo" in card and claim.evidence.reference_digest in card and "desligada" in card
    assert Client().get(reverse("figures:claim", args=[hidden.pk])).status_code == 302
    assert signed_in(account_with("analyst")).get(reverse("figures:claim", args=[hidden.pk])).status_code == 404


def test_the_register_is_narrowed_and_taken_away():
    published()
    published("Filas", indicator="tempo de fila", denominator="")
    assert "tempo de fila" not in text(Client(), "figures:claims", denominador="sim")
    assert "dias de espera" not in text(Client(), "figures:claims", denominador="nao")
    assert "dias de espera" not in text(Client(), "figures:claims", desenho="none")
    csv = text(Client(), "figures:claims", desenho="none", formato="csv")
    assert "tempo de fila" in csv and "não dito" in csv and "dias de espera" not in csv
    rows = Client().get("/api/figures/claims").json()
    assert {row["project"]: row["design_grade"] for row in rows} == {"cartas": "randomised", "filas": "none"}


def test_a_claim_without_denominator_is_graded_lowest_and_that_is_said():
    claim = published(denominator=" ")
    assert claim.evidence.design_grade == "randomised" and claim.design_grade == "none"
    claim.denominator = ""
    claim.save()
    assert "não diz em quantos" in text(Client(), "figures:claim", claim.pk)


def test_a_withdrawn_number_stays_with_its_reason():
    claim = published()
    evidence.withdraw_claim(by=WHO, claim=claim, why="Um erro na recolha.")
    assert "Um erro na recolha." in text(Client(), "figures:claim", claim.pk)
    assert "Um erro na recolha." in text(Client(), "figures:claims", estado="withdrawn")
    assert "Nada corresponde" in text(Client(), "figures:claims", estado="standing")


def test_the_register_does_not_cost_more_with_more_rows(django_assert_max_num_queries):
    for number in range(12):
        published(f"Projeto {number}")
    with django_assert_max_num_queries(8):
        Client().get(reverse("figures:claims"))


def test_an_analysis_that_changed_since_is_said(monkeypatch):
    from labx.core import rooms

    claim = published()
    other = rooms.Opened("Análise", "/ensaios/", digest="1" * 64)
    monkeypatch.setattr(rooms, "open_reference", lambda _reference: other)
    assert "mudou depois" in text(Client(), "figures:claim", claim.pk)


# What others reported.


def loaded() -> int:
    return load_reported(by=WHO, pack=packs()[PACK])


def test_contradictions_stand_side_by_side_with_their_sources():
    assert "Nenhum número comunicado" in text(Client(), "figures:reported")
    loaded()
    page = Client().get(reverse("figures:reported"))
    told = {one.title: one for one in page.context["compared"]}
    assert told["Parceiros"].is_contradiction and page.context["compared"][0].title == "Parceiros"
    assert {said.value for said in told["Parceiros"].said} == {572, 165}
    shown = page.content.decode()
    assert "several sessions" in shown and "comunicado, desenho desconhecido" in shown
    sessions = ReportedClaim.objects.get(indicator="capacity-sessions")
    assert sessions.value is None and sessions.number_card is None
    assert {row.value for row in ReportedClaim.objects.filter(indicator="citizens")} == {10000}


def test_what_others_reported_feeds_no_counter():
    before = {one.measure.name: one.value for one in counting.count_all(Narrowing())}
    assert loaded() == loaded() == ReportedClaim.objects.count() > 10
    after = {one.measure.name: one.value for one in counting.count_all(Narrowing())}
    assert before == after and set(after.values()) == {0}
    assert not any(name.startswith("figures.") for name in event_types())


def test_reported_numbers_are_taken_away_and_read_by_programs():
    loaded()
    assert "desconhecida" in text(Client(), "figures:reported", formato="csv")
    rows = Client().get("/api/figures/reported", {"limit": 200}).json()
    assert {row["value"] for row in rows if row["indicator"] == "partners"} == {572, 165}


def test_only_who_leads_loads_them():
    with pytest.raises(NotAllowed):
        load_reported(by=actor_with("analyst"), pack=packs()[PACK])


@pytest.mark.parametrize(
    ("said", "agrees"),
    [
        ([Said(25, "exactly"), Said(25, "exactly")], "same"),
        ([Said(2250, "exactly"), Said(2000, "more_than")], "compatible"),
        ([Said(1900, "exactly"), Said(2000, "more_than")], "contradiction"),
        ([Said(572, "exactly"), Said(165, "exactly")], "contradiction"),
        ([Said(1, "more_than"), Said(2, "more_than")], "compatible"),
        ([Said(None, "unknown"), Said(165, "exactly")], "alone"),
    ],
)
def test_sources_agree_when_all_can_be_true(said, agrees):
    assert agreement(said) == agreement(said[::-1]) == agrees


def test_at_the_command_line():
    from click.testing import CliRunner

    assert int(CliRunner().invoke(figures, ["load-reported"]).output) == ReportedClaim.objects.count()
    assert "projetos começados" in CliRunner().invoke(figures, ["show"]).output
