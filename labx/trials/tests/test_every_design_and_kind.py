"""Every design with every kind of outcome and every way to estimate: an estimate, or a sentence with what to choose."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from django.utils import translation

from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.cli import trials
from labx.trials.codes import coded
from labx.trials.designs.registry import DESIGNS
from labx.trials.kinds.registry import KINDS
from labx.trials.plan.faults import BadPlan
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.telling import possible
from labx.trials.tests import test_designs_of_places as places
from labx.trials.tests import test_designs_without_lottery as lone
from labx.trials.tests.making import SECOND
from labx.trials.tests.test_kinds import OUTCOMES, SECOND_COLUMN
from labx.trials.tests.test_kinds_in_designs import rows_of

DOCUMENT = Path(__file__).parents[3] / "docs" / "explanation" / "trials.md"
# What a refusal must hold: the word for what to do instead.
CURE = re.compile(r"\b(choose|compare|read|write|divide|name|amend|draw|join|wait|say)\b", re.IGNORECASE)
YES_OR_NO = {"code": "y", "label": "terminaram", "kind": "share"}
DAYS = {"code": "y", "label": "dias", "kind": "mean", "unit": "dias"}
KIND_OUTCOMES = {"share": YES_OR_NO, "mean": DAYS, **OUTCOMES}
ASKED = {
    "": {},
    "a": {"estimator": "adjusted", "covariates": [{"code": "idade", "label": "idade"}]},
    "g": {"estimator": "post_stratified"},
    "d": {"correction": "dunnett"},
    "l": {"redrawing": {"draws": 1000, "seed": 3}},
}
SUBGROUP = {"code": "turma", "label": "turma", "values": [["a", "A"], ["b", "B"]]}
OPTIONS = {
    "switchback": {"block_length": 10.0, "washout": 0.0},
    "series": {**lone.SERIES["options"], "has_comparator": False},
    "threshold": places.THRESHOLD["options"],
    "changes": places.CHANGES["options"],
    "synthetic": places.MIXING["options"],
}
# Designs with data of their own shape: columns of another test, under the names that the plan gives them.
OWN_SHAPE = {
    "series": (lone.months, {"y": "dias", "series.day": "mes"}),
    "together": (lone.trials, {"y": "dias", "unit": "onde", "trial.error": "erro"}),
    "changes": (places.changes, {**places.CHANGES_VARIABLES, "y": "dias"}),
    "threshold": (places.ages, {"y": "dias", "rule.value": "idade"}),
    "synthetic": (places.places, {**places.MIXING_VARIABLES, "y": "dias"}),
}


def arms_of(design, asked):
    count = 4 if design == "factorial" else 3 if asked == "d" else 2
    return [{"code": f"g{place}", "label": f"grupo {place}"} for place in range(count)]


def plan_of(design, kind, asked):
    plan = {
        **SECOND,
        "design": design,
        "outcomes": [KIND_OUTCOMES[kind]],
        "subgroups": [SUBGROUP],
        "correction": "none",
    }
    arms = arms_of(design, asked) if DESIGNS[design].has_arms else []
    if design == "synthetic":
        plan["confidence"] = 0.9  # sixteen places have no interval of 95 %
    return {**plan, "arms": arms, "options": OPTIONS.get(design, {}), **ASKED[asked]}


def table_of(design, kind, asked):
    if design in OWN_SHAPE:
        return own_shape(*OWN_SHAPE[design])
    arms, values, second, place, turn = rows_of(design, kind, size=120 if design == "pairs" else 480)
    count = len(arms_of(design, asked))
    if count > 2:
        arms = (arms + 2 * (turn % 4 // 2)) % count
    if design == "stepped_wedge":
        turn = turn % 6
        arms = (turn > place // 3 + 1).astype(int)
    if kind == "share":
        values = (values > np.median(values)).astype(float)
    random = np.random.default_rng(2)
    numbers = {"y": values, "switch.time": turn.astype(float), "wedge.period": turn.astype(float)}
    numbers |= {"idade": random.normal(40, 9, len(arms)), "invited.took_part": (arms > 0) * (turn % 3 > 0) * 1.0}
    if kind in SECOND_COLUMN:
        numbers[SECOND_COLUMN[kind]] = second
    names = {"cluster": place, "stratum": place % 3, "pair": place}
    codes = {code: np.char.add("p", where.astype(str)) for code, where in names.items()}
    return Table(arms, numbers, {**codes, "turma": random.choice(["a", "b"], len(arms))})


def own_shape(columns, variables):
    found = columns()
    size = len(next(iter(found.values())))
    numbers, codes = {"idade": np.arange(size) % 7 * 1.0}, {"turma": np.where(np.arange(size) % 2, "a", "b")}
    for name, column in variables.items():
        values = found[column]
        if name == "series.day":
            values = [(date.fromisoformat(day) - date(1970, 1, 1)).days for day in values]
        if isinstance(values[0], str):
            codes[name] = np.array([coded(value) for value in values])
        else:
            numbers[name] = np.array(values, dtype=float)
    return Table(np.zeros(size, dtype=int), numbers, codes)


def told(design, kind, asked):
    """What the plan or the result says instead of an estimate; nothing where there is one."""
    try:
        plan = read_plan(check_plan(plan_of(design, kind, asked)))
    except BadPlan as refused:
        return [what for _where, what in refused.problems]
    result = analyse(plan, table_of(design, kind, asked))
    found = result["effects"][0]["answer"]
    if asked == "l" and "cannot" not in found:
        found = result["parts"]["redrawn"][0]["answer"]
        assert found.get("estimate") == pytest.approx(result["effects"][0]["answer"]["estimate"])
    if asked == "d" and "cannot" not in found:
        corrected = result["effects"][0]
        assert found["p_value"] <= corrected["corrected_p"] <= len(plan.tried) * found["p_value"] + 1e-12
        assert corrected["corrected"]["interval"]["lower"] <= found["interval"]["lower"]
    return [f"{found['cannot']['why']} {found['cannot']['todo']}"] if "cannot" in found else []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("design", DESIGNS)
def test_each_estimates_or_says_what_to_choose(design, kind):
    possible_here = ["", *possible.besides(DESIGNS[design], KINDS[kind])] if kind in DESIGNS[design].kinds else []
    for asked in ASKED:
        with translation.override("en"):
            sentences = told(design, kind, asked)
        assert bool(sentences) != (asked in possible_here), (asked, sentences)
        assert all(CURE.search(sentence) for sentence in sentences), sentences


def test_the_document_holds_the_table_as_it_is():
    table = possible.table()
    assert table in DOCUMENT.read_text()
    assert CliRunner().invoke(trials, ["designs"]).output == f"{table}\n"
