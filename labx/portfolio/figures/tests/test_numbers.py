"""The same number on the page, in the file, in the interface and in the document."""

import csv
import datetime as dt
import io
import re
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob
from pypdf import PdfReader

from labx.core.events.publish import NewEvent, publish, publish_many
from labx.core.ids import new_id
from labx.core.measures.current import current
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Level
from labx.portfolio.actions import projects
from labx.portfolio.figures import counting, jobs
from labx.portfolio.figures.events_behind import Events
from labx.portfolio.figures.forms import NarrowingForm
from labx.portfolio.figures.narrowing import Narrowing
from labx.portfolio.models import Stage
from labx.portfolio.tests.making import WHO
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db
PEOPLE = "trials.people"


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.clear()


def exposures(project: UUID, months: list[str], *, subjects: list[UUID] | None = None) -> list[UUID]:
    """One person exposed in the middle of each month."""
    people = subjects or [new_id() for _month in months]
    context = {"trial": new_id(), "dataset": new_id(), "arm": "carta"}
    publish_many(
        NewEvent(
            "trials.exposed",
            person,
            project,
            context,
            time=timezone.make_aware(dt.datetime.fromisoformat(f"{month}-15")),
        )
        for person, month in zip(people, months, strict=True)
    )
    return people


def started(title: str, **more: object):
    return projects.start_project(by=WHO, title=title, question="Ajuda?", **more)


def value(name: str, **narrowing: object) -> int | None:
    counted = {one.measure.name: one for one in counting.count_all(Narrowing(**narrowing))}
    return counted[name].value


def month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


def test_counters_are_counted_in_a_period_a_project_and_a_stage():
    cartas, filas = started("Cartas"), started("Filas", stage=Stage.PILOT)
    exposures(cartas.id, ["2025-01"] * 8 + ["2025-02"] * 7)
    exposures(filas.id, ["2025-02"] * 9)
    assert value("portfolio.projects") == 2 and value("portfolio.projects", stage="pilot") == 1
    assert value(PEOPLE) == 24
    assert value(PEOPLE, project=filas) == 9
    assert value(PEOPLE, since=month("2025-02")) == 16
    assert value(PEOPLE, until=month("2025-01")) == 8
    assert value(PEOPLE, since=month("2025-02"), until=month("2025-02"), project=cartas) == 7
    assert value("portfolio.projects", stage="stop") == 0


def test_who_comes_again_counts_once():
    cartas = started("Cartas")
    people = exposures(cartas.id, ["2025-01"] * 6)
    exposures(cartas.id, ["2025-02"] * 6, subjects=people)
    assert value(PEOPLE) == 6 == value(PEOPLE, since=month("2025-02"))


def test_few_people_are_not_shown():
    cartas = started("Cartas")
    exposures(cartas.id, ["2025-01"] * 4)
    counted = {one.measure.name: one for one in counting.count_all(Narrowing())}
    assert counted[PEOPLE].value is None and "reconhecid" in counted[PEOPLE].told
    assert counted["portfolio.projects"].value == 1  # a project is not a person
    page = Client().get(reverse("figures:numbers"))
    assert page.status_code == 200 and "reconhecid" in page.content.decode()


def test_nor_people_that_subtracting_would_tell():
    cartas, filas = started("Cartas"), started("Filas")
    exposures(cartas.id, ["2025-01"] * 8 + ["2025-03"] * 2 + ["2025-05"] * 8)
    exposures(filas.id, ["2025-05"] * 3)
    assert value(PEOPLE) == 21
    assert value(PEOPLE, project=cartas) is None  # 21 - 18 would show the three
    assert value(PEOPLE, project=filas) is None
    assert value(PEOPLE, until=month("2025-01")) is None  # until March there are two more
    assert value(PEOPLE, until=month("2025-02")) is None
    assert value(PEOPLE, until=month("2025-03")) == 10
    assert value(PEOPLE, since=month("2025-05")) is None  # since March there are two more
    assert value(PEOPLE, since=month("2025-02")) == 13


def test_what_belongs_to_no_project_is_not_divided_by_projects():
    cartas = started("Cartas")
    lab_wide = [one for one in counting.counters() if one.event.startswith("organisations.")]
    counted = {one.measure.name: one for one in counting.count_all(Narrowing(project=cartas))}
    assert all(counted[one.name].why_not == "undivided" for one in lab_wide)


def texts_of_csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def numbers_of_pdf(content: bytes, counted: list[counting.Counted]) -> dict[str, int | None]:
    """What the document says beside each title, in their order; None where it gives no number."""
    rest = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    rest = " ".join(rest.split())
    found: dict[str, int | None] = {}
    for one in counted:
        _before, title, rest = rest.partition(str(one.measure.title))
        assert title, one.measure.name
        number = re.match(r" (\d[\d ]*) \d{1,2} de ", rest)
        found[one.measure.name] = int(number[1].replace(" ", "")) if number else None
    return found


def agree_everywhere(client: Client, query: dict[str, str]) -> None:
    page = client.get(reverse("figures:numbers"), query)
    on_page = {one.measure.name: one.value for one in page.context["counted"]}
    rows = texts_of_csv(client.get(reverse("figures:numbers"), {**query, "formato": "csv"}).content)
    in_file = {row["Código"]: int(row["Número"]) if row["Número"] else None for row in rows}
    in_api = {row["name"]: row["value"] for row in client.get("/api/figures/numbers", query).json()}
    on_paper = numbers_of_pdf(client.get(reverse("figures:numbers_pdf"), query).content, page.context["counted"])
    assert on_page == in_file == in_api == on_paper
    for counted in page.context["counted"]:
        adds_up(counted, page.context["form"].narrowing)


def adds_up(counted: counting.Counted, narrowing: Narrowing) -> None:
    if counted.value is None:
        return
    rows = list(Events(counted.measure, narrowing))
    told = len(rows) if counted.measure.aggregation == "count" else len({row["subject"] for row in rows})
    assert told == counted.value


MONTHS = st.sampled_from(["", *(f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13))])
QUERIES = st.fixed_dictionaries(
    {
        "desde": MONTHS,
        "ate": MONTHS,
        "projeto": st.sampled_from(["", "cartas", "filas", "guiches"]),
        "etapa": st.sampled_from(["", *Stage.values]),
        "distrito": st.sampled_from(["", *(code for code, _name in DISTRICTS)]),
        "nivel": st.sampled_from(["", *Level.values]),
    }
).filter(lambda query: not (query["desde"] and query["ate"]) or query["desde"] <= query["ate"])


def a_laboratory() -> Client:
    made = [started("Cartas"), started("Filas", stage=Stage.PILOT), started("Guichés", stage=Stage.STOP)]
    for number, project in enumerate(made):
        people = exposures(project.id, [f"2025-{month:02}" for month in range(1, 13) for _one in range(number * 4 + 3)])
        exposures(project.id, ["2024-11"] * 5, subjects=people[:5])
    return signed_in(account_with("lab_lead"))


def agree_for_many(examples: int) -> None:
    client = a_laboratory()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))
    @given(QUERIES)
    def agreeing(query: dict[str, str]) -> None:
        agree_everywhere(client, {name: value for name, value in query.items() if value})

    agreeing()


def test_the_same_everywhere_for_any_filter():
    agree_for_many(15)


@pytest.mark.slow
def test_the_same_everywhere_for_five_hundred_filters():
    agree_for_many(500)


def test_the_document_is_a_document():
    exposures(started("Cartas").id, ["2025-01"] * 9)
    answer = Client().get(reverse("figures:numbers_pdf"), {"desde": "2025-01"})
    assert answer.content.startswith(b"%PDF") and answer["Content-Type"] == "application/pdf"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"desde": "março"}, "Escreva o mês como 2026-03"),
        ({"desde": "1820-01"}, "entre 2000"),
        ({"desde": "2025-03", "ate": "2025-01"}, "acaba antes de começar"),
        ({"projeto": "por-publicar"}, "opção válida"),
        ({"distrito": "99"}, "opção válida"),
    ],
)
def test_a_filter_that_cannot_be_is_said_in_its_place(query, said):
    started("Por publicar")
    page = Client().get(reverse("figures:numbers"), query)
    assert page.status_code == 200 and said.lower() in page.content.decode().lower()
    refused = Client().get("/api/figures/numbers", query)
    assert refused.status_code == 422


def test_the_events_are_opened_by_the_team_only_and_page_by_page():
    cartas = started("Cartas")
    people = exposures(cartas.id, ["2025-01"] * 60)
    there = reverse("figures:events", args=[PEOPLE])
    assert Client().get(there).status_code == 302
    client = signed_in(account_with("analyst"))
    first, second = client.get(there).content.decode(), client.get(there, {"pagina": "2"}).content.decode()
    assert "60 acontecimentos" in first and first != second and "Cartas" in second
    assert not any(str(person) in first for person in people)  # another code than in any other place
    exported = texts_of_csv(client.get(there, {"formato": "csv"}).content)
    assert len(exported) == 60 == len({row["Quem ou o quê"] for row in exported})
    answer = client.get(f"/api/figures/numbers/{PEOPLE}/events", {"offset": 50, "limit": 20}).json()
    assert answer["count"] == 60 and len(answer["events"]) == 10
    assert client.get(reverse("figures:events", args=["nothing.here"])).status_code == 404
    assert client.get("/api/figures/numbers/nothing.here/events").status_code == 404


def test_nothing_is_opened_behind_a_number_that_is_not_shown():
    cartas = started("Cartas")
    exposures(cartas.id, ["2025-01"] * 3)
    client = signed_in(account_with("analyst"))
    page = client.get(reverse("figures:events", args=[PEOPLE])).content.decode()
    assert "reconhecid" in page and "0 acontecimentos" not in page
    assert client.get(f"/api/figures/numbers/{PEOPLE}/events").json() == {"count": 0, "events": []}


def test_a_filter_is_answered_from_what_was_counted_a_moment_ago(django_assert_max_num_queries):
    cartas = started("Cartas")
    value("portfolio.projects", project=cartas)
    with django_assert_max_num_queries(1):  # the cache itself is a table
        assert value("portfolio.projects", project=cartas) == 1


def test_the_worker_counts_again_while_others_read_what_is_kept(monkeypatch):
    cartas, filas = started("Cartas"), started("Filas")
    asked = {"since": month("2020-01"), "until": month("2090-01"), "project": cartas, "stage": cartas.stage}
    assert value("portfolio.projects", **asked) == 1
    monkeypatch.setattr(counting, "WORTH_COUNTING_AGAIN", -1)
    publish(name="portfolio.project_started", subject=filas.id, project=cartas.id)
    assert [value("portfolio.projects", **asked) for _ in range(3)] == [1, 1, 1]
    (job,) = ProcrastinateJob.objects.filter(task_name="labx.portfolio.figures.count_again")
    jobs.count_again(**job.args)
    assert value("portfolio.projects", **asked) == 2


def test_a_project_that_is_gone_is_not_counted_again():
    jobs.count_again(**{**Narrowing().as_data(), "project": str(new_id())})


def test_all_numbers_are_read_at_once_and_are_those_of_each(django_assert_max_num_queries):
    started("Cartas")
    counting.count_all(Narrowing())
    with django_assert_max_num_queries(2):
        found = counting.count_all(Narrowing())
    assert [one.measure for one in found] == counting.counters()
    told = {one.measure.name: one.value for one in found if one.value is not None}
    assert told["portfolio.projects"] == 1
    assert told == {name: current(name).value for name in told}


def test_projects_that_nobody_published_are_no_choice_for_the_public():
    started("Por publicar")
    public = NarrowingForm({}, actor=actor_with("network_member"))
    team = NarrowingForm({}, actor=actor_with("researcher"))
    assert public.fields["projeto"].queryset.count() == 0 and team.fields["projeto"].queryset.count() == 1
