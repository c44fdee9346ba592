"""Imports that end in every way: undone, repeated, cut short, stopped, two at a time; and results that cannot be."""

import pytest
from django.test import Client
from django.urls import reverse

from labx.core.audit.models import AuditEntry
from labx.core.events.models import EventId, HotEvent
from labx.core.jobs.actions import cancel_job, repeat_job
from labx.core.jobs.models import Job
from labx.core.measures.compute import compute
from labx.portfolio.actions.evidence import withdraw_claim
from labx.trials import actions, queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.models import Analysis, Dataset, Trial
from labx.trials.publishing import conclusions
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import COLUMNS, GOOD, HEADER, MAPPING, PEOPLE, WHO, address, kept, table
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def trial() -> Trial:
    return making.trial_of()


def brought(trial: Trial, content: bytes = GOOD, **mapping: object) -> Dataset:
    return importing.bring_in(by=WHO, dataset=kept(trial, content), mapping=Mapping(**{**MAPPING, **mapping}))


def started(client: Client, dataset: Dataset) -> Job:
    assert client.post(address("columns", dataset), COLUMNS).status_code == 302
    dataset.refresh_from_db()
    return Job.objects.get(pk=dataset.job)


def ended(job: Job) -> Job:
    job.refresh_from_db()
    return job


# Undone.


def test_an_undone_import_counts_nowhere_and_the_file_stays(client, trial, run_jobs):
    dataset = brought(trial)
    assert compute("trials.people").value == 24
    answer = client.post(address("undo", dataset), {"why": "grupos trocados"})
    assert answer.status_code == 302
    run_jobs()
    dataset.refresh_from_db()
    assert dataset.state == Dataset.State.UNDONE
    assert compute("trials.people").value == 0 and len(queries.units_of(dataset)) == 0
    assert queries.latest_analysis(trial) is None
    assert "Ainda não há resultado" in client.get(reverse("trials:record", args=[trial.slug])).content.decode()
    assert dataset.path.read_bytes() == GOOD
    assert making.events_in(dataset) == 24 * 3, "what happened stays in the log"
    assert HotEvent.objects.filter(retracts__isnull=False).count() == 24 * 3
    assert AuditEntry.objects.filter(action="trials.undo_import").exists()


def test_after_undoing_the_same_file_can_be_imported_again(client, trial, run_jobs):
    dataset = brought(trial)
    first = queries.latest_analysis(trial)
    actions.undo_import(by=WHO, dataset=dataset, why="engano", retractions=queries.retractions_of(dataset))
    dataset.refresh_from_db()
    started(client, dataset)
    run_jobs()
    assert compute("trials.people").value == 24
    assert queries.latest_analysis(trial) == first, "the same data under the same plan are the same analysis"


def test_data_behind_a_published_number_are_undone_only_after_it_is_withdrawn(client, trial, run_jobs):
    dataset = brought(trial)
    told = tell(queries.latest_analysis(trial))
    evidence = conclusions.record_finding(by=WHO, told=told)
    claim = conclusions.publish_finding(by=WHO, told=told, evidence=evidence)
    page = client.post(address("undo", dataset), {"why": "engano"}, follow=True)
    assert "retire-o primeiro" in page.content.decode() and not Job.objects.exists()
    withdraw_claim(by=WHO, claim=claim, why="dados trocados")
    client.post(address("undo", dataset), {"why": "engano"})
    run_jobs()
    dataset.refresh_from_db()
    assert dataset.state == Dataset.State.UNDONE


def test_what_is_not_imported_cannot_be_undone(client, trial):
    page = client.post(address("undo", kept(trial)), {"why": "engano"}, follow=True)
    assert "não estão importados" in page.content.decode()


# Repeated.


def test_a_trial_takes_one_import_at_a_time(client, trial, run_jobs):
    brought(trial)
    second = kept(trial)
    job = started(client, second)
    run_jobs()
    assert ended(job).state == Job.State.FAILED and "já tem dados" in job.error
    assert compute("trials.people").value == 24 and making.events_in(second) == 0
    assert "já tem dados" in client.get(address("dataset", second)).content.decode()


def test_imported_data_are_not_imported_twice(client, trial):
    dataset = brought(trial)
    page = client.post(address("columns", dataset), COLUMNS, follow=True)
    assert "já estão importados" in page.content.decode() and not Job.objects.exists()


def test_nothing_is_started_while_work_goes_on(client, trial, run_jobs):
    dataset = kept(trial)
    job = started(client, dataset)
    page = client.post(address("columns", dataset), COLUMNS, follow=True)
    assert "ainda não acabou" in page.content.decode() and Job.objects.count() == 1
    assert "progress" in client.get(address("dataset", dataset)).content.decode()
    run_jobs()
    assert ended(job).state == Job.State.DONE


def test_bringing_in_what_is_in_changes_nothing(trial):
    dataset = brought(trial)
    again = importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**MAPPING))
    stale = Dataset.objects.get(pk=dataset.pk)
    stale.state = Dataset.State.UPLOADED  # as another worker had read it
    importing.bring_in(by=WHO, dataset=stale, mapping=Mapping(**MAPPING))
    assert again.pk == dataset.pk and Analysis.objects.count() == 1 and compute("trials.people").value == 24


# Cut short and stopped.


class Killed(BaseException):
    """What a worker that dies leaves behind, as nearly as one process can."""


@pytest.mark.parametrize("failure", [RuntimeError, MemoryError])
def test_a_failure_in_the_middle_leaves_nothing_and_a_second_try_works(failure, client, trial, run_jobs, monkeypatch):
    dataset = kept(trial)
    before = EventId.objects.count()
    job = started(client, dataset)
    with monkeypatch.context() as broken:
        real = actions.publish_many

        def half(events):
            real([event for number, event in enumerate(events) if number < 30])
            raise failure

        broken.setattr(actions, "publish_many", half)
        run_jobs()
    dataset.refresh_from_db()
    assert ended(job).state == Job.State.FAILED
    assert (dataset.state, dataset.rows) == (Dataset.State.UPLOADED, None)
    assert EventId.objects.count() == before and not Analysis.objects.exists()
    assert dataset.path.read_bytes() == GOOD
    started(client, dataset)
    run_jobs()
    assert compute("trials.people").value == 24


def test_a_worker_that_dies_after_the_import_goes_on_with_the_analysis(client, trial, run_jobs, monkeypatch):
    dataset = kept(trial)
    job = started(client, dataset)
    with monkeypatch.context() as broken:

        def dies(**_given):
            raise Killed

        broken.setattr(actions, "record_analysis", dies)
        with pytest.raises(Killed):
            run_jobs()
    assert compute("trials.people").value == 24 and not Analysis.objects.exists()
    Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING)  # as the queue puts back what stalled
    run_jobs()
    assert compute("trials.people").value == 24 and Analysis.objects.count() == 1
    assert ended(job).state == Job.State.DONE


@pytest.mark.parametrize("again", ["the same job", "other columns"])
def test_a_stopped_import_leaves_nothing_and_can_be_tried_again(again, client, trial, run_jobs, monkeypatch):
    dataset = kept(trial)
    job = started(client, dataset)
    with monkeypatch.context() as slow:
        real = actions.publish_many

        def asked_to_stop(events):
            cancel_job(by=WHO, job=job)
            return real(events)

        slow.setattr(actions, "publish_many", asked_to_stop)
        run_jobs()
    dataset.refresh_from_db()
    assert ended(job).state == Job.State.CANCELLED
    assert dataset.state == Dataset.State.UPLOADED and making.events_in(dataset) == 0
    if again == "the same job":
        repeat_job(by=WHO, job=job)
    else:
        started(client, dataset)
    run_jobs()
    assert compute("trials.people").value == 24 and queries.latest_analysis(trial)


def test_an_undo_cut_short_takes_nothing_back(client, trial, run_jobs, monkeypatch):
    dataset = brought(trial)
    client.post(address("undo", dataset), {"why": "engano"})
    with monkeypatch.context() as broken:
        real = actions.publish_many

        def half(events):
            real([event for number, event in enumerate(events) if number < 30])
            raise RuntimeError

        broken.setattr(actions, "publish_many", half)
        run_jobs()
    assert compute("trials.people").value == 24 and queries.latest_analysis(trial)


# Results that cannot be.


def told_on_page(client: Client, trial: Trial) -> str:
    answer = client.get(reverse("trials:record", args=[trial.slug]))
    assert answer.status_code == 200
    assert client.get(reverse("trials:pdf", args=[trial.slug])).content.startswith(b"%PDF")
    return answer.content.decode()


CANNOT = {
    "one person in each group": (["p1,1,2,3", "p2,0,3,4"], "Há um só valor"),
    "constant outcome": ([f"p{n},{n % 2},{n},5" for n in range(20)], "os resultados são todos iguais"),
    "empty outcome": ([f"p{n},{n % 2},{n}," for n in range(20)], "não há ninguém com o resultado medido"),
    "outcome empty in one group": (
        [f"p{n},{n % 2},{n},{n if n % 2 else ''}" for n in range(20)],
        "ninguém com o resul",
    ),
}


@pytest.mark.parametrize("name", CANNOT)
def test_a_result_that_cannot_be_says_why_on_page_and_paper(name, client, trial):
    rows, words = CANNOT[name]
    brought(trial, table(*rows))
    told = tell(queries.latest_analysis(trial))
    assert not told.has_answer and told.verdict == ""
    assert words in told_on_page(client, trial)
    answer = client.post(reverse("trials:conclude", args=[trial.slug]), {"publish": "1"})
    evidence = trial.project.evidence.get()
    assert answer.status_code == 302 and words in evidence.statement
    assert not trial.project.claims.exists(), "no number is published where there is none"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([f"p{n},{n % 2},,{n % 5}" for n in range(20)], "Não se pode"),
        ([f"p{n},{n % 2},7,{n % 5}" for n in range(20)], "tem o mesmo valor em todas as unidades"),
        ([f"p{n},{n % 2},{n % 5},{n % 5}" for n in range(20)], "explicam o resultado por completo"),
    ],
    ids=["empty covariate", "constant covariate", "covariate that is the outcome"],
)
def test_a_covariate_that_cannot_be_used_leaves_the_plain_answer_standing(rows, words, client, trial):
    brought(trial, table(*rows))
    assert tell(queries.latest_analysis(trial)).has_answer
    assert words in told_on_page(client, trial)


def test_people_without_an_outcome_are_counted_and_not_measured(trial):
    brought(trial, table(*PEOPLE, "p98,1,2,", "p99,0,,3"))
    comparison, tried = tell(queries.latest_analysis(trial)).groups
    assert (tried["people"], tried["measured"], comparison["people"], comparison["measured"]) == (13, 12, 13, 13)


def test_rows_without_a_code_of_the_person_are_each_someone(trial):
    dataset = brought(trial, table("1,2,3", "1,2,3", "0,2,3", "0,1,5", header=HEADER.removeprefix("id,")), unit="")
    assert dataset.rows == 4
