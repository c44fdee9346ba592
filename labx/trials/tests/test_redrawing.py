"""The lottery drawn again, and the sizes of arms watched at each look: plan, result page, package."""

import html

import numpy as np
import pytest
from django.urls import reverse
from scipy import stats

from labx.core.files.archive import write_zip
from labx.trials import looking
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.engine.sequential.watched_ratio import watched_sample_ratio
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import recompute
from labx.trials.telling.result import tell
from labx.trials.telling.sections import sections_of
from labx.trials.tests import making
from labx.trials.tests.making import SECOND, SECOND_MAPPING, WHO
from labx.trials.tests.test_guided_plan import at, begun, send
from tests.people import account_with, signed_in

ARMS = [{"code": "antes", "label": "como hoje", "share": 0.5}, {"code": "novo", "label": "novo", "share": 0.5}]
DAYS = {"code": "dias", "label": "dias de espera", "kind": "mean", "unit": "dias", "better": "lower"}
REDRAWING = {"draws": 2000, "seed": 7}


def plan_of(design="individual", **changed):
    plan = {**SECOND, "design": design, "arms": ARMS, "outcomes": [DAYS], "subgroups": [], "correction": "none"}
    return read_plan(check_plan({**plan, "redrawing": REDRAWING, **changed}))


def table_of(size=24):
    random = np.random.default_rng(5)
    arms, groups = np.arange(size) % 2, np.arange(size) // 2
    days = random.normal(20, 3, size) - 2 * arms
    codes = {
        "stratum": (groups // 4).astype(str),
        "pair": groups.astype(str),
        "cluster": (groups // 3 * 2 + arms).astype(str),
    }
    return Table(arms, {"dias": days}, codes)


@pytest.mark.parametrize("design", ["individual", "strata", "pairs", "clusters"])
def test_the_lottery_of_each_design_is_drawn_again(design):
    plan, table = plan_of(design), table_of()
    result = analyse(plan, table)
    found = result["parts"]["redrawn"][0]["answer"]
    assert found["estimate"] == pytest.approx(result["effects"][0]["answer"]["estimate"])
    assert (found["draws"], found["seed"]) == (2000, 7)
    assert analyse(plan, table)["parts"]["redrawn"] == result["parts"]["redrawn"]
    if design == "individual":
        days = table.numbers["dias"]
        sides = days[table.arms == 1], days[table.arms == 0]
        theirs = stats.permutation_test(
            sides, lambda x, y: x.mean() - y.mean(), n_resamples=20_000, rng=np.random.default_rng(1)
        )
        assert found["p_value"] == pytest.approx(theirs.pvalue, abs=5 * found["error"])


def test_what_cannot_be_drawn_again():
    with pytest.raises(BadPlan, match=r"redrawing\.draws"):
        plan_of("encouragement")
    rank = plan_of(outcomes=[{**DAYS, "kind": "rank", "unit": ""}])
    assert "no difference of means" in analyse(rank, table_of())["parts"]["redrawn"][0]["answer"]["cannot"]["why"]
    assert "redrawn" not in analyse(plan_of(redrawing={}), table_of())["parts"]


@pytest.mark.django_db
def test_on_the_page_at_each_look_and_in_the_package(tmp_path):
    """A plan with looks: the page of the first shows the arms watched, and the lottery drawn again."""
    trial = making.trial_of_second(looks={"kind": "group_sequential", "number": 3}, redrawing=REDRAWING)
    dataset = making.kept(trial, making.second_file())
    importing.bring_in(by=WHO, dataset=dataset, mapping=Mapping(**SECOND_MAPPING))
    client = signed_in(account_with("lab_lead"))
    address = reverse("trials:record", args=[trial.slug])
    expected = watched_sample_ratio([60, 30, 30], [0.5, 0.25, 0.25])
    told = tell(looking.take_look(by=WHO, trial=trial))
    assert told.result["watched"]["p_value"] == pytest.approx(expected.p_value)
    page = html.unescape(client.get(address).content.decode())
    titles = [str(section.title) for section in sections_of(told)]
    assert "Só pelo sorteio" in titles
    assert "Os tamanhos dos grupos, leitura a leitura" in titles
    assert all(title in page for title in titles)
    path = tmp_path / "package.zip"
    write_zip(path, conclusions.package_of(told))
    assert recompute(path)[1] == []


@pytest.mark.django_db
def test_the_guided_plan_asks_for_draws():
    client = signed_in(account_with("lab_lead"))
    protocol = begun(client, making.project_of())
    answers = {"design": "individual", "scheme": "outside", "estimator": "difference", "correction": "none"}
    step = at("plan_step", protocol, "comparacao")
    assert send(client, protocol, step, {**answers, "confidence": "95", "redraws": "10000"}).status_code == 302
    protocol.refresh_from_db()
    assert protocol.plan["redrawing"] == {"draws": 10_000, "seed": 1}
    assert client.get(step).context["form"].initial["redraws"] == 10_000
    refused = send(client, protocol, step, {**answers, "confidence": "95", "redraws": "1000", "design": "groups"})
    assert "redraws" in refused.context["form"].errors
