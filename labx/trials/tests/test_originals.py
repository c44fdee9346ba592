"""How long the files of trials stay as they came, and what goes with them."""

import datetime as dt
import html

import pytest
from django.utils import timezone

from labx.core.actors import system
from labx.core.jobs.actions import start
from labx.core.jobs.models import Job
from labx.people.rights.actions.retention import apply_rules, rules
from labx.trials import actions, queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.models import KEPT_DAYS, Dataset, Trial
from labx.trials.tests import making
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


def trial_with_data() -> tuple[Trial, Dataset]:
    trial = making.trial_of()
    dataset = making.kept(trial)
    return trial, importing.bring_in(by=making.WHO, dataset=dataset, mapping=Mapping(**making.MAPPING))


def moved(dataset: Dataset, days: int, **more: dt.datetime) -> None:
    """As if everything had happened so many days ago."""
    then = timezone.now() - dt.timedelta(days=days)
    moments = {"uploaded_at": then} | ({"imported_at": then} if dataset.imported_at else {})
    Dataset.objects.filter(pk=dataset.pk).update(**moments | more)


def closed(trial: Trial, days: int) -> None:
    Trial.objects.filter(pk=trial.pk).update(closed_at=timezone.now() - dt.timedelta(days=days))


def gone() -> int:
    return apply_rules(by=system("retention")).get("trials.files", 0)


def page_of(dataset: Dataset) -> str:
    answer = signed_in(account_with("lab_lead")).get(making.address("dataset", dataset))
    return html.unescape(answer.content.decode())


def test_the_file_of_a_trial_goes_a_year_after_it_was_closed_and_the_result_stays() -> None:
    trial, dataset = trial_with_data()
    shown = page_of(dataset)
    assert f"{KEPT_DAYS} dias depois de o ensaio ser encerrado" in shown and "O ficheiro como foi enviado" in shown
    moved(dataset, 3 * KEPT_DAYS)
    assert gone() == 0 and dataset.path.exists()  # the trial goes on
    closed(trial, KEPT_DAYS - 1)
    assert gone() == 0 and "guardado até" in page_of(dataset)
    closed(trial, KEPT_DAYS + 1)
    (rule,) = [one for one in rules() if one.data.kind == "trials.files"]
    assert rule.count == 1 and dataset.path.exists()  # looking removes nothing
    assert gone() == 1 and not dataset.path.exists()
    assert gone() == 0
    shown = page_of(dataset)
    assert "retirado em" in shown and "O ficheiro como foi enviado" not in shown
    assert len(queries.units_of(dataset)) == dataset.rows == 24
    client = signed_in(account_with("lab_lead"))
    for page in ("original", "columns"):
        answer = client.get(making.address(page, dataset), follow=True)
        assert "já não está guardado" in html.unescape(answer.content.decode())


def test_data_that_came_after_the_end_stay_their_own_year() -> None:
    trial, dataset = trial_with_data()
    closed(trial, 2 * KEPT_DAYS)
    moved(dataset, KEPT_DAYS - 1)
    dataset.refresh_from_db()
    assert gone() == 0
    assert timezone.now() < dataset.kept_until < timezone.now() + dt.timedelta(days=2)
    moved(dataset, KEPT_DAYS + 1)
    assert gone() == 1


def test_whoever_undid_an_import_has_a_year_to_bring_the_file_in_again() -> None:
    _trial, dataset = trial_with_data()
    moved(dataset, 2 * KEPT_DAYS)
    actions.undo_import(by=making.WHO, dataset=dataset, why="colunas", retractions=queries.retractions_of(dataset))
    dataset.refresh_from_db()
    assert gone() == 0
    assert dataset.kept_until > timezone.now() + dt.timedelta(days=KEPT_DAYS - 1)
    moved(dataset, 2 * KEPT_DAYS, undone_at=timezone.now() - dt.timedelta(days=KEPT_DAYS + 1))
    assert gone() == 1


def test_a_file_of_which_nothing_counts_goes_with_the_values_that_were_told_of_it() -> None:
    trial = making.trial_of()
    faulty = making.kept(trial, making.table("segredo,9,1,1"))
    refused = importing.bring_in(by=making.WHO, dataset=faulty, mapping=Mapping(**making.MAPPING))
    assert refused.state == Dataset.State.REFUSED and any(one["value"] for one in refused.problems)
    moved(refused, KEPT_DAYS - 1)
    assert gone() == 0 and "Escolher de novo as colunas, ou deixar essas linhas de fora" in page_of(refused)
    job = start("trials.import_data", by=making.WHO, dataset=str(refused.id))
    Dataset.objects.filter(pk=refused.pk).update(job=job.id)
    moved(refused, KEPT_DAYS + 1)
    assert gone() == 0  # it is being read
    Job.objects.filter(pk=job.pk).update(state=Job.State.FAILED)
    assert gone() == 1
    refused.refresh_from_db()
    assert refused.problems and not any(one["value"] for one in refused.problems)
    assert "Escolher de novo as colunas, ou deixar essas linhas de fora" not in page_of(refused)
    with pytest.raises(actions.NotNow, match="já não está guardado"):
        actions.start_import(by=making.WHO, dataset=refused, form={}, mapping={})
    waiting = making.kept(trial)
    moved(waiting, KEPT_DAYS + 1)
    assert gone() == 1
    assert "já não está guardado" in page_of(waiting)
