"""Two changes at once, and results read as chances: from plan and file to result page and package."""

import html

import numpy as np
import pytest
from django.urls import reverse

from labx.core.files.archive import write_zip
from labx.stats.moments import Moments
from labx.trials import queries
from labx.trials.analysis import belief
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.designs.factorial import FACTORIAL
from labx.trials.engine.bayes import NormalPrior, believed_effect
from labx.trials.engine.factorial import factorial_effects
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.publishing import conclusions
from labx.trials.publishing.package import recompute
from labx.trials.telling.result import tell
from labx.trials.telling.sections import sections_of
from labx.trials.tests import making
from labx.trials.tests.making import SECOND, WHO
from tests.people import account_with, signed_in

LABELS = {"nada": "como hoje", "carta": "carta", "sms": "mensagem", "ambas": "carta e mensagem"}
ARMS = [{"code": code, "label": label} for code, label in LABELS.items()]
DAYS = {"code": "dias", "label": "dias de espera", "kind": "mean", "unit": "dias", "better": "lower", "worthwhile": 1}
PLAN = {**SECOND, "outcomes": [DAYS], "subgroups": [], "correction": "none"}
TWO = {**PLAN, "arms": ARMS[:2], "options": {"usual_effect": 2.0}}
FOUR = {**PLAN, "arms": ARMS, "design": "factorial"}


def values(count=80, arms=4):
    random = np.random.default_rng(8)
    groups = np.arange(count) % arms
    return groups, (10 + random.normal(0, 2, count) - 1.0 * (groups % 2) - 2.0 * (groups // 2)).round(3)


def trial_of(plan):
    trial = making.trial_of_second(**plan)
    groups, days = values(arms=len(plan["arms"]))
    codes = [arm["code"] for arm in plan["arms"]]
    rows = [f"p{n},{codes[groups[n]]},{days[n]}" for n in range(len(groups))]
    dataset = making.kept(trial, ("id,grupo,dias\n" + "\n".join(rows)).encode())
    mapping = Mapping(unit="id", arm="grupo", arms={code: code for code in codes}, variables={"dias": "dias"}, words={})
    importing.bring_in(by=WHO, dataset=dataset, mapping=mapping)
    assert queries.dataset(dataset.pk).state == "imported", queries.dataset(dataset.pk).problems
    return trial


def shown_and_packed(trial, told, folder):
    page = signed_in(account_with("lab_lead")).get(reverse("trials:record", args=[trial.slug])).content.decode()
    assert all(str(section.title) in html.unescape(page) for section in sections_of(told))
    write_zip(folder / "package.zip", conclusions.package_of(told))
    assert recompute(folder / "package.zip")[1] == []


@pytest.mark.django_db
def test_two_changes_are_told_apart(tmp_path):
    trial = trial_of(FOUR)
    told = tell(making.looked(trial))
    groups, days = values()
    cells = [Moments.of(days[groups == place]) for place in range(4)]
    expected = factorial_effects(
        neither=cells[0], first_only=cells[1], second_only=cells[2], both=cells[3], confidence=0.95
    )
    part = told.result["parts"]["factorial"]
    for name in ("first", "second", "interaction"):
        assert part[name]["estimate"] == pytest.approx(getattr(expected, name).estimate)
    assert len(told.design.sections(told)[0].rows) == 3
    shown_and_packed(trial, told, tmp_path)


def analysed(plan, numbers, groups):
    return analyse(read_plan(check_plan(plan)), Table(groups, {"dias": np.asarray(numbers, dtype=float)}, {}))


class Shown:
    def __init__(self, plan, result):
        self.plan, self.result = read_plan(check_plan(plan)), result
        self.primary = type("Primary", (), {"kind": type("Kind", (), {"scale": 1}), "amount": staticmethod(amount)})


def amount(value, *, signed=False):
    return f"{value:+.1f}" if signed else f"{value:.1f}"


def test_changes_that_work_on_each_other_are_read_apart():
    groups = np.arange(200) % 4
    days = np.where(groups == 3, 20.0, 10.0) + np.arange(200) % 7
    strong = FACTORIAL.sections(Shown(FOUR, analysed(FOUR, days, groups)))[0].sentences[0]
    weak = FACTORIAL.sections(Shown(FOUR, analysed(FOUR, *reversed(values()))))[0].sentences[0]
    assert strong != weak


def test_three_groups_are_no_two_changes():
    plan = {**FOUR, "arms": ARMS[:3]}
    result = analysed(plan, np.arange(60.0) % 7, np.arange(60) % 3)
    assert "two changes make four" in result["parts"]["factorial"]["cannot"]["why"]
    assert FACTORIAL.sections(Shown(plan, result))[0].rows[0][1]


def test_yes_or_no_at_once():
    plan = {**FOUR, "outcomes": [{"code": "dias", "label": "fim", "kind": "share"}]}
    groups = np.arange(80) % 4
    result = analysed(plan, np.arange(80) // 4 % 2, groups)
    assert result["parts"]["factorial"]["first"]["estimate"] == pytest.approx(0)


@pytest.mark.django_db
def test_a_result_is_read_as_chances(tmp_path):
    trial = trial_of(TWO)
    told = tell(making.looked(trial))
    answer = told.primary.answer
    expected = believed_effect(
        estimate=answer["estimate"],
        standard_error=answer["standard_error"],
        prior=NormalPrior(0, 2.0),
        better="lower",
        worthwhile=1,
        confidence=0.95,
    )
    found = told.result["parts"]["beliefs"][0]["answer"]
    assert found["better_chance"] == pytest.approx(expected.better_chance)
    assert found["worthwhile_chance"] == pytest.approx(expected.worthwhile_chance)
    shown_and_packed(trial, told, tmp_path)


def test_without_a_stated_belief_there_are_no_chances():
    groups, days = values(arms=2)
    plain = {**TWO, "options": {}}
    assert analysed(plain, days, groups)["parts"]["beliefs"] == []
    without = {**TWO, "outcomes": [{**DAYS, "worthwhile": None}]}
    section = belief.section_of(Shown(without, analysed(without, days, groups)))
    assert section.rows[0][2] == "—" or section.rows[0][2]
    constant = belief.section_of(Shown(TWO, analysed(TWO, np.ones(10), np.arange(10) % 2)))
    assert constant.rows[0][2:] == ["", "", ""]
    with pytest.raises(BadPlan, match=r"options\.usual_effect"):
        check_plan({**TWO, "options": {"usual_effect": -1}})
