"""Plans: written in the browser, read back, refused with every field that is wrong; and what they do with tables."""

import numpy as np
import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from labx.core.files.archive import write_zip
from labx.portfolio.actions import protocols
from labx.portfolio.models import Project
from labx.trials import actions, queries
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.cli import trials
from labx.trials.intake import importing
from labx.trials.intake.rows import LISTED, Mapping, take_in
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.publishing import conclusions
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests.making import MAPPING, PLAN, WHO, kept, table
from tests.people import account_with, signed_in


@pytest.fixture
def client(db) -> Client:
    return signed_in(account_with("lab_lead"))


@pytest.fixture
def project(db) -> Project:
    return making.project_of()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"covariates": [["só um"]]}, "covariates"),
        ({"covariates": [["depois", "o resultado"]]}, "covariates"),
        ({"outcome": "tried"}, "outcome"),
        ({"comparison_arm": "carta"}, "comparison_arm"),
        ({"tried_share": "metade"}, "tried_share"),
        ({"confidence": True}, "confidence"),
        ({"design": None}, "design"),
    ],
)
def test_plans_that_did_not_come_from_the_page_are_read_as_strictly(changed, field):
    with pytest.raises(BadPlan) as refused:
        check_plan({**PLAN, **changed})
    assert field in {where for where, _what in refused.value.problems}


def test_a_plan_read_and_written_again_is_the_same(settings):
    assert check_plan(check_plan(PLAN)) == check_plan(PLAN)
    assert check_plan({**PLAN, "confidence": None})["confidence"] == 0.95


def test_a_trial_is_opened_once_and_only_of_a_frozen_protocol(client, project):
    draft = making.draft_of(project)
    address = [project.slug, draft.code, 1]
    page = client.post(reverse("trials:open", args=address), follow=True)
    assert "Congele primeiro" in page.content.decode() and not project.trials.exists()
    client.post(reverse("portfolio:freeze", args=address))
    for _time in range(2):
        client.post(reverse("trials:open", args=address))
    trial = project.trials.get()
    assert "Ir para o ensaio" in client.get(reverse("portfolio:protocol", args=address)).content.decode()
    assert client.get(reverse("trials:list")).content.decode().count(f"/ensaios/{trial.slug}/") == 1


def test_a_protocol_of_another_room_has_no_plan_here(client, project):
    words = {"title": "I", "question": "Q", "decision_to_take": "D"}
    protocols.write_protocol(by=WHO, project=project, code="i", room="away", plan={}, **words)
    assert client.get(reverse("trials:edit_plan", args=[project.slug, "i", 1])).status_code == 404


# Analysis and reading of tables, without pages.


def people(tried: list[int], **variables: list[float]) -> Table:
    return Table(np.array(tried), {code: np.array(values, float) for code, values in variables.items()}, {})


def test_the_order_of_rows_changes_nothing_to_the_last_digit():
    tried, before, after = (
        [1, 0, 1, 0, 1, 0, 0],
        [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7],
        [1.1, 2.3, 0.7, 4.9, 2.2, 3.3, 9.1],
    )
    plan = read_plan({**PLAN, "worthwhile": None, "tried_share": None})
    order = [6, 2, 0, 5, 1, 4, 3]
    shuffled = people([tried[n] for n in order], antes=[before[n] for n in order], depois=[after[n] for n in order])
    assert analyse(plan, shuffled) == analyse(plan, people(tried, antes=before, depois=after))


def test_a_changed_value_or_arm_changes_the_digest():
    plain = people([1, 0], depois=[1, 2]).digest()
    assert people([0, 1], depois=[2, 1]).digest() == plain
    assert people([1, 0], depois=[1, 3]).digest() != plain
    assert people([0, 1], depois=[1, 2]).digest() != plain
    assert people([1, 0], antes=[1, 2]).digest() != plain


def test_the_planned_sizes_are_checked_when_there_is_a_plan_of_them():
    plan = read_plan({**PLAN, "covariates": []})
    uneven = people([1] * 90 + [0] * 10, depois=[n % 7 for n in range(100)])
    result = analyse(plan, uneven)
    assert result["share_check"]["p_value"] < 0.001 and result["balance"] is None and result["adjusted"] is None
    assert analyse(read_plan({**PLAN, "covariates": [], "tried_share": None}), uneven)["share_check"] is None


@pytest.mark.django_db
def test_problems_beyond_the_list_are_still_counted():
    trial = making.trial_of()
    dataset = kept(trial, table(*(f"p{n},7,1,2" for n in range(LISTED + 50))))
    intake = take_in(dataset.path, importing.format_of(dataset), read_plan(PLAN), Mapping(**MAPPING))
    assert len(intake.problems) == LISTED + 2 and intake.problem_count == LISTED + 52
    assert {problem.code for problem in intake.whole} == {"empty_arm"}
    refused = importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**{**MAPPING, "leave_out_faulty": True}))
    assert refused.state == "refused" and len(refused.problems) == LISTED


@pytest.mark.django_db
def test_the_command_line_recomputes_and_names_what_differs(tmp_path):
    trial = making.trial_of()
    importing.bring_in(by=WHO, dataset=kept(trial), mapping=Mapping(**MAPPING))
    files = conclusions.package_of(tell(queries.latest_analysis(trial)))
    whole, changed, none = (tmp_path / name for name in ("whole.zip", "changed.zip", "none.zip"))
    write_zip(whole, files)
    lines = files["people.csv"].splitlines(keepends=True)
    write_zip(changed, {**files, "people.csv": b"".join(lines[:-1])})
    none.write_bytes(b"PK no archive")
    assert "Every number is the same" in CliRunner().invoke(trials, ["reproduce", str(whole)]).output
    answer = CliRunner().invoke(trials, ["reproduce", str(changed)])
    assert answer.exit_code == 1 and "/groups/" in answer.output and "numbers differ" in answer.output
    assert CliRunner().invoke(trials, ["reproduce", str(none)]).exit_code == 1


@pytest.mark.django_db
def test_a_trial_cannot_be_opened_by_an_action_either_before_it_is_frozen():
    with pytest.raises(actions.NotNow):
        actions.open_trial(by=WHO, protocol=making.draft_of(making.project_of()))
