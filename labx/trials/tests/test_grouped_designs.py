"""Whole places, strata and pairs by lot: from plan and file to result page and a package that recomputes."""

import html

import numpy as np
import pytest
from django.urls import reverse

from labx.core.files.archive import write_zip
from labx.trials import queries
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.engine.clusters.robust import clustered_difference
from labx.trials.engine.strata.blocked import paired_difference, stratified_difference
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import recompute
from labx.trials.sizing.clusters import of_clusters
from labx.trials.telling.result import tell
from labx.trials.tests import making
from labx.trials.tests import test_guided_plan as guided
from labx.trials.tests.making import WHO
from tests.people import account_with, signed_in

pytestmark = pytest.mark.django_db

ARMS = [{"code": "antes", "label": "como hoje"}, {"code": "novo", "label": "novo atendimento"}]
OUTCOMES = [
    {"code": "dias", "label": "dias de espera", "kind": "mean", "unit": "dias", "better": "lower", "worthwhile": 1},
    {"code": "volta", "label": "voltaram ao balcão", "kind": "share", "role": "guardrail", "margin": 0.2},
]
PLAN = {"version": 2, "unit": "pessoas", "arms": ARMS, "outcomes": OUTCOMES, "correction": "none", "subgroups": []}
COLUMN = {"clusters": "cluster", "strata": "stratum", "pairs": "pair"}


def rows_of(design: str, *, covariate: bool = False) -> list[tuple[object, ...]]:
    """Ninety-six people in sixteen places; the arm belongs to the place, or to the person within it."""
    random = np.random.default_rng(3)
    level = random.normal(10, 2, 16)
    rows = []
    for number in range(96):
        place = number % 16
        tried = place % 2 if design == "clusters" else (number // 16) % 2
        age = int(random.integers(20, 70))
        days = level[place] - 1.5 * tried + random.normal() + 0.05 * age * covariate
        rows.append((number, tried, f"centro {place:02}", round(days, 3), int(random.random() < 0.4), age))
    return rows


def trial_with(design: str, **changed: object):
    covariates = changed.get("covariates") or []
    trial = making.trial_of_second(**{**PLAN, "design": design, **changed})
    rows = rows_of(design, covariate=bool(covariates))
    content = "id,grupo,onde,dias,volta,idade\n" + "\n".join(
        f"p{number},{('antes', 'novo')[tried]},{where},{days},{back},{age}"
        for number, tried, where, days, back, age in rows
    )
    variables = {"dias": "dias", "volta": "volta", COLUMN[design]: "onde"}
    variables |= {"idade": "idade"} if covariates else {}
    mapping = Mapping(unit="id", arm="grupo", arms={"antes": "antes", "novo": "novo"}, variables=variables, words={})
    dataset = making.kept(trial, content.encode())
    importing.bring_in(by=WHO, dataset=dataset, mapping=mapping)
    dataset = queries.dataset(dataset.pk)
    assert dataset.state == "imported", dataset.problems
    return trial, rows


def columns(rows):
    _numbers, tried, where, days, _back, age = zip(*rows, strict=True)
    return np.array(days), np.array(tried), np.array(where), np.array(age, dtype=float)


@pytest.mark.parametrize("design", COLUMN)
def test_the_result_is_the_engines(design):
    trial, rows = trial_with(design)
    told = tell(making.looked(trial))
    days, tried, where, _age = columns(rows)
    if design == "clusters":
        expected = clustered_difference(days, tried, where, confidence=0.95)
    elif design == "strata":
        expected = stratified_difference(days, tried, where, confidence=0.95)
    else:
        means = [[days[(where == one) & (tried == arm)].mean() for one in np.unique(where)] for arm in (1, 0)]
        expected = paired_difference(*means, confidence=0.95)
    answer = told.result["effects"][0]["answer"]
    assert answer["estimate"] == pytest.approx(expected.estimate)
    assert answer["standard_error"] == pytest.approx(expected.standard_error)
    assert told.result["effects"][0]["relative"] is None
    assert told.result["effects"][1]["margin"]["margin"] == 0.2


@pytest.mark.parametrize("design", COLUMN)
def test_the_page_shows_it_and_the_package_gives_the_same_numbers(design, tmp_path):
    trial, _rows = trial_with(design)
    told = tell(making.looked(trial))
    page = signed_in(account_with("lab_lead")).get(reverse("trials:record", args=[trial.slug]))
    assert page.status_code == 200
    for section in told.design.sections(told):
        assert str(section.title) in html.unescape(page.content.decode())
    path = tmp_path / "package.zip"
    write_zip(path, conclusions.package_of(told))
    result, different = recompute(path)
    assert different == []
    assert result["effects"][0]["answer"] == told.result["effects"][0]["answer"]


def test_places_may_count_the_same():
    trial, _rows = trial_with("clusters", options={"per": "cluster"})
    parts = tell(making.looked(trial)).result
    assert parts["effects"][0]["answer"] == parts["parts"]["ways"][0]["estimates"]["cluster"]
    with pytest.raises(BadPlan, match=r"options\.per"):
        check_plan({**making.SECOND, **PLAN, "design": "clusters", "options": {"per": "town"}})
    with pytest.raises(BadPlan, match=r"Holm"):
        check_plan({**making.SECOND, **PLAN, "design": "clusters", "correction": "dunnett"})


def test_pairs_are_not_adjusted():
    """No plan that asks for it is frozen; one frozen before says so where its effect would stand."""
    asked = {"covariates": [{"code": "idade", "label": "idade"}], "estimator": "adjusted"}
    with pytest.raises(BadPlan, match="estimator"):
        trial_with("pairs", **asked)
    days, tried, where, age = columns(rows_of("pairs", covariate=True))
    table = Table(tried, {"dias": days, "volta": tried * 0.0, "idade": age}, {"pair": where})
    found = analyse(read_plan({**making.SECOND, **PLAN, "design": "pairs", **asked}), table)
    assert "not adjusted" in found["effects"][0]["answer"]["cannot"]["what"]


@pytest.mark.parametrize("design", ["clusters", "strata"])
def test_adjusted_for_what_was_known_before(design):
    trial, rows = trial_with(design, covariates=[{"code": "idade", "label": "idade"}], estimator="adjusted")
    effect = tell(making.looked(trial)).result["effects"][0]["answer"]
    days, tried, where, age = columns(rows)
    if design == "clusters":
        expected = clustered_difference(days, tried, where, covariates=age[:, None], names=["idade"], confidence=0.95)
        assert effect["estimate"] == pytest.approx(expected.estimate)
        assert effect["interval"]["lower"] == pytest.approx(expected.interval.lower)
    else:
        assert effect["standard_error"] > 0


def test_how_many_places():
    """Waiting times with a spread of 4 days, places of 20 people that are somewhat alike."""
    plan = read_plan(check_plan({**making.SECOND, **PLAN, "design": "clusters"}))
    asked = {"power": 0.8, "spread": 4.0, "cluster_size": 20.0, "size_variation": 0.3, "alikeness": 0.05}
    sample = of_clusters(plan, asked)
    assert sample.by_arm[0] * 2 == sample.units
    assert sample.power >= 0.8
    assert sample.detectable <= 1
    fewer = of_clusters(plan, {**asked, "units": sample.units // 2, "dropout": 0.1})
    assert fewer.power < 0.8 < 1 < fewer.detectable


def test_the_pages_ask_what_whole_places_need():
    """The step about the comparison takes the design, then its own question; the one about people asks of places."""
    client, project = signed_in(account_with("lab_lead")), making.project_of()
    protocol = guided.whole(client, project)
    comparison = {**guided.STEP_ANSWERS["comparacao"], "design": "clusters", "scheme": "outside", "blocks": ""}
    assert guided.send(client, protocol, guided.at("plan_step", protocol, "comparacao"), comparison).status_code == 302
    page = client.get(guided.at("plan_step", protocol, "comparacao")).content.decode()
    assert 'name="per"' in page
    answers = {**comparison, "per": "cluster"}
    assert guided.send(client, protocol, guided.at("plan_step", protocol, "comparacao"), answers).status_code == 302
    sizes = {**guided.STEP_ANSWERS["amostra"], "cluster_size": "30", "size_variation": "0,4", "alikeness": "0,05"}
    assert guided.send(client, protocol, guided.at("plan_step", protocol, "amostra"), sizes).status_code == 302
    protocol.refresh_from_db()
    assert protocol.plan["options"] == {"per": "cluster"}
    assert protocol.plan["sample"]["alikeness"] == 0.05
    assert read_plan(protocol.plan).design == "clusters"


def test_the_pages_ask_for_quantile_and_horizon():
    client, project = signed_in(account_with("lab_lead")), making.project_of()
    protocol = guided.begun(client, project)
    asked = {"label": "dias até à resposta", "role": "primary", "unit": "dias", "better": "lower"}
    new = guided.at("new_outcome", protocol)
    refused = guided.send(client, protocol, new, {**asked, "kind": "time"})
    assert "horizon" in refused.context["form"].errors
    assert guided.send(client, protocol, new, {**asked, "kind": "time", "horizon": "90"}).status_code == 302
    change = guided.at("outcome", protocol, 0)
    assert guided.send(client, protocol, change, {**asked, "kind": "quantile", "quantile": "75"}).status_code == 302
    protocol.refresh_from_db()
    assert protocol.plan["outcomes"][0]["quantile"] == 0.75
    assert 'value="75' in client.get(change).content.decode()
