"""The lottery drawn again, and the sizes of arms watched at each look: plan, result page, package."""

import html
from dataclasses import replace

import numpy as np
import pytest
from django.urls import reverse
from scipy import stats

from labx.core.files.archive import write_zip
from labx.trials import looking
from labx.trials.analysis.analyse import analyse, checks
from labx.trials.analysis.table import Table
from labx.trials.engine.sample_ratio import sample_ratio
from labx.trials.engine.sequential.watched_ratio import watched_sample_ratio
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import recompute
from labx.trials.telling import redrawn_told
from labx.trials.telling.early_told import so_far
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


def test_places_that_count_the_same_are_drawn_again_as_such():
    """Of unequal places the mean of places is what the plan judges, and so does the lottery."""
    random = np.random.default_rng(3)
    sizes = [40, 2, 3, 2, 30, 3, 2, 4]
    places = np.repeat(np.arange(8), sizes)
    days = 10 + 2.0 * (places == 0) + random.normal(0, 0.1, len(places))
    table = Table(places % 2, {"dias": days}, {"cluster": places.astype(str)})
    plan = plan_of("clusters", options={"per": "cluster"})
    result = analyse(plan, table)
    found = result["parts"]["redrawn"][0]["answer"]
    means = np.array([days[places == place].mean() for place in range(8)])
    assert found["estimate"] == pytest.approx(means[1::2].mean() - means[::2].mean())
    assert found["estimate"] == pytest.approx(result["effects"][0]["answer"]["estimate"])
    theirs = stats.permutation_test((means[1::2], means[::2]), lambda x, y: x.mean() - y.mean(), n_resamples=np.inf)
    assert found["p_value"] == pytest.approx(theirs.pvalue, abs=5 * found["error"])


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "não fez este sorteio"),
        ({"randomisation": {"scheme": "complete", "seed_hash": "a" * 64}}, "como o desenho sorteia"),
        ({"randomisation": {"scheme": "blocks", "blocks": [4, 6], "seed_hash": "a" * 64}}, "em blocos ou estratos"),
    ],
)
def test_it_says_how_far_the_draws_are_those_of_the_lottery(changed, words):
    assert words in redrawn_told.how_drawn(plan_of(**changed))


def test_it_says_that_the_draws_are_without_adjustment():
    covariates = [{"code": "idade", "label": "idade"}]
    adjusted = plan_of(estimator="adjusted", covariates=covariates)
    assert "sem ajustamento" in redrawn_told.unadjusted(adjusted)[0]
    assert redrawn_told.unadjusted(plan_of()) == []


LOOKED = {"looks": {"kind": "group_sequential", "number": 2}, "sample": {"units": 2000}, "redrawing": {}}


def test_sizes_are_counted_in_what_was_drawn():
    """Ten places against ten, by lot; how many people each has says nothing of the lottery."""
    random = np.random.default_rng(8)
    for design in ("clusters", "pairs"):
        places = np.repeat(np.arange(20), random.integers(20, 180, 20))
        codes = {"cluster": places.astype(str), "pair": (places // 2).astype(str)}
        table = Table(places % 2, {"dias": random.normal(size=len(places))}, codes)
        found = checks(plan_of(design, **LOOKED), table)
        assert found["watched"]["counts"] == [10, 10]
        assert found["share_check"]["p_value"] == pytest.approx(1)
        rows = np.bincount(places % 2)
        assert sample_ratio(rows.tolist(), [0.5, 0.5]).is_alarming


def test_orders_have_no_sizes_and_turns_count_their_blocks():
    hours = np.arange(0, 96, 0.5)
    arms = (hours // 6).astype(int) % 2
    numbers = {"dias": hours * 0, "switch.time": hours, "wedge.period": hours}
    table = Table(arms, numbers, {"cluster": np.full(len(hours), "a")})
    turns = plan_of("switchback", options={"block_length": 6, "washout": 0}, **LOOKED)
    assert checks(turns, table)["watched"]["counts"] == [8, 8]
    order = checks(plan_of("stepped_wedge", **LOOKED), table)
    assert "watched" not in order and order["share_check"] is None


def test_older_plans_count_rows():
    plan = {**SECOND, "design": "clusters", "arms": ARMS, "outcomes": [DAYS], "subgroups": [], "correction": "none"}
    old, table = read_plan(plan), table_of()
    assert not old.extent
    assert checks(old, table)["share_check"]["expected"] == [12, 12]
    assert "watched" not in checks(old, table)


def test_an_alarm_at_a_look_stays():
    looks = [{"p_value": 0.4}, {"cannot": {}}, {"p_value": 0.002}, {"p_value": 0.8}]
    assert [one.get("p_value") for one in so_far(looks)] == [0.4, None, 0.002, 0.002]


def test_what_cannot_be_drawn_again():
    with pytest.raises(BadPlan, match=r"redrawing\.draws"):
        plan_of("encouragement")
    odds = [{**DAYS, "kind": "odds", "unit": ""}]
    with pytest.raises(BadPlan, match=r"fitted anew|ajustada de novo"):
        plan_of(outcomes=odds)
    rank = replace(plan_of(outcomes=[{**DAYS, "kind": "rank", "unit": ""}]), extent=1)
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
