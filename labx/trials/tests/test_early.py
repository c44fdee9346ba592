"""Looks before the end, through the product's own path: intervals, guards, futility, pages, false findings."""

import html

import numpy as np
import pytest
from django.urls import reverse

from labx.core.files.archive import write_zip
from labx.trials import actions, looking, queries
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.early import enlargement
from labx.trials.analysis.table import Table
from labx.trials.designs.declare import Look
from labx.trials.engine.sequential.boundaries import look_effect
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import recompute
from labx.trials.sizing.arms import one_by_one
from labx.trials.telling.result import tell
from labx.trials.telling.sections import sections_of
from labx.trials.tests import making
from labx.trials.tests.making import SECOND, WHO
from tests.people import account_with, signed_in

ARMS = [{"code": "antiga", "label": "carta antiga"}, {"code": "nova", "label": "carta nova"}]
DAYS = {"code": "dias", "label": "dias de espera", "kind": "mean", "unit": "dias", "better": "lower", "worthwhile": 1}
SHARE = {"code": "terminou", "label": "terminaram o pedido", "kind": "share", "worthwhile": 0.05}
PLAN = {**SECOND, "arms": ARMS, "subgroups": [], "correction": "none", "sample": {"units": 400}}
THREE = {"kind": "group_sequential", "number": 3, "spending": "obrien_fleming"}
ALWAYS = {"kind": "always_valid"}


def plan_of(outcome=DAYS, looks=THREE, **changed):
    return read_plan(check_plan({**PLAN, "outcomes": [outcome], "looks": looks, **changed}))


def units(values, arms, code="dias"):
    return Table(np.asarray(arms, dtype=np.int64), {code: np.asarray(values, dtype=float)}, {})


def drawn(seed=1, size=200, effect=-1.0):
    random = np.random.default_rng(seed)
    arms = np.arange(size) % 2
    return units(random.normal(10, 3, size) + effect * arms, arms)


def test_a_planned_look_is_the_engines():
    table = drawn()
    entry = analyse(plan_of(), table, Look(2, 0.5, (0.2,)))["effects"][0]
    plain = analyse(plan_of(looks={}), table)["effects"][0]["answer"]
    expected = look_effect(
        estimate=plain["estimate"],
        standard_error=plain["standard_error"],
        degrees_of_freedom=plain["degrees_of_freedom"],
        fractions=(0.2, 0.5),
        spending="obrien_fleming",
        confidence=0.95,
    )
    assert entry["answer"]["interval"]["lower"] == pytest.approx(expected.interval.lower)
    assert entry["answer"]["interval"]["upper"] > plain["interval"]["upper"]
    assert entry["relative"] is None


def test_the_last_look_has_all_that_was_planned():
    boundary = analyse(plan_of(), drawn(), Look(3, 0.97, (0.3, 0.7)))["early"]["boundary"]
    assert [look["fraction"] for look in boundary] == [0.3, 0.7, 1.0]


def test_no_more_data_than_before_gives_no_interval():
    entry = analyse(plan_of(), drawn(), Look(2, 0.5, (0.5,)))["effects"][0]
    assert "No more of the planned data" in entry["answer"]["cannot"]["why"]
    assert entry["reading"] is None


def test_futility_says_whether_the_end_can_find_it():
    without = analyse(plan_of(), drawn(effect=2.0), Look(2, 0.5, (0.2,)))["early"]["futility"]
    with_effect = analyse(plan_of(), drawn(effect=-1.0), Look(2, 0.5, (0.2,)))["early"]["futility"]
    assert without["planned"]["chance"] < 0.1 < with_effect["planned"]["chance"]
    assert without["seen"]["chance"] < 1e-3
    unknown = analyse(plan_of({**DAYS, "worthwhile": None}), drawn(), Look(1, 0.5))["early"]["futility"]
    assert "would be worth having" in unknown["planned"]["cannot"]["why"]
    assert "futility" not in analyse(plan_of(), drawn(), Look(3, 1.0, (0.2,)))["early"]


def test_several_that_decide_share_the_false_alarms():
    two = [DAYS, {**DAYS, "code": "horas", "label": "horas"}]
    table = drawn()
    table.numbers["horas"] = table.numbers["dias"]
    plan = read_plan(check_plan({**PLAN, "outcomes": two, "looks": THREE, "correction": "holm"}))
    entry = analyse(plan, table, Look(1, 0.5))["effects"][0]
    assert entry["answer"]["interval"]["confidence"] == pytest.approx(1 - 0.05 / 2)
    assert "corrected_p" not in entry


def test_watching_says_its_price_and_waits_for_enough():
    found = analyse(plan_of(looks=ALWAYS), drawn(), Look(1, 1.0))["effects"][0]["answer"]
    assert found["price"] == pytest.approx(1.549, abs=0.01)
    assert found["standard_error"] > 0
    rare = units([1.0] * 3 + [0.0] * 197, np.arange(200) % 2, "terminou")
    answer = analyse(plan_of(SHARE, ALWAYS), rare, Look(1, 0.5))["effects"][0]["answer"]
    assert answer["cannot"]["values"]["count"] == 1
    enough = units(np.arange(200) // 2 % 2, np.arange(200) % 2, "terminou")
    assert "interval" in analyse(plan_of(SHARE, ALWAYS), enough, Look(1, 0.5))["effects"][0]["answer"]
    unplanned = analyse(plan_of(looks=ALWAYS, sample={}), drawn(), Look(1, 1.0))["effects"][0]["answer"]
    assert "how many units it wants" in unplanned["cannot"]["why"]


def test_what_cannot_be_estimated_stays_so():
    entry = analyse(plan_of(), units([5.0] * 10, np.arange(10) % 2), Look(1, 0.5))["effects"][0]
    assert "Within each arm" in entry["answer"]["cannot"]["why"]


def test_looks_take_more_people():
    asked = {"power": 0.8, "confidence": 0.95}
    assert enlargement(plan_of(looks={}), **asked) == 1
    assert 1 < enlargement(plan_of(), **asked) < 1.1
    assert enlargement(plan_of(looks=ALWAYS), **asked) > 1.8


def brought(trial, count):
    """The people measured so far, in the place of those of the look before."""
    for old in trial.datasets.filter(state="imported"):
        actions.undo_import(by=WHO, dataset=old, why="há mais", retractions=queries.retractions_of(old))
    random = np.random.default_rng(5)
    rows = [f"p{n},{ARMS[n % 2]['code']},{random.normal(10 - n % 2, 3):.3f}" for n in range(count)]
    dataset = making.kept(trial, ("id,grupo,dias\n" + "\n".join(rows)).encode())
    codes = {arm["code"]: arm["code"] for arm in ARMS}
    mapping = Mapping(unit="id", arm="grupo", arms=codes, variables={"dias": "dias"}, words={})
    importing.bring_in(by=WHO, dataset=dataset, mapping=mapping)
    return queries.dataset(dataset.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("looks", [THREE, ALWAYS])
def test_from_a_look_to_the_page_and_the_package(looks, tmp_path):
    trial = making.trial_of_second(**{**PLAN, "outcomes": [DAYS], "looks": looks})
    assert brought(trial, 160).state == "imported"
    told = tell(looking.take_look(by=WHO, trial=trial))
    assert told.result["look"] == {"number": 1, "information": 0.4, "earlier": []}
    brought(trial, 300)
    told = tell(looking.take_look(by=WHO, trial=trial))
    assert told.result["look"] == {"number": 2, "information": 0.75, "earlier": [0.4]}
    page = signed_in(account_with("lab_lead")).get(reverse("trials:record", args=[trial.slug]))
    titles = [str(section.title) for section in sections_of(told)]
    assert all(title in html.unescape(page.content.decode()) for title in titles)
    path = tmp_path / "package.zip"
    write_zip(path, conclusions.package_of(told))
    assert recompute(path)[1] == []


def false_findings(replications, looks, *, seed=0):
    """Share of trials without any effect that some look of the product calls better or worse."""
    plan, number = plan_of({**DAYS, "worthwhile": None}, looks), looks.get("number", 10)
    found = 0
    for place in range(replications):
        table = drawn(seed + place, size=400, effect=0.0)
        parts = [part / number for part in range(1, number + 1)]
        for look, part in enumerate(parts, start=1):
            rows = table.where(np.arange(400) < round(400 * part))
            entry = analyse(plan, rows, Look(look, part, tuple(parts[: look - 1])))["effects"][0]
            if entry["reading"] in ("better", "worse"):
                found += 1
                break
    return found / replications


def test_few_false_findings_in_a_few_draws():
    assert false_findings(40, THREE) <= 0.15
    assert false_findings(20, ALWAYS) <= 0.1


@pytest.mark.slow
@pytest.mark.parametrize("looks", [THREE, ALWAYS])
def test_looking_early_finds_no_more_than_it_may(looks):
    assert false_findings(2_000, looks) <= 0.055 + (0.01 if looks is THREE else 0)


def test_the_sample_grows_with_the_looks():
    asked = {"power": 0.8, "spread": 3.0}
    once, early = (one_by_one(plan_of(looks=looks), asked) for looks in ({}, {**THREE, "spending": "pocock"}))
    assert once.units < early.units < 1.3 * once.units
    assert early.power == pytest.approx(0.8, abs=0.01)
    assert len(early.notes) == len(once.notes) + 1
