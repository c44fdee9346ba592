"""The page of a trial says what comes next, to whoever may do it with a button, to others with the reason to wait."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from labx.portfolio.actions import evidence as portfolio
from labx.trials.designs.declare import Section
from labx.trials.models import Dataset, Trial
from labx.trials.plan.reading import read_plan
from labx.trials.telling.effects import effect_row
from labx.trials.telling.next_step import Standing, next_step
from labx.trials.templatetags.trial_plans import Cell, drawn_table
from labx.trials.tests import making
from labx.trials.tests.making import WHO
from labx.trials.tests.test_closing import decide
from labx.trials.tests.test_looks import with_data
from labx.trials.tests.test_lottery import allocate, drawn_trial
from labx.trials.views.results import MAY
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db
PAGE = dict.fromkeys(("asked", "did", "learned", "next_step"), "Uma carta mais curta.")


def shown(client: Client, trial: Trial):
    return client.get(reverse("trials:record", args=[trial.slug])).context["next"]


def pressed(client: Client, trial: Trial, **sent: str) -> None:
    step = shown(client, trial)
    assert step.is_action, step
    client.post(step.url, sent)


def test_from_the_data_to_the_public_page_one_thing_at_a_time():
    client, trial = signed_in(account_with("lab_lead")), with_data()
    assert shown(client, trial).label == "Ver o resultado"
    pressed(client, trial)
    assert shown(client, trial).may_publish
    pressed(client, trial, publish="1")
    ruled = shown(client, trial)
    assert ruled.label == "Decidir" and "Pela regra fixada antes do início" in ruled.text
    initial = client.get(ruled.url).context["form"].initial["outcome"]
    assert decide(client, trial, outcome=initial).status_code == 302
    assert shown(client, trial).label == "Encerrar o ensaio"
    client.post(shown(client, trial).url, {"why": "Como previsto."})
    assert shown(client, trial).label == "Escrever a página pública"
    type(trial.project).objects.update(**PAGE)
    portfolio.publish_project(by=WHO, project=trial.project)
    assert shown(client, trial).label == "Ler a página pública"


def test_before_there_are_data():
    client, trial = signed_in(account_with("lab_lead")), making.trial_of()
    assert shown(client, trial).url == reverse("trials:upload", args=[trial.slug])
    dataset = making.kept(trial)
    assert shown(client, trial).url == making.address("dataset", dataset)


def test_the_lottery_comes_first_where_labx_draws():
    client, trial = signed_in(account_with("lab_lead")), drawn_trial(sample={"units": 2})
    lottery = reverse("trials:lottery", args=[trial.slug])
    assert shown(client, trial).url == lottery
    allocate(trial, "a")
    assert shown(client, trial).url == lottery and "1 de 2" in shown(client, trial).text
    allocate(trial, "b")
    assert shown(client, trial).url == reverse("trials:upload", args=[trial.slug])
    without_number = drawn_trial()
    allocate(without_number, "a")
    assert "Sorteados até agora: 1" in shown(client, without_number).text


def test_whoever_may_not_is_told_for_whom_or_what_to_wait():
    may = dict.fromkeys(MAY, False)
    trial = with_data()
    waiting = next_step(Standing(trial, read_plan(trial.protocol.plan), None, trial.datasets.get(), may))
    assert waiting.label == "" and "quem coordena" in waiting.text
    hidden = with_data(looks={"from_day": "2999-12-31"})
    until = next_step(Standing(hidden, read_plan(hidden.protocol.plan), None, hidden.datasets.get(), may))
    assert "2999" in until.text and until.label == ""


def test_a_planned_look_says_how_to_take_the_next():
    client, trial = signed_in(account_with("lab_lead")), with_data(looks={"kind": "group_sequential", "number": 2})
    pressed(client, trial)
    assert "leitura 1 de 2" in shown(client, trial).text
    assert gettext("To look again later, undo the import then and bring the longer table.") in shown(client, trial).text


def test_the_list_says_how_far_each_is():
    client = signed_in(account_with("lab_lead"))
    brought, empty = with_data(), drawn_trial()
    page = client.get(reverse("trials:list")).content.decode()
    assert "com dados, resultado ainda por ver" in page and "a decorrer: ainda sem dados" in page
    narrowed = client.get(reverse("trials:list"), {"stage": "hidden"}).content.decode()
    assert f"/ensaios/{brought.slug}/" in narrowed and f"/ensaios/{empty.slug}/" not in narrowed


def test_a_file_says_what_became_of_it_and_what_to_do():
    client, trial = signed_in(account_with("lab_lead")), making.trial_of()
    dataset = making.kept(trial)
    assert "nada dele conta ainda" in client.get(making.address("dataset", dataset)).content.decode()
    assert "não há nada a anular" in client.get(making.address("undo", dataset)).content.decode()
    Dataset.objects.filter(pk=dataset.pk).update(state=Dataset.State.REFUSED)
    assert "Trazer o ficheiro corrigido" in client.get(making.address("dataset", dataset)).content.decode()
    Dataset.objects.filter(pk=dataset.pk).update(state=Dataset.State.UNDONE)
    assert "foi anulada" in client.get(making.address("dataset", dataset)).content.decode()


def test_small_numbers_keep_their_decimals_and_sentences_take_the_whole_row():
    interval = {"lower": 0.0012, "upper": 0.0234}
    part = {"estimate": 0.0123, "interval": interval, "standard_error": 0.005, "p_value": 0.03}
    row = effect_row("taxa", part)
    assert (row["estimate"], row["low"], row["error"]) == ("+0,012", "+0,001", "0,005")
    section = Section(title="t", heads=["a", "b", "c"], rows=[["x", "1,5", "\u22122"], ["y", "Não se pode.", ""]])
    table = drawn_table(section)
    assert [head.is_figure for head in table.heads] == [False, True, True]
    assert table.rows[1] == [Cell("y"), Cell("Não se pode.", span=2)]
