"""Plans with arms, kinds of outcome, guardrails and subgroups: read strictly, run, kept in the event log."""

from dataclasses import replace

import numpy as np
import pytest
from click.testing import CliRunner

from labx.trials import queries
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.cli import trials
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import EXTENT, check_plan, read_plan
from labx.trials.telling.result import tell
from labx.trials.telling.summaries import summaries
from labx.trials.tests import making
from labx.trials.tests.making import SECOND, WHO

pytestmark = pytest.mark.django_db


def test_a_plan_read_and_written_again_is_the_same():
    assert check_plan(check_plan(SECOND)) == check_plan(SECOND)
    assert read_plan(check_plan(SECOND)) == replace(read_plan(SECOND), extent=EXTENT)


def arm(code: str, **more: object) -> dict[str, object]:
    return {"code": code, "label": code.upper(), **more}


def outcome(**more: object) -> dict[str, object]:
    return {"code": "y", "label": "Y", "kind": "share", **more}


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"version": 3}, "version"),
        ({"design": "magic"}, "design"),
        ({"colour": "red"}, "colour"),
        ({"unit": ""}, "unit"),
        ({"arms": [arm("a")]}, "arms"),
        ({"arms": [arm("a"), arm("a")]}, "arms"),
        ({"arms": [arm("a", share=0.5), arm("b", share=0.6)]}, "arms"),
        ({"arms": [arm("a", share=0.5), arm("b")]}, "arms"),
        ({"arms": [arm("à"), arm("b")]}, "arms.0.code"),
        ({"arms": "a, b"}, "arms"),
        ({"arms": ["a", "b"]}, "arms.0"),
        ({"outcomes": []}, "outcomes"),
        ({"outcomes": [outcome(role="guardrail")]}, "outcomes"),
        ({"outcomes": [outcome(kind="colour")]}, "outcomes.0.kind"),
        ({"outcomes": [outcome(kind="mean")]}, "outcomes.0.unit"),
        ({"outcomes": [outcome(kind="mean", unit="dias", cap=[5, 2])]}, "outcomes.0.cap"),
        ({"outcomes": [outcome(margin=0)]}, "outcomes.0.margin"),
        ({"outcomes": [outcome(), outcome()]}, "outcomes"),
        ({"outcomes": [outcome()] * 21}, "outcomes"),
        ({"subgroups": [{"code": "g", "label": "G", "values": [["f", "F"]]}]}, "subgroups.0.values"),
        ({"subgroups": [{"code": "g", "label": "G", "values": [["f", "F"], ["f", "M"]]}]}, "subgroups.0.values"),
        ({"estimator": "adjusted", "covariates": []}, "estimator"),
        ({"correction": "dunnett", "arms": [arm("a"), arm("b")]}, "correction"),
        ({"correction": "dunnett", "design": "clusters"}, "correction"),
        ({"correction": "dunnett", "outcomes": [outcome(), outcome(code="z")]}, "correction"),
        ({"correction": "dunnett", "outcomes": [outcome(kind="quantile", unit="dias")]}, "correction"),
        ({"design": "pairs", "estimator": "adjusted", "covariates": [{"code": "c", "label": "C"}]}, "estimator"),
        ({"looks": {"kind": "group_sequential", "number": 1}}, "looks.number"),
        ({"looks": {"from_day": "31/12/2026"}}, "looks.from_day"),
        ({"rule": {"helped": "party"}}, "rule.helped"),
        ({"rule": {"won": "scale"}}, "rule.won"),
        ({"randomisation": {"scheme": "simple"}}, "randomisation.seed_hash"),
        ({"randomisation": {"blocks": [1]}}, "randomisation.blocks"),
        ({"design": "clusters", "randomisation": {"scheme": "clusters", "listed": ["a"]}}, "randomisation.listed"),
        ({"randomisation": {"listed": ["a", "a"]}}, "randomisation.listed"),
        ({"sample": {"units": 0}}, "sample.units"),
        ({"sample": []}, None),
        ({"options": {"more": 1}}, "options.more"),
    ],
)
def test_each_part_that_cannot_be_says_so(changed, place):
    if place is None:
        assert check_plan({**SECOND, **changed})["sample"] == {}
        return
    with pytest.raises(BadPlan) as refused:
        check_plan({**SECOND, **changed})
    assert place in {where for where, _what in refused.value.problems}


def imported(content: bytes, **changed: object):
    trial = making.trial_of_second(**changed)
    dataset = making.kept(trial, content)
    importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**making.SECOND_MAPPING))
    return trial, queries.dataset(dataset.pk)


@pytest.mark.parametrize("more", [{"design": "magic"}, {"outcomes": [{"kind": "colour"}, 3]}])
def test_a_plan_that_makes_no_sense_is_shown_as_far_as_it_does_and_refused(more):
    raw = {"version": 2, **more}
    assert any(step.problems for step in summaries(raw))
    with pytest.raises(BadPlan):
        check_plan(raw)


def test_what_the_log_gives_back_is_what_the_file_said():
    _trial, dataset = imported(making.second_file())
    assert dataset.state == "imported", dataset.problems
    table = queries.units_of(dataset)
    rows = [row.split(",") for row in making.second_file().decode().splitlines()[1:]]
    assert len(table) == len(rows) == 120
    expected = sorted((making.ARM_PLACES[row[1]], float(row[2]), float(row[3]), row[4]) for row in rows)
    found = zip(table.arms, table.numbers["terminou"], table.numbers["dias"], table.codes["idade"], strict=True)
    labels = {"jovem": "até 29", "velha": "30 ou mais"}
    assert sorted((int(a), float(y), float(d), labels[str(g)]) for a, y, d, g in found) == expected


def test_a_word_that_means_no_group_stops_the_import():
    _trial, dataset = imported(making.second_file() + b"\nx,nova,1,3,talvez")
    assert dataset.state == "refused"
    assert [problem["code"] for problem in dataset.problems] == ["unknown_group"]


def test_shares_guardrails_arms_and_subgroups_are_told():
    trial, _dataset = imported(making.second_file())
    told = tell(making.looked(trial))
    assert "100 pessoas" in told.finding and len(told.others) == 1
    assert [effect.outcome.code for effect in told.guardrails] == ["dias", "dias"]
    assert {entry["subgroup"] for entry in told.result["parts"]["subgroups"]} == {"idade"}
    assert told.situation in {"helped", "helped_somewhat", "too_little", "unclear", "harmed"}


def test_values_that_are_no_yes_or_no_are_refused_with_a_cure():
    plan = read_plan(SECOND)
    table = Table(
        np.array([0, 1, 2] * 10),
        {"terminou": np.arange(30.0), "dias": np.arange(30.0)},
        {"idade": np.array(["jovem", "velha"] * 15)},
    )
    result = analyse(plan, table)
    assert "0 and 1" in result["effects"][0]["answer"]["cannot"]["why"]
    assert "estimate" in result["effects"][2]["answer"]


def test_the_order_of_rows_changes_nothing_to_the_last_digit():
    plan = read_plan(SECOND)
    random = np.random.default_rng(7)
    table = Table(
        random.integers(0, 3, 60),
        {"terminou": random.integers(0, 2, 60).astype(float), "dias": random.normal(size=60)},
        {"idade": np.array(["jovem", "velha"])[random.integers(0, 2, 60)]},
    )
    assert analyse(plan, table.where(random.permutation(60))) == analyse(plan, table)


COMMAND = ["--protocol", "carta", "--source", "inventado", "--started-on", "2025-03-01", "--unit", "id"]
COMMAND += ["--measured-until", "2025-06-30", "--arm", "grupo"]


def by_command(trial, folder, content: bytes, *options: str):
    file = folder / "dados.csv"
    file.write_bytes(content)
    return CliRunner().invoke(trials, ["import", str(file), "--project", trial.project.slug, *COMMAND, *options])


def test_the_command_line_brings_several_groups_and_their_words(tmp_path):
    trial = making.trial_of_second()
    content = making.second_file().replace(b"30 ou mais", b"30 anos ou mais").replace(b"at\xc3\xa9 29", b"jovem")
    answer = by_command(trial, tmp_path, content.replace(b",sms,", b",mensagem,"), "--group", "sms=mensagem")
    assert answer.exit_code == 0 and "120 units imported" in answer.output, answer.output
    table = queries.units_of(trial.datasets.get())
    assert sorted(set(table.codes["idade"])) == ["jovem", "velha"] and set(table.arms) == {0, 1, 2}


@pytest.mark.parametrize("options", [["--group", "nada=1"], ["--tried", "1", "--comparison", "0"]])
def test_the_command_line_refuses_groups_that_the_plan_does_not_have(options, tmp_path):
    answer = by_command(making.trial_of_second(), tmp_path, making.second_file(), *options)
    assert answer.exit_code == 1 and "group" in answer.output
