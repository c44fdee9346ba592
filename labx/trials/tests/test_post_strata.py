"""Post-stratification as a plan's own way of estimating: by hand, on the page's words, and what is refused."""

from types import SimpleNamespace

import numpy as np
import pytest

from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.engine.margins import non_inferiority
from labx.trials.engine.strata.blocked import stratified_difference
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.telling.result import Told
from labx.trials.tests.making import SECOND

ARMS = [{"code": "antes", "label": "como hoje"}, {"code": "novo", "label": "novo"}]
AGE = {"code": "idade", "label": "idade", "values": [["jovem", "jovem"], ["velha", "velha"]]}
DAYS = {"code": "dias", "label": "dias", "kind": "mean", "unit": "dias", "better": "lower", "margin": 5.0}


def plan_of(**changed):
    plan = {**SECOND, "arms": ARMS, "outcomes": [DAYS], "subgroups": [AGE], "correction": "none"}
    return read_plan(check_plan({**plan, "estimator": "post_stratified", **changed}))


def table_of():
    """More of the young in the tried arm: the plain difference mixes age into it."""
    arms = np.repeat([0, 0, 1, 1], [4, 8, 8, 4])
    ages = np.repeat(["jovem", "velha", "jovem", "velha"], [4, 8, 8, 4])
    days = np.where(ages == "velha", 20.0, 10.0) - arms + np.tile([-1.0, 1.0], 12)
    return Table(arms, {"dias": days}, {"idade": ages})


def test_by_hand_and_by_the_engine():
    """Within each age one day less; the plain difference would be (10·8+20·4)/12 - (10·4+20·8)/12 - 1."""
    table, plan = table_of(), plan_of()
    result = analyse(plan, table)
    found = result["effects"][0]["answer"]
    expected = stratified_difference(table.numbers["dias"], table.arms == 1, table.codes["idade"], confidence=0.95)
    assert found["estimate"] == pytest.approx(-1.0)
    assert found["interval"]["upper"] == pytest.approx(expected.interval.upper)
    other = result["parts"]["methods"][0]
    assert (other["method"], other["answer"]["estimate"]) == ("difference", pytest.approx(160 / 12 - 200 / 12 - 1))
    told = Told(SimpleNamespace(result={"result": result}), plan)
    assert "pós-estratificado" in told.method


def test_the_margin_is_held_against_the_same_effect():
    table = table_of()
    entry = analyse(plan_of(outcomes=[{**DAYS, "aim": "not_worse"}]), table)["effects"][0]
    effect = stratified_difference(table.numbers["dias"], table.arms == 1, table.codes["idade"], confidence=0.95)
    assert entry["margin"]["p_value"] == pytest.approx(
        non_inferiority(effect, margin=5.0, better="lower", level=0.025).p_value
    )


def test_shares_and_what_is_no_mean():
    table = table_of()
    table.numbers["dias"] = (table.numbers["dias"] > 15).astype(float) * (np.arange(24) % 3 > 0)
    shares = analyse(plan_of(outcomes=[{**DAYS, "kind": "share", "margin": None}]), table)
    assert "estimate" in shares["effects"][0]["answer"]
    ranks = analyse(plan_of(outcomes=[{**DAYS, "kind": "rank", "unit": "", "margin": None}]), table)
    assert "not one of means" in ranks["effects"][0]["answer"]["cannot"]["why"]


@pytest.mark.parametrize("changed", [{"subgroups": []}, {"design": "encouragement"}])
def test_refused(changed):
    with pytest.raises(BadPlan, match="estimator"):
        plan_of(**changed)
