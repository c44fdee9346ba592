"""Pages of the portfolio: what each person is shown to do next, the team, the public home, the command line."""

from dataclasses import replace

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from labx.portfolio.actions import evidence, projects, protocols
from labx.portfolio.cli import portfolio
from labx.portfolio.models import Project
from labx.portfolio.tests.making import DECISION, PAGE, WHO, claimed, draft_of, evidence_of, project_of
from tests.people import account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


def text_of(client: Client, name: str, *arguments: object) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_project_is_started_by_its_lead(client):
    assert client.get(reverse("portfolio:new")).status_code == 200
    words = {"title": "Cartas mais curtas", "question": "Quem lê a carta?", "beneficiaries": "Quem a recebe"}
    for _time in range(2):
        assert client.post(reverse("portfolio:new"), words).status_code == 302
    assert sorted(Project.objects.values_list("slug", flat=True)) == ["cartas-mais-curtas", "cartas-mais-curtas-2"]
    project = Project.objects.get(slug="cartas-mais-curtas")
    assert [member.role for member in project.memberships.all()] == ["lead"]
    by_token = replace(actor_with("researcher"), kind="token", scopes=frozenset({"portfolio.create_project"}))
    other = projects.start_project(by=by_token, title="Filas", question="?")
    assert other.memberships.get().account == account_with("researcher")
    listed = text_of(client, "portfolio:list")
    assert listed.count("/projetos/cartas-mais-curtas") == 2
    assert client.get(reverse("portfolio:list"), {"fase": "1"}).status_code == 200
    assert "Escrever o protocolo de um ensaio" in text_of(client, "portfolio:record", project.slug)


def test_the_desk_shows_what_waits_for_its_reader_and_nothing_else(client):
    assert "Nada espera por si" in text_of(client, "portfolio:desk")
    project = project_of()
    projects.add_member(by=WHO, project=project, account=account_with("lab_lead"), role="lead")
    draft = draft_of(project)
    assert "Congele o protocolo" in text_of(client, "portfolio:desk")
    protocols.freeze_protocol(by=WHO, protocol=draft)
    found = evidence_of(project)
    assert "há evidência e não há decisão" in text_of(client, "portfolio:desk")
    evidence.record_decision(by=WHO, project=project, citations=[(found, True, "weak")], **DECISION)
    assert "Publique" in text_of(client, "portfolio:desk")
    assert "Nada espera por si" in text_of(signed_in(account_with("analyst")), "portfolio:desk")


def test_a_team_is_changed_by_its_lead(client):
    project = project_of()
    person = open_account("rui@example.pt", name="Rui Silva")
    there = reverse("portfolio:team", args=[project.slug])
    for _time in range(2):
        client.post(there, {"account": person.pk, "role": "analyst"})
    membership = project.memberships.get()
    assert "Rui Silva" in text_of(client, "portfolio:team", project.slug)
    assert signed_in(person).get(reverse("portfolio:record", args=[project.slug])).status_code == 200
    client.post(reverse("portfolio:remove_member", args=[project.slug, membership.pk]))
    assert not project.memberships.exists()
    assert signed_in(person).get(reverse("portfolio:record", args=[project.slug])).status_code == 404


def published(title: str, **decision: object) -> Project:
    project = project_of(title)
    if decision:
        claimed(project)
        cited = [(project.evidence.get(), True, "weak")]
        evidence.record_decision(by=WHO, project=project, citations=cited, **{**DECISION, **decision})
    project.refresh_from_db()
    return evidence.publish_project(
        by=WHO, project=projects.edit_project(by=WHO, project=project, edition=project.edition, **PAGE)
    )


def test_the_home_tells_what_was_learned_what_is_tried_and_what_was_stopped():
    assert "Ainda nada está publicado" in text_of(Client(), "home")
    learned, trying = (
        published("Aprendido", outcome="iterate", dissent="Houve quem discordasse."),
        published("Em curso"),
    )
    stopped = published("Parado", outcome="stop")
    context = Client().get("/").context
    assert [project for project, _claims in context["learned"]] == [learned]
    assert (list(context["trying"]), list(context["stopped"])) == ([trying], [stopped])
    assert "Houve quem discordasse." in text_of(Client(), "portfolio:public", learned.slug)
    assert Client().get(reverse("portfolio:public_pdf", args=[learned.slug])).content.startswith(b"%PDF")


def test_the_numbers_are_counted_from_the_log():
    published("Aprendido", outcome="iterate")
    page = Client().get(reverse("figures:numbers"))
    shown = {str(one.measure.title): one.value for one in page.context["counted"]}
    assert shown["projetos começados"] == 1 and shown["decisões registadas com a sua evidência"] == 1


def test_projects_at_the_command_line():
    begun = CliRunner().invoke(portfolio, ["start", "Filas mais curtas", "--question", "Quem espera?"])
    assert begun.output.strip() == "filas-mais-curtas"
    assert "filas-mais-curtas" in CliRunner().invoke(portfolio, ["list"]).output
