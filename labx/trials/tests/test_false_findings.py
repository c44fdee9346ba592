"""Trials without any effect, through the product's own path: how often the result says better or worse."""

import numpy as np
import pytest

from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.tests.making import SECOND

ARMS = [{"code": "a", "label": "como hoje"}, {"code": "b", "label": "novo"}]
MEAN = {"code": "y", "label": "y", "kind": "mean", "unit": "dias"}
SHARE = {"code": "y", "label": "y", "kind": "share"}
RATIO = {"code": "y", "label": "y", "kind": "ratio", "unit": "por página"}
KINDS = {
    "normal": (MEAN, 200, lambda random, size: random.normal(10, 3, size)),
    "one in a hundred": (SHARE, 4_000, lambda random, size: random.random(size) < 0.01),
    "one in ten": (SHARE, 600, lambda random, size: random.random(size) < 0.1),
    "log-normal": (MEAN, 1_000, lambda random, size: random.lognormal(size=size)),
    "ratio": (RATIO, 600, lambda random, size: random.poisson(2 * random.gamma(2, 0.5, size))),
}


def plan_of(outcome, design="individual"):
    plan = {**SECOND, "design": design, "arms": ARMS, "outcomes": [outcome], "subgroups": [], "correction": "none"}
    return read_plan(check_plan(plan))


def false_findings(name, replications, *, seed=1):
    outcome, size, draw = KINDS[name]
    plan, random = plan_of(outcome), np.random.default_rng(seed)
    arms = np.arange(size) % 2
    found = 0
    for _ in range(replications):
        numbers = {"y": np.asarray(draw(random, size), dtype=float), "y.over": 1.0 + random.poisson(3, size)}
        entry = analyse(plan, Table(arms, numbers, {}))["effects"][0]
        found += entry["reading"] in ("better", "worse")
    return found / replications


def false_findings_in_places(count, replications, *, seed=1):
    """Whole places by lot, of unequal size, whose people are alike."""
    plan, random = plan_of(MEAN, "clusters"), np.random.default_rng(seed)
    found = 0
    for _ in range(replications):
        sizes = random.integers(2, 20, count)
        places = np.repeat(np.arange(count), sizes)
        arms = random.permutation(np.arange(count) % 2)[places]
        values = random.normal(0, 0.5, count)[places] + random.normal(size=len(places))
        table = Table(arms, {"y": values}, {"cluster": places.astype(np.str_)})
        found += analyse(plan, table)["effects"][0]["reading"] in ("better", "worse")
    return found / replications


def test_few_false_findings_in_a_few_draws():
    for name in ("normal", "one in ten"):
        assert false_findings(name, 120) <= 0.13


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_false_findings(name):
    assert 0.04 <= false_findings(name, 4_000) <= 0.06


@pytest.mark.slow
@pytest.mark.parametrize("count", [10, 20, 40, 200])
def test_false_findings_in_places(count, monkeypatch):
    monkeypatch.setattr("labx.trials.designs.clusters.FEW_CLUSTERS", 0)  # the bootstrap beside it is not what decides
    assert 0.04 <= false_findings_in_places(count, 2_500) <= 0.065
