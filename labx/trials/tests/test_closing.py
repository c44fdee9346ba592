"""Closing, drawing again from the public package, and deciding by the rule that was fixed before."""

import json

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from labx.core.files.archive import write_zip
from labx.portfolio.models import Decision
from labx.trials import looking
from labx.trials.cli import trials
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.lottery import closing, replaying
from labx.trials.models import Trial
from labx.trials.publishing import conclusions, package
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import WHO
from labx.trials.tests.test_lottery import allocate, drawn_trial
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db


def finished(trial: Trial, content: bytes = b"") -> Trial:
    importing.bring_in(
        by=WHO, dataset=making.kept(trial, content or making.second_file()), mapping=Mapping(**making.SECOND_MAPPING)
    )
    looking.take_look(by=WHO, trial=trial)
    trial.datasets.update(is_open=True)
    return closing.close_trial(by=WHO, trial=trial, why="Como previsto.")


@pytest.fixture
def packed(tmp_path):
    trial = drawn_trial()
    head, *rows = [row.split(",") for row in making.second_file().decode().splitlines()]
    drawn = [[cells[0], allocate(trial, cells[0]).arm, *cells[2:]] for cells in rows]
    trial = finished(trial, "\n".join(map(",".join, [head, *drawn])).encode())
    files = conclusions.package_of(tell(trial.analyses.get()))

    def write(**changed: bytes):
        path = tmp_path / "package.zip"
        write_zip(path, {**files, **changed})
        return path, files

    return write


def test_the_package_of_a_closed_trial_is_drawn_again_and_recomputed(packed):
    path, files = packed()
    assert replaying.verify_package(path) == [] and package.recompute(path)[1] == []
    assert "every line of the log is the same" in CliRunner().invoke(trials, ["verify", str(path)]).output
    assert '"p1"' not in files["lottery.json"].decode()


def test_a_changed_line_of_the_package_is_found(packed):
    _path, files = packed()
    lottery = json.loads(files["lottery.json"])
    others = {"antiga": "nova", "nova": "sms", "sms": "antiga"}
    lottery["log"][4]["arm"] = others[lottery["log"][4]["arm"]]
    path, _files = packed(**{"lottery.json": json.dumps(lottery).encode()})
    assert [fault.number for fault in replaying.verify_package(path)] == [5]
    answer = CliRunner().invoke(trials, ["verify", str(path)])
    assert answer.exit_code == 1 and "number 5" in answer.output


@pytest.mark.parametrize("lottery", [{}, {"seed": "00" * 32, "log": []}, {"seed": "x", "log": [{"number": 1}]}])
def test_a_lottery_that_is_none_is_refused(lottery, packed):
    path, _files = packed(**{"lottery.json": json.dumps(lottery).encode()})
    with pytest.raises(package.BadPackage):
        replaying.verify_package(path)


def test_the_command_verifies_a_trial_of_this_house_too():
    trial = drawn_trial()
    allocate(trial, "caso-1")
    assert CliRunner().invoke(trials, ["verify", trial.slug]).exit_code == 0
    assert CliRunner().invoke(trials, ["verify", "nada"]).exit_code == 1


def test_an_open_trial_has_no_lottery_in_its_package(tmp_path):
    trial = drawn_trial()
    importing.bring_in(
        by=WHO, dataset=making.kept(trial, making.second_file()), mapping=Mapping(**making.SECOND_MAPPING)
    )
    files = conclusions.package_of(tell(looking.take_look(by=WHO, trial=trial)))
    write_zip(tmp_path / "p.zip", files)
    with pytest.raises(package.BadPackage):
        replaying.verify_package(tmp_path / "p.zip")


# The decision.


DECISION = {
    "reasons": "É o que os dados dizem.",
    "decided_by": "A direção",
    "decided_on": "21/11/2025",
    "would_change": "Mais dados.",
}


def decide(client: Client, trial: Trial, **said: str):
    return client.post(reverse("trials:decide", args=[trial.slug]), {**DECISION, **said})


def test_the_rule_that_was_fixed_before_decides_and_departing_needs_a_reason():
    trial = finished(drawn_trial())
    client, told = signed_in(account_with("lab_lead")), tell(trial.analyses.get())
    ruled = closing.decision_by_rule(told)
    page = client.get(reverse("trials:decide", args=[trial.slug]))
    assert page.context["form"].initial["outcome"] == ruled
    other = "stop" if ruled != "stop" else "scale"
    refused = decide(client, trial, outcome=other)
    assert "departs_because" in refused.context["form"].errors and not Decision.objects.exists()
    decide(client, trial, outcome=other, departs_because="Falta dinheiro.")
    decision = Decision.objects.get()
    assert decision.outcome == other and "Falta dinheiro." in decision.reasons


def test_inconclusive_is_a_decision_like_any_other():
    trial = finished(drawn_trial(rule=dict.fromkeys(["helped", "unclear", "too_little", "harmed"], "inconclusive")))
    client = signed_in(account_with("lab_lead"))
    told = tell(trial.analyses.get())
    ruled = closing.decision_by_rule(told)
    assert decide(client, trial, outcome=ruled).status_code == 302
    assert Decision.objects.get().outcome == ruled
    assert "decided_on" in decide(client, trial, outcome=ruled, decided_on="21/11/2999").context["form"].errors


def test_without_a_result_there_is_nothing_to_decide():
    client = signed_in(account_with("lab_lead"))
    answer = client.get(reverse("trials:decide", args=[drawn_trial().slug]), follow=True)
    assert "Ainda não há nada para decidir" in answer.content.decode() and "decide.html" not in str(answer.templates)


def test_of_two_who_decide_at_once_the_second_reads_the_first():
    trial = finished(drawn_trial())
    client, ruled = signed_in(account_with("lab_lead")), closing.decision_by_rule(tell(trial.analyses.get()))
    assert decide(client, trial, outcome=ruled).status_code == 302
    late = decide(client, trial, outcome=ruled, reasons="Outra razão.", standing="")
    page = late.content.decode()
    assert "Já há uma decisão" in page and "Outra razão." in page and Decision.objects.count() == 1
    assert decide(client, trial, outcome=ruled, standing=late.context["form"]["standing"].value()).status_code == 302
    assert Decision.objects.filter(replaced_by=None).count() == 1 and Decision.objects.count() == 2


def test_a_standing_decision_is_read_before_another_is_written():
    trial = finished(drawn_trial())
    client, ruled = signed_in(account_with("lab_lead")), closing.decision_by_rule(tell(trial.analyses.get()))
    decide(client, trial, outcome=ruled)
    page = client.get(reverse("trials:decide", args=[trial.slug]))
    assert "A direção" in page.content.decode() and page.context["standing"].outcome == ruled
