"""Sizes of designs without a formula: data drawn as the plan says, a job, and a page that says it is simulated."""

import html
from dataclasses import replace

import numpy as np
import pytest

from labx.core.jobs.models import Job
from labx.trials.designs.registry import DESIGNS
from labx.trials.engine.panel.switchback import switchback
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.plan.shape import Looks
from labx.trials.sizing import asking, simulating
from labx.trials.sizing.over_time import draw_changes, draw_mixture, draw_series
from labx.trials.sizing.simulating import alike_in_time, finding, simulated, units_needed
from labx.trials.sizing.switches import of_switches
from labx.trials.sizing.thresholds import draw_threshold
from labx.trials.tests import making
from labx.trials.tests.test_guided_plan import at, begun, send
from tests.people import account_with, signed_in

DAYS = {"code": "dias", "label": "dias", "kind": "mean", "unit": "dias", "better": "lower", "worthwhile": 2.0}
OPTIONS = {
    "series": {"changed_on": "2025-01-01", "season": "0", "errors": "newey-west", "has_comparator": True},
    "changes": {"compared": "not_yet"},
    "synthetic": {"treated": "Óbidos", "first": 2020.0},
    "threshold": {"threshold": 65.0},
}
ASKED = {
    "series": {"units": 60, "spread": 1.5, "points_before": 40, "likeness": 0.2},
    "changes": {"units": 20, "spread": 2.5, "periods_before": 3, "periods_after": 2, "treated_share": 50},
    "synthetic": {"units": 25, "spread": 0.5, "periods_before": 12, "periods_after": 4},
    "threshold": {"units": 1500, "spread": 4.0, "rule_spread": 10.0, "above_share": 40},
}
ASKED = {design: {"power": 0.8, **asked} for design, asked in ASKED.items()}
DRAWS = {"series": draw_series, "changes": draw_changes, "synthetic": draw_mixture, "threshold": draw_threshold}


def plan_of(design, **changed):
    plan = {"version": 2, "design": design, "unit": "pontos", "outcomes": [DAYS], "options": OPTIONS.get(design, {})}
    return read_plan(check_plan({**plan, **changed}))


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(simulating, "AT_PLANNED", 100)
    monkeypatch.setattr(simulating, "AT_OTHERS", 100)
    monkeypatch.setattr(simulating, "POINTS", (0.5, 1.0))


@pytest.mark.parametrize("design", DRAWS)
def test_what_is_drawn_holds_the_effect(design):
    """With hardly any noise the plan's own analysis finds what was put in; with nothing put in, hardly ever."""
    asked = {**ASKED[design], "spread": 1e-3}
    plan = plan_of(design)
    table = DRAWS[design](plan, asked, np.random.default_rng(1), asked["units"])
    estimate = DESIGNS[design].simulation.judge(plan, plan.primary, table)
    value = estimate["estimate"] if isinstance(estimate, dict) else estimate.estimate
    assert value == pytest.approx(-2.0, abs=0.05)
    none = plan_of(design, outcomes=[{**DAYS, "worthwhile": 1e-12}])
    found = finding(none, ASKED[design], DESIGNS[design].simulation, asked["units"])
    random = np.random.default_rng(2)
    assert np.mean([found(random) for _ in range(40)]) < 0.2  # on the right side: half of 5 in 100


def test_series_and_people_lie_where_they_were_asked():
    asked = ASKED["series"]
    days = draw_series(plan_of("series"), asked, np.random.default_rng(1), 30).numbers["series.day"]
    changed = (np.datetime64("2025-01-01") - np.datetime64("1970-01-01")).astype(int)
    assert np.count_nonzero(days < changed) == 30 * 40 / 60
    people = draw_threshold(
        plan_of("threshold"), {**ASKED["threshold"], "dropout": 0.2}, np.random.default_rng(1), 5000
    )
    assert len(people) == 4000
    assert np.mean(people.numbers["rule.value"] >= 65) == pytest.approx(0.4, abs=0.03)
    noise = alike_in_time(np.random.default_rng(1), 400, 60, 0.5)
    assert noise.std() == pytest.approx(1, abs=0.03)
    assert np.corrcoef(noise[:, :-1].ravel(), noise[:, 1:].ravel())[0, 1] == pytest.approx(0.5, abs=0.03)


def test_the_number_needed_lies_between_the_sizes_that_were_tried():
    points = [{"units": units, "power": power} for units, power in ((10, 0.4), (20, 0.6), (40, 0.9))]
    assert units_needed(points, 0.75) == 20 + round((0.75 - 0.6) / (0.9 - 0.6) * (40 - 20))
    assert units_needed(points, 0.95) is None
    assert units_needed(points, 0.3) is None


def test_simulated_twice_is_the_same(few):
    told = []
    plan = plan_of("changes")
    found = simulated(plan, ASKED["changes"], DESIGNS["changes"].simulation, lambda *given: told.append(given))
    assert told[-1] == (200, 200)
    assert [point["units"] for point in found["points"]] == [10, 20]
    assert found["points"][0]["power"] < found["points"][1]["power"]
    assert found == simulated(plan, ASKED["changes"], DESIGNS["changes"].simulation)


def test_blocks_of_a_switchback():
    """By hand: a block of 50 alike by 0.05 has variance 9 (0.05 + 0.95/50); then two means of blocks are compared."""
    plan = plan_of(
        "switchback",
        arms=[{"code": "a", "label": "A"}, {"code": "b", "label": "B"}],
        options={"block_length": 6, "washout": 0},
    )
    asked = {"power": 0.8, "spread": 3.0, "block_size": 50, "alikeness": 0.05}
    sample = of_switches(plan, asked)
    by_hand = 2 * 2.8016**2 * 9 * (0.05 + 0.95 / 50) / 2.0**2
    assert sample.by_arm[0] / 50 == pytest.approx(by_hand, abs=2)  # t instead of z takes one or two more
    assert sample.power >= 0.8
    assert of_switches(plan, {**asked, "units": 2000}).power > 0.99
    looks = replace(plan, looks=Looks(kind="always_valid"))
    watched = of_switches(looks, asked)
    assert watched.units == pytest.approx(1.91 * sample.units, rel=0.05)
    assert watched.power == pytest.approx(sample.power)
    assert len(watched.notes) == len(sample.notes) + 1
    assert (
        of_switches(looks, {**asked, "units": 2000}).detectable > of_switches(plan, {**asked, "units": 2000}).detectable
    )


@pytest.mark.slow
def test_blocks_of_a_switchback_as_simulated():
    """The chance that the formula says, against blocks drawn and analysed by the engine."""
    plan = plan_of(
        "switchback",
        arms=[{"code": "a", "label": "A"}, {"code": "b", "label": "B"}],
        outcomes=[{**DAYS, "worthwhile": 0.7}],
        options={"block_length": 1, "washout": 0},
    )
    asked = {"power": 0.8, "spread": 3.0, "block_size": 20, "alikeness": 0.05}
    sample = of_switches(plan, asked)
    blocks = sum(sample.by_arm) // 20
    random, found = np.random.default_rng(4), 0
    for _ in range(1000):
        ways = random.permutation(np.arange(blocks) % 2)
        values = (
            np.repeat(random.normal(0, 3 * 0.05**0.5, blocks) - 0.7 * ways, 20)
            + random.normal(0, 3 * 0.95**0.5, 20 * blocks)
        )  # fmt: skip
        times = np.repeat(np.arange(blocks), 20) + 0.5
        effect = switchback(
            values, treatment=np.repeat(ways, 20).astype(float), unit=["a"] * len(values), time=times, block_length=1,
            washout=0, confidence=0.95,
        ).effect  # fmt: skip
        found += effect.p_value < 0.05
    assert found / 1000 == pytest.approx(sample.power, abs=0.04)


def test_a_margin_needs_two_groups():
    with pytest.raises(BadPlan, match=r"outcomes\.0\.aim"):
        plan_of("changes", outcomes=[{**DAYS, "aim": "not_worse", "margin": 1.0}])


@pytest.mark.django_db
def test_from_the_form_to_the_page(few, run_jobs):
    """Saving the step asks once; the page says it is under way, then the chance and what it rests on."""
    client = signed_in(account_with("lab_lead"))
    protocol = begun(client, making.project_of())
    send(client, protocol, at("plan_step", protocol, "unidade"), {"unit": "repartições"})
    comparison = {"scheme": "none", "estimator": "difference", "correction": "none", "confidence": "95"}
    for _time in range(2):  # the second time with the design's own questions
        answers = {"design": "changes", "compared": "not_yet", **comparison}
        assert send(client, protocol, at("plan_step", protocol, "comparacao"), answers).status_code == 302
    outcome = {"label": "dias", "role": "primary", "kind": "mean", "unit": "dias", "better": "lower", "worthwhile": "2"}
    assert send(client, protocol, at("new_outcome", protocol), outcome).status_code == 302
    step = at("plan_step", protocol, "amostra")
    asked = {"spread": "2,5", "periods_before": "3", "periods_after": "2", "treated_share": "50", "power": "80"}
    answers = {**asked, "dropout": "0", "likeness": "0"}
    assert send(client, protocol, step, answers).status_code == 302
    assert not Job.objects.filter(name=asking.NAME).exists()
    assert "Diga quantos" in html.unescape(client.get(step).content.decode())
    for _time in range(2):
        assert send(client, protocol, step, {**answers, "units": "20"}).status_code == 302
    assert Job.objects.filter(name=asking.NAME).count() == 1
    assert "ainda não acabou" in html.unescape(client.get(step).content.decode())
    run_jobs()
    job = Job.objects.get(name=asking.NAME)
    assert job.state == "done", job.error
    page = html.unescape(client.get(step).content.decode())
    assert "Simulado, e não calculado por fórmula: 100" in page
    assert job.result["url"] == step
    protocol.refresh_from_db()
    assert asking.ask_for_size(by=making.WHO, protocol=protocol) == job
    assert send(client, protocol, step, {**answers, "units": "30"}).status_code == 302
    assert Job.objects.filter(name=asking.NAME).count() == 2
