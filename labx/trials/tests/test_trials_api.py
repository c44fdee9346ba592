"""Trials and projects as programs see them."""

import json

import pytest
from django.test import Client

from labx.core.frozen.canonical import digest
from labx.portfolio.actions.evidence import publish_project, withdraw_claim
from labx.portfolio.actions.projects import edit_project
from labx.trials import queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.lottery import closing
from labx.trials.lottery.sealing import seal_seed
from labx.trials.models import Trial
from labx.trials.publishing import conclusions
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import MAPPING, WHO, kept
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def trial() -> Trial:
    trial = making.trial_of()
    importing.bring_in(by=WHO, dataset=kept(trial), mapping=Mapping(**MAPPING))
    return trial


def test_a_result_is_what_was_signed(client, trial):
    answer = client.get(f"/api/trials/trials/{trial.slug}/result").json()
    analysis = queries.latest_analysis(trial)
    assert answer["digest"] == analysis.digest == digest(answer["result"])
    assert answer["sentence"] == tell(analysis).sentence and answer["signature"] == analysis.signature


def test_a_trial_without_data_says_so(client):
    answer = client.get(f"/api/trials/trials/{making.trial_of().slug}/result")
    assert answer.status_code == 404 and "import the data first" in answer.json()["detail"]


def test_trials_and_their_files_are_listed(client, trial):
    (listed,) = client.get("/api/trials/trials").json()
    assert listed == client.get(f"/api/trials/trials/{trial.slug}").json()
    assert (listed["project"], listed["protocol_digest"]) == (trial.project.slug, trial.protocol.digest)
    (dataset,) = client.get(f"/api/trials/trials/{trial.slug}/datasets").json()
    assert (dataset["rows"], dataset["state"]) == (24, "imported")
    assert client.get("/api/trials/trials?offset=1").json() == []
    assert client.get("/api/trials/trials?limit=0").status_code == 422


def test_lists_hold_only_what_the_caller_may_see(trial):
    outsider = signed_in(account_with())
    assert outsider.get("/api/trials/trials").json() == outsider.get("/api/portfolio/projects").json() == []
    assert outsider.get(f"/api/trials/trials/{trial.slug}").status_code == 404
    assert Client().get("/api/trials/trials").status_code == 401


def test_a_protocol_comes_with_the_text_that_was_signed(client, trial):
    address = f"/api/portfolio/projects/{trial.project.slug}/protocols"
    (listed,) = client.get(address).json()
    seen = client.get(f"{address}/{listed['code']}/{listed['version']}").json()
    assert digest(json.loads(seen["text"])) == seen["digest"] == trial.protocol.digest
    assert client.get(f"{address}/{listed['code']}/9").status_code == 404
    assert client.get(f"{address}/{listed['code']}/99999999999999").status_code == 404


def test_a_draft_has_no_signed_text(client):
    draft = making.draft_of(making.project_of())
    seen = client.get(f"/api/portfolio/projects/{draft.project.slug}/protocols/{draft.code}/1").json()
    assert (seen["text"], seen["frozen_at"], seen["signature"]) == ("", None, None)


def test_published_numbers_are_for_everyone_withdrawn_ones_included(trial):
    told = tell(queries.latest_analysis(trial))
    claim = conclusions.publish_finding(by=WHO, told=told, evidence=conclusions.record_finding(by=WHO, told=told))
    address = f"/api/portfolio/projects/{trial.project.slug}/claims"
    assert Client().get(address).status_code == 401, "the page is not public yet"
    project = trial.project
    project.refresh_from_db()
    words = dict.fromkeys(("asked", "did", "learned", "next_step"), "Texto.")
    publish_project(by=WHO, project=edit_project(by=WHO, project=project, edition=project.edition, **words))
    (seen,) = Client().get(address).json()
    assert seen["value"] == told.primary.answer["estimate"] and seen["withdrawn_at"] is None
    withdraw_claim(by=WHO, claim=claim, why="Dados trocados.")
    assert Client().get(address).json()[0]["withdrawn_why"] == "Dados trocados."
    assert [one["slug"] for one in Client().get("/api/portfolio/published").json()] == [project.slug]
    assert Client().get(f"/api/portfolio/projects/{project.slug}").status_code == 401


def test_a_program_draws_one_by_one_and_reads_the_log_when_it_is_over(client):
    project = making.project_of("Sorteado")
    drawn = {"scheme": "simple", "seed_hash": seal_seed(by=WHO, project=project)}
    trial = making.trial_of_second(project, randomisation=drawn)
    address = f"/api/trials/trials/{trial.slug}/allocations"

    def draw(unit: str, key: str):
        headers = {"Idempotency-Key": key}
        return client.post(address, {"unit": unit}, content_type="application/json", headers=headers)

    first = draw("caso-1", "draw-number-a")
    assert first.status_code == 201 and first.json()["number"] == 1
    assert draw("caso-1", "draw-number-b").json()["arm"] == first.json()["arm"]
    assert draw("João da Silva", "draw-number-c").status_code == 422
    assert client.get(address).status_code == 409
    closing.close_trial(by=WHO, trial=trial, why="Fim.")
    assert [one["arm"] for one in client.get(address).json()] == [first.json()["arm"]]
    assert draw("caso-2", "draw-number-d").status_code == 409
