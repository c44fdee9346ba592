"""The primary result stays hidden until the plan lets it be seen; every look is written down."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from django.urls import reverse
from django.utils import timezone

from labx.core.audit.models import AuditEntry
from labx.core.events.models import HotEvent
from labx.core.policy import NotAllowed
from labx.trials import looking, queries
from labx.trials.actions import NotNow
from labx.trials.cli import trials
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.models import Trial
from labx.trials.tests import making
from labx.trials.tests.making import WHO
from tests.people import account_with, actor_with, signed_in

pytestmark = pytest.mark.django_db


def with_data(**changed: object) -> Trial:
    trial = making.trial_of_second(**changed)
    importing.bring_in(
        by=WHO, dataset=making.kept(trial, making.second_file()), mapping=Mapping(**making.SECOND_MAPPING)
    )
    return trial


def record(trial: Trial) -> str:
    return signed_in(account_with("lab_lead")).get(reverse("trials:record", args=[trial.slug])).content.decode()


def test_data_alone_show_no_result_and_the_look_does():
    trial = with_data()
    assert queries.latest_analysis(trial) is None and "Ver o resultado" in record(trial)
    client = signed_in(account_with("lab_lead"))
    client.post(reverse("trials:look", args=[trial.slug]))
    assert "100 pessoas" in record(trial)
    assert AuditEntry.objects.filter(action="trials.take_look").count() == 1
    assert HotEvent.objects.filter(name="trials.looked").count() == 1


def test_the_same_data_are_looked_at_once():
    trial = with_data()
    assert looking.take_look(by=WHO, trial=trial) == looking.take_look(by=WHO, trial=trial)
    assert trial.looks.count() == 1


def test_before_its_day_nobody_sees_it():
    day = timezone.localdate() + timedelta(days=1)
    trial = with_data(looks={"from_day": day.isoformat()})
    with pytest.raises(NotNow, match=str(day.year)):
        looking.take_look(by=WHO, trial=trial)
    client = signed_in(account_with("lab_lead"))
    client.post(reverse("trials:look", args=[trial.slug]))
    assert "Ver o resultado" not in record(trial) and not trial.looks.exists()
    assert client.get(reverse("trials:pdf", args=[trial.slug])).status_code == 404


def test_without_data_there_is_nothing_to_see():
    with pytest.raises(NotNow):
        looking.take_look(by=WHO, trial=making.trial_of_second())


def test_planned_looks_come_to_an_end_and_say_which_part_is_in():
    planned = {"kind": "group_sequential", "number": 2}
    trial = with_data(looks=planned, sample={"units": 240})
    analysis = looking.take_look(by=WHO, trial=trial)
    assert analysis.result["result"]["look"] == {"number": 1, "information": 0.5, "earlier": []}
    plan = queries.read_plan(trial.protocol.plan)
    trial.looks.create(number=2, analysis=another(trial), looked_by="x")
    assert looking.why_hidden(trial, plan)


def another(trial: Trial):
    first = trial.analyses.get()
    first.pk, first._state.adding = None, True
    first.digest = "0" * 64
    first.save()
    return first


def test_who_may_not_look_does_not():
    trial = with_data()
    with pytest.raises(NotAllowed):
        looking.take_look(by=actor_with(), trial=trial)


def test_the_command_line_looks_too():
    trial = with_data(looks={"from_day": date(2025, 1, 1).isoformat()})
    assert "100 pessoas" in CliRunner().invoke(trials, ["look", trial.slug]).output
    assert CliRunner().invoke(trials, ["look", "nada"]).exit_code == 1
    empty = making.trial_of_second(making.project_of("Outro"))
    assert CliRunner().invoke(trials, ["look", empty.slug]).exit_code == 1


def test_before_the_look_the_sizes_and_the_likeness_of_the_groups_are_seen():
    covariates = [{"code": "antes", "label": "dias antes"}]
    trial = making.trial_of_second(covariates=covariates)
    rows = making.second_file().decode().splitlines()
    content = "\n".join([f"{rows[0]},antes", *(f"{row},{n % 9}" for n, row in enumerate(rows[1:]))]).encode()
    mapping = {**making.SECOND_MAPPING, "variables": {**making.SECOND_MAPPING["variables"], "antes": "antes"}}
    importing.bring_in(by=WHO, dataset=making.kept(trial, content), mapping=Mapping(**mapping))
    page = record(trial)
    assert "Antes de se ver o resultado" in page and "dias antes: carta nova" in page
    assert "tamanhos que o sorteio dá" in page and "100 pessoas" not in page
