"""What keeps projects waiting: noted, changed without loss, closed, opened again, counted once a day."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from labx.core.actions import EditedMeanwhile
from labx.core.audit.models import AuditEntry
from labx.core.measures.compute import compute
from labx.core.measures.declare import Measure
from labx.core.policy import NotAllowed
from labx.portfolio.actions import projects
from labx.portfolio.delivery import queries
from labx.portfolio.delivery.actions import blockers
from labx.portfolio.delivery.days import days_covered
from labx.portfolio.delivery.demo import load
from labx.portfolio.delivery.models import Blocker
from labx.portfolio.models import Project
from labx.portfolio.tests.making import WHO, project_of
from tests.people import account_with, actor_with, open_account, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)
WORDS = {"kind": "legal", "owner": "Serviços jurídicos", "note": "Falta um parecer."}
CLOSED_DAYS = Measure("tests.days", "dias", "delivery.blocker_closed", "sum")


def after(days: int) -> dt.date:
    return DAY + dt.timedelta(days=days)


def blocker_of(project: Project, opened: int = 0, closed: int | None = None, **words: object) -> Blocker:
    until = None if closed is None else after(closed)
    return blockers.open_blocker(
        by=WHO, project=project, opened_on=after(opened), closed_on=until, **{**WORDS, **words}
    )


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def project() -> Project:
    return project_of()


def page(client: Client, name: str, *arguments: object, **query: str) -> str:
    answer = client.get(reverse(f"delivery:{name}", args=arguments), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_overlapping_blockers_count_once(project):
    blocker_of(project, 0, 10)
    blocker_of(project, 5, 12, kind="it")
    blocker_of(project, 20, 21)
    assert queries.days_lost(project.blockers.all(), after(100)) == 12 + 1
    blocker_of(project, 90)
    assert queries.days_lost(project.blockers.all(), after(100)) == 12 + 1 + 10


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=8)


@given(SPANS)
def test_days_covered_are_the_days_in_any_span(spans):
    days = {day for begins, length in spans for day in range(begins, begins + length)}
    assert days_covered((after(begins), after(begins + length)) for begins, length in spans) == len(days)


def test_a_blocker_is_noted_changed_closed_and_opened_again(client, project):
    assert "Nada o faz esperar" in page(client, "blockers", project.slug)
    client.post(reverse("delivery:new_blocker", args=[project.slug]), {**WORDS, "opened_on": "1/3/2026"})
    noted = Blocker.objects.get()
    assert noted.opened_on == DAY and "Falta um parecer." in page(client, "blockers", project.slug)
    there = reverse("delivery:edit_blocker", args=[project.slug, noted.pk])
    assert "Alterar ou fechar" in client.get(there).content.decode()
    closing = {**WORDS, "opened_on": "1/3/2026", "closed_on": "11/3/2026", "how_closed": "Chegou.", "edition": 1}
    assert client.post(there, closing).status_code == 302
    assert compute(CLOSED_DAYS).value == 10
    client.post(there, {**closing, "closed_on": "21/3/2026", "edition": 2})
    assert compute(CLOSED_DAYS).value == 20  # told anew, not twice
    assert "20 dias perdidos" in page(client, "blockers", project.slug)
    client.post(reverse("delivery:reopen_blocker", args=[project.slug, noted.pk]))
    assert Blocker.objects.get().is_open and compute(CLOSED_DAYS).value == 0
    told = AuditEntry.objects.filter(target_id=str(noted.pk)).values_list("action", flat=True)
    assert sorted(told) == ["delivery.edit_blocker"] * 3 + ["delivery.open_blocker"]
    record = client.get(reverse("portfolio:record", args=[project.slug])).content.decode()
    assert "Bloqueado: Jurídico" in record


def test_two_people_editing_a_blocker_lose_nothing(client, project):
    noted = blocker_of(project)
    blockers.edit_blocker(by=WHO, blocker=noted, edition=1, note="Da Ana")
    with pytest.raises(EditedMeanwhile):
        blockers.edit_blocker(by=WHO, blocker=noted, edition=1, note="Do Rui")
    there = reverse("delivery:edit_blocker", args=[project.slug, noted.pk])
    typed = {**WORDS, "note": "Do Rui", "opened_on": "1/3/2026", "edition": 1}
    shown = client.post(there, typed).content.decode()
    assert "Do Rui" in shown and "Da" in shown and "Ana" in shown and Blocker.objects.get().note == "Da Ana"
    assert client.post(there, {**typed, "edition": 2}).status_code == 302
    assert Blocker.objects.get().note == "Do Rui"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"opened_on": "1/3/2990"}, "não pode começar no futuro"),
        ({"closed_on": "1/2/2026"}, "antes de começar"),
        ({"closed_on": "1/3/2990"}, "não pode acabar no futuro"),
    ],
)
def test_days_that_cannot_be_are_said_and_nothing_is_kept(days, said, client, project):
    noted = blocker_of(project)
    form = {**WORDS, "opened_on": "1/3/2026", "edition": 1, **days}
    shown = client.post(reverse("delivery:edit_blocker", args=[project.slug, noted.pk]), form).content.decode()
    assert said in shown and Blocker.objects.get().edition == 1
    if "opened_on" in days:
        shown = client.post(reverse("delivery:new_blocker", args=[project.slug]), form).content.decode()
        assert said in shown and Blocker.objects.count() == 1


def test_who_may_not_change_blockers(project):
    with pytest.raises(NotAllowed):
        blockers.open_blocker(by=actor_with("analyst"), project=project, opened_on=DAY, **WORDS)
    noted = blocker_of(project)
    with pytest.raises(NotAllowed):
        blockers.reopen_blocker(by=actor_with("analyst"), blocker=noted, edition=1)
    reader = signed_in(account_with("analyst"))
    assert "Registar um bloqueio" not in page(reader, "blockers", project.slug)
    assert reader.get(reverse("delivery:new_blocker", args=[project.slug])).status_code == 404


def test_all_blockers_are_listed_narrowed_and_taken_away(client, project):
    blocker_of(project, 0, 4)
    blocker_of(project_of("Filas"), 0, kind="procurement", note="Falta a proposta.")
    assert "Falta a proposta." in page(client, "everywhere")
    assert "Falta um parecer." not in page(client, "everywhere", estado="open")
    assert "Falta a proposta." not in page(client, "everywhere", tipo="legal")
    assert "Falta um parecer." in page(client, "everywhere", formato="csv", estado="closed")
    rows = client.get("/api/delivery/blockers").json()
    assert {row["project"]: row["days"] for row in rows if row["closed_on"]} == {project.slug: 4}
    assert len(client.get(f"/api/delivery/projects/{project.slug}/blockers").json()) == 1


def test_the_list_costs_the_same_with_more_rows(client, project, django_assert_max_num_queries):
    for number in range(20):
        blocker_of(project, number, number + 1)
    with django_assert_max_num_queries(8):
        client.get(reverse("delivery:everywhere"))


def test_an_old_blocker_stands_on_its_leads_desk(project):
    lead = open_account("lider@example.pt")
    projects.add_member(by=WHO, project=project, account=lead, role="lead")
    blocker_of(project)
    today = timezone.localdate()
    blockers.open_blocker(by=WHO, project=project, opened_on=today, **{**WORDS, "kind": "it"})
    desk = signed_in(lead).get(reverse("portfolio:desk")).content.decode()
    assert "Jurídico faz esperar" in desk and "Sistemas de informação faz esperar" not in desk
    other = signed_in(open_account("outra@example.pt")).get(reverse("portfolio:desk")).content.decode()
    assert "faz esperar" not in other


class Silent:
    def say(self, **_words: object) -> None:
        return


def test_the_demonstration_is_loaded_once():
    for number in range(3):
        projects.start_project(by=WHO, title=f"Exemplo {number}", question="Ajuda?", is_example=True)
    for _time in range(2):
        load(Silent(), by=WHO)
    assert Blocker.objects.count() == 3 and all("inventado" in one.note for one in Blocker.objects.all())


# Which procedure.


@pytest.mark.parametrize(
    ("value", "procedure"),
    [
        ("5000", "Ajuste direto simplificado"),
        ("5000,01", "Ajuste direto"),
        ("74999", "Consulta prévia"),
        ("75000", "Concurso"),
    ],
)
def test_a_procedure_is_told_as_unverified(value, procedure):
    client = signed_in(account_with("network_member"))
    shown = page(client, "procedure", valor=value, data="1/3/2026")
    answer = shown[shown.index('id="answer"') : shown.index("A tabela</h2>")]
    assert procedure in answer and "Provavelmente" in answer and "não verificado" in answer
    assert "não estão verificados" in shown


def test_a_value_that_is_none_is_said_in_its_place():
    client = signed_in(account_with("network_member"))
    shown = page(client, "procedure", valor="muito", data="")
    assert "error-summary" in shown and "Provavelmente" not in shown
    assert Client().get(reverse("delivery:procedure")).status_code == 302
