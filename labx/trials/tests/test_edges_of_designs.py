"""What result pages say when places, strata, pairs or looks are too few, and when there are many."""

from types import SimpleNamespace

import numpy as np
import pytest

from labx.stats.errors import CannotEstimate
from labx.trials.analysis.analyse import analyse
from labx.trials.analysis.table import Table
from labx.trials.designs.clusters import CLUSTERS
from labx.trials.designs.declare import Look
from labx.trials.designs.pairs import PAIRS
from labx.trials.designs.strata import STRATA
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.sizing.clusters import of_clusters
from labx.trials.telling.early_told import looking_early
from labx.trials.tests.making import SECOND

DAYS = {"code": "dias", "label": "dias", "kind": "mean", "unit": "dias", "better": "lower", "worthwhile": 1}
ARMS = [{"code": code, "label": code} for code in ("antes", "novo", "outro")]


def plan_of(design, arms=2, outcome=DAYS, **changed):
    plan = {**SECOND, "design": design, "arms": ARMS[:arms], "outcomes": [outcome], "subgroups": []}
    return read_plan(check_plan({**plan, "correction": "none", **changed}))


def shown(plan, table, look=None):
    """What a page has of a result."""
    result = analyse(plan, table, *([look] if look else []))
    answer = result["effects"][0]["answer"]
    primary = SimpleNamespace(kind=kind_of(plan.primary), answer=answer)
    return SimpleNamespace(plan=plan, result=result, primary=primary, has_answer="cannot" not in answer)


def people(column, groups, arms, seed=2):
    random = np.random.default_rng(seed)
    values = random.normal(10, 2, len(groups))
    return Table(np.asarray(arms), {"dias": values}, {column: np.asarray(groups).astype(np.str_)})


def test_many_places_need_no_bootstrap_and_single_people_are_not_alike():
    places = np.arange(80) % 44
    many = shown(plan_of("clusters"), people("cluster", places, places % 2))
    assert "bootstrap" not in many.result["parts"]["ways"][0]["estimates"]
    alone = shown(plan_of("clusters"), people("cluster", np.arange(30), np.arange(30) % 2))
    first, *_ways = CLUSTERS.sections(alone)
    assert len(first.sentences) == 1 and "%" not in first.sentences[0]


def test_few_places_and_several_changes_are_said():
    places = np.arange(60) % 12
    told = shown(plan_of("clusters", arms=3), people("cluster", places, places % 3))
    first, *ways = CLUSTERS.sections(told)
    assert len(first.sentences) == 2
    assert [way.title.rsplit(": ")[-1] for way in ways] == ["novo", "outro"]


def test_small_strata_are_counted_and_not_shown():
    strata = np.where(np.arange(120) < 24, "pequeno", "grande")
    told = shown(plan_of("strata", arms=3), people("stratum", strata, np.arange(120) % 3))
    first = STRATA.sections(told)[0]
    assert first.title.endswith(": novo")
    assert [row[1] == "" or not row[1].startswith(("+", "-", "−")) for row in first.rows] == [False, True]


def test_pairs_without_both_members():
    told = shown(plan_of("pairs"), people("pair", np.arange(10), np.arange(10) % 2))
    assert "No pair has both" in told.result["effects"][0]["answer"]["cannot"]["why"]
    assert "10" in PAIRS.sections(told)[0].sentences[0]
    several = shown(plan_of("pairs", arms=3), people("pair", np.arange(30) // 3, np.arange(30) % 3))
    assert [section.title.rsplit(": ")[-1] for section in PAIRS.sections(several)] == ["novo", "outro"]
    assert several.result["parts"]["pairs"][0]["complete"] == 10


THREE = {"kind": "group_sequential", "number": 3, "spending": "obrien_fleming"}


@pytest.mark.parametrize(
    ("looks", "look", "count"),
    [
        ({"kind": "always_valid"}, Look(1, 0.5), 2),
        (THREE, Look(2, 0.5, (0.5,)), 2),
        (THREE, Look(1, 0.3), 4),
        (THREE, Look(1, 0.01), 4),
    ],
)
def test_each_look_says_what_it_may(looks, look, count):
    told = shown(plan_of("individual", looks=looks), people("x", np.zeros(40), np.arange(40) % 2), look)
    section = looking_early(told)
    assert len(section.sentences) == count
    assert bool(section.rows) == (count == 4)


def test_futility_without_a_wanted_difference_says_why():
    outcome = {**DAYS, "worthwhile": None}
    table = people("x", np.zeros(40), np.arange(40) % 2)
    told = shown(plan_of("individual", outcome=outcome, looks=THREE), table, Look(1, 0.3))
    assert len(looking_early(told).sentences) == 4
    assert looking_early(shown(plan_of("individual"), table)) is None


def test_no_number_of_places_without_a_wanted_difference():
    with pytest.raises(CannotEstimate, match="does not say which difference"):
        of_clusters(plan_of("clusters", outcome={**DAYS, "worthwhile": None}), {"power": 0.8})
    share = {"code": "dias", "label": "fim", "kind": "share", "worthwhile": 0.1}
    asked = {"power": 0.8, "baseline": 0.4, "cluster_size": 20.0, "alikeness": 0.02}
    assert of_clusters(plan_of("clusters", outcome=share), asked).power >= 0.8
