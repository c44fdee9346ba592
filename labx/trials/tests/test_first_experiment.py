"""The National Supported Work trial, from the files to the public page, through the actions and the event log."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.urls import reverse

from labx.core.actors import system
from labx.core.files.archive import write_zip
from labx.portfolio.models import Decision, Project
from labx.trials import demo, demo_portal, queries
from labx.trials.models import Trial
from labx.trials.publishing.conclusions import package_of
from labx.trials.publishing.package import recompute
from labx.trials.telling.result import tell

# LaLonde (1986), Dehejia and Wahba (1999): the published comparison, from the same rows.
PEOPLE, EFFECT, WELCH_ERROR, LEAST_SQUARES_ERROR, SURVEY_EFFECT = (185, 260), 1794.34, 671.00, 632.85, -8497.5


class Silent:
    def say(self, **said: object) -> None:
        pass


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration, loaded once for all of this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(Silent(), by=system("test"))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def project(loaded, db) -> Project:
    return Project.objects.get(title=demo.TITLE)


def told_of(project: Project, code: str):
    return tell(queries.latest_analysis(Trial.objects.get(project=project, protocol__code=code)))


def test_the_published_numbers_come_out_of_the_event_log(project):
    told = told_of(project, "sorteio")
    assert tuple(group["people"] for group in told.groups[::-1]) == PEOPLE
    assert told.primary.answer["estimate"] == pytest.approx(EFFECT, abs=0.005)
    assert told.primary.answer["standard_error"] == pytest.approx(WELCH_ERROR, abs=0.005)
    assert told.analysis.result["result"]["pooled"]["standard_error"] == pytest.approx(LEAST_SQUARES_ERROR, abs=0.005)


def test_the_comparison_without_lottery_goes_wrong_and_says_so(project):
    told = told_of(project, "inquerito")
    assert told.primary.answer["estimate"] == pytest.approx(SURVEY_EFFECT, abs=0.05)
    assert told.grade == "comparison"
    assert "lottery" in told.verdict or "sorteio" in told.verdict


def test_the_package_recomputes_to_the_same_numbers(project, tmp_path):
    told = told_of(project, "sorteio")
    path = tmp_path / "package.zip"
    write_zip(path, package_of(told))
    result, different = recompute(path)
    assert different == []
    assert result == told.analysis.result["result"]


def test_loading_twice_changes_nothing(project):
    demo.load(Silent(), by=system("test"))
    assert Project.objects.count() == 2 and Trial.objects.count() == 3 and Decision.objects.count() == 2


def test_a_citizen_reads_the_page(project, client):
    page = client.get(reverse("portfolio:public", args=[project.slug]))
    assert page.status_code == 200
    text = page.content.decode()
    assert "emprego apoiado" in text and "como sabemos" in text.lower()


def test_the_page_is_also_a_document(project, client):
    document = client.get(reverse("portfolio:public_pdf", args=[project.slug]))
    assert document.content.startswith(b"%PDF")


def test_the_simulation_finds_the_truth_that_was_put_in(loaded, db):
    """Six more in 100 finish; the days of waiting do not change."""
    told = tell(queries.latest_analysis(Trial.objects.get(project__title=demo_portal.TITLE)))
    truth = demo_portal.FINISH_NEW - demo_portal.FINISH_OLD
    interval = told.primary.answer["interval"]
    assert interval["lower"] < truth < interval["upper"]
    assert told.guardrails[0].entry["margin"]["is_shown"] and told.situation.startswith("helped")
    assert Decision.objects.get(project__title=demo_portal.TITLE).outcome == told.plan.rule[told.situation]


def test_a_citizen_reads_the_answer_in_a_hundred(loaded, db, client):
    project = Project.objects.get(title=demo_portal.TITLE)
    text = client.get(reverse("portfolio:public", args=[project.slug])).content.decode()
    assert "Em 100 pessoas, mais" in text and "os dados são compatíveis com" in text
