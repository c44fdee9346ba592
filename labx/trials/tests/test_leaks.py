"""What a trial must not tell: to citizens what was not published, to readers whom a row is about."""

from datetime import date
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from labx.portfolio.actions import evidence as portfolio
from labx.portfolio.actions import projects
from labx.portfolio.models import Claim, Evidence, Project
from labx.trials import queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.models import Dataset, Trial
from labx.trials.publishing import conclusions
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import WHO, address, table
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def trial() -> Trial:
    """Of a published project, with open rows and a result that nobody made evidence."""
    trial = making.trial_of()
    dataset = making.kept(trial)
    Dataset.objects.filter(pk=dataset.pk).update(is_open=True)
    importing.bring_in(by=WHO, dataset=queries.dataset(dataset.pk), mapping=Mapping(**making.MAPPING))
    words = dict.fromkeys(("asked", "did", "learned", "next_step"), "Palavras.")
    project = projects.edit_project(by=WHO, project=trial.project, edition=1, **words)
    portfolio.publish_project(by=WHO, project=project)
    return queries.trial_by_slug(trial.slug)


def recorded(trial: Trial) -> Evidence:
    return conclusions.record_finding(by=WHO, told=tell(queries.latest_analysis(trial)))


def published(trial: Trial) -> Claim:
    told = tell(queries.latest_analysis(trial))
    return conclusions.publish_finding(by=WHO, told=told, evidence=recorded(trial))


def is_shown(project: Project) -> bool:
    page = Client().get(reverse("portfolio:public", args=[project.slug]))
    assert page.status_code == 200
    return "<svg" in page.content.decode().partition('<div class="column')[2]


def package_status(trial: Trial) -> int:
    answer = Client().get(reverse("trials:public_package", args=[trial.slug]))
    b"".join(answer)  # read whole, or its file stays open
    return answer.status_code


def test_a_result_that_is_no_evidence_is_nowhere(trial):
    assert (is_shown(trial.project), package_status(trial)) == (False, 404)


def test_evidence_alone_is_not_published(trial):
    recorded(trial)
    assert (is_shown(trial.project), package_status(trial)) == (False, 404)


def test_a_published_number_is_shown_with_its_package(trial):
    published(trial)
    assert (is_shown(trial.project), package_status(trial)) == (True, 200)


def test_a_package_that_anyone_may_ask_for_is_made_once(trial):
    published(trial)
    with patch.object(conclusions, "package_of", wraps=conclusions.package_of) as made:
        assert [package_status(trial) for _ in range(3)] == [200, 200, 200]
    assert made.call_count == 1


def test_what_the_decision_cites_is_shown(trial):
    portfolio.record_decision(
        by=WHO,
        project=trial.project,
        outcome="iterate",
        reasons="É pouco.",
        decided_by="A direção",
        decided_on=date(2026, 1, 2),
        would_change="Mais dados.",
        citations=[(recorded(trial), True, "weak")],
    )
    assert (is_shown(trial.project), package_status(trial)) == (True, 200)


def test_a_withdrawn_number_takes_its_picture_and_package_along(trial):
    portfolio.withdraw_claim(by=WHO, claim=published(trial), why="Um erro nos dados.")
    assert (is_shown(trial.project), package_status(trial)) == (False, 404)


def test_closed_rows_are_never_packed_for_everyone(trial):
    published(trial)
    trial.datasets.update(is_open=False)
    assert (is_shown(trial.project), package_status(trial)) == (True, 404)


@pytest.mark.parametrize(("role", "may_see"), [("analyst", True), ("observer", False), ("entity_contact", False)])
def test_a_faulty_row_tells_whose_it_is_only_to_who_may_have_the_file(role, may_see):
    trial = making.trial_of()
    dataset = making.kept(trial, table(*making.PEOPLE, "NIF-123456789,1,3,4", "NIF-123456789,1,3,4"))
    importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**making.MAPPING))
    account = account_with()
    projects.add_member(by=WHO, project=trial.project, account=account, role=role)
    reader = signed_in(account)
    text = reader.get(address("dataset", dataset)).content.decode()
    assert "Uma linha" in text or "uma linha" in text
    assert ("NIF-123456789" in text) is may_see
    answer = reader.get(address("original", dataset))
    assert b"".join(answer).startswith(b"id,") is may_see  # read whole, or its file stays open
    assert answer.status_code == (200 if may_see else 404)
