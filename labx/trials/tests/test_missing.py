"""Units whose outcome nobody knows: counted by group, with the effects they leave possible."""

import numpy as np
import pytest

from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.missing import rows_of, section_of
from labx.trials.analysis.table import Table
from labx.trials.engine.outcomes.attrition import trimmed_bounds, worst_case_bounds
from labx.trials.plan.reading import check_plan, raw_of, read_plan
from labx.trials.tests.test_false_findings import MEAN, SHARE, plan_of


class Shown:
    """What the section needs of a told result."""

    def __init__(self, plan, table):
        self.plan, self.result = plan, analyse(plan, table)

    @property
    def primary(self):
        return type("Primary", (), {"kind": type("Kind", (), {"scale": 1})})


def measured(lost=(2, 5), size=60):
    """Thirty people in each group, the first ones of each without an outcome."""
    arms, values = np.arange(size) % 2, np.arange(size) % 7 * 1.0
    for arm, count in enumerate(lost):
        values[np.flatnonzero(arms == arm)[:count]] = np.nan
    return Table(arms, {"y": values}, {})


def test_bounds_are_the_engines():
    table = measured()
    part = analyse(plan_of({**MEAN, "cap": [0, 6]}), table)["parts"]["missing"][0]
    known = [table.numbers["y"][(table.arms == arm) & ~np.isnan(table.numbers["y"])] for arm in (1, 0)]
    counts = {"treated_assigned": 30, "control_assigned": 30, "confidence": 0.95}
    lee = trimmed_bounds(*known, **counts)
    manski = worst_case_bounds(*known, **counts, smallest=0, largest=6)
    assert part["lost"] == [5, 2]
    assert (part["trimmed"]["lower"], part["trimmed"]["upper"]) == pytest.approx((lee.lower, lee.upper))
    assert part["worst"]["interval"]["upper"] == pytest.approx(manski.interval.upper)


def test_the_section_says_how_many_and_shows_both_bounds():
    shown = Shown(plan_of({**MEAN, "cap": [0, 6]}), measured())
    section = section_of(shown)
    assert len(section.rows) == 4
    assert section.rows[0][4] == "" and section.rows[1][3] == ""
    assert "16,7" in section.sentences[0] or "16.7" in section.sentences[0]


def test_a_mean_without_limits_has_only_one_pair_and_a_share_both():
    assert "worst" not in analyse(plan_of(MEAN), measured())["parts"]["missing"][0]
    table = measured()
    table.numbers["y"] = np.where(np.isnan(table.numbers["y"]), np.nan, table.numbers["y"] > 3)
    assert set(analyse(plan_of(SHARE), table)["parts"]["missing"][0]) >= {"trimmed", "worst"}


def test_where_everybody_was_measured_nothing_is_said():
    assert section_of(Shown(plan_of(MEAN), measured((0, 0)))) is None
    assert analyse(read_plan(check_plan(raw_rank())), measured())["parts"]["missing"] == []


def raw_rank():
    return raw_of(plan_of({"code": "y", "label": "y", "kind": "rank"}))


def test_almost_nobody_measured_says_why_there_are_no_bounds():
    shown = Shown(plan_of(MEAN), measured((0, 29)))
    part = shown.result["parts"]["missing"][0]
    assert "only one value" in part["trimmed"]["cannot"]["why"]
    assert len(rows_of(shown, part)) == 1
