"""Power of stepped wedges: by Hussey and Hughes' formula, by hand, and by simulated trials."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.trials.engine.panel.stepped_wedge import stepped_wedge
from labx.trials.engine.panel.tests.wedge import wedge
from labx.trials.engine.panel.wedge_power import (
    WedgePlan,
    detectable_in_stepped_wedge,
    power_of_stepped_wedge,
    wedge_clusters_needed,
)

USUAL = {"steps": 4, "size": 20, "cell_correlation": 0.05, "cluster_correlation": 0.04, "standard_deviation": 1}


def plan(**changed):
    return WedgePlan(**{**USUAL, **changed})


@pytest.mark.parametrize(("clusters", "steps"), [(8, 4), (12, 3), (10, 4)])
def test_the_variance_equals_hussey_and_hughes(clusters, steps):
    """Their formula (8), for clusters alike to the same degree in all periods."""
    wedge_plan = plan(steps=steps, cell_correlation=0.05, cluster_correlation=0.05, standard_deviation=3)
    treated = np.array([np.arange(steps + 1) >= start for start in np.arange(clusters) % steps + 1], dtype=float)
    tau, sigma = 0.05 * 9, (1 - 0.05) * 9 / 20
    u, w, v = treated.sum(), (treated.sum(axis=0) ** 2).sum(), (treated.sum(axis=1) ** 2).sum()
    i, t = clusters, steps + 1
    below = (i * u - w) * sigma + (u**2 + i * t * u - t * w - i * v) * tau
    assert wedge_plan.squared_error(clusters) == pytest.approx(i * sigma * (sigma + t * tau) / below)


def test_without_likeness_it_is_a_difference_of_means_by_hand():
    """Two steps, three periods, correlation 0: the effect is a difference of two means in the middle period."""
    two = plan(steps=2, size=5, cell_correlation=0, cluster_correlation=0, standard_deviation=2)
    # Of three periods only the second has both: 2 treated cells against 2 untreated ones of 5 units each.
    assert two.squared_error(4) == pytest.approx(2**2 / 5 * (1 / 2 + 1 / 2))


def test_the_number_of_clusters_is_the_smallest():
    needed = wedge_clusters_needed(plan(), difference=0.3, power=0.8, confidence=0.95)
    reached = [
        power_of_stepped_wedge(plan(), difference=0.3, clusters=count, confidence=0.95)
        for count in (needed - 4, needed)
    ]
    assert reached[0] < 0.8 <= reached[1]
    assert needed % 4 == 0
    assert wedge_clusters_needed(plan(steps=3), difference=50, power=0.8, confidence=0.95) == 6


@given(st.integers(4, 60), st.floats(0, 0.3), st.floats(0, 1), st.sampled_from([0.3, 0.8, 0.95]))
def test_the_detectable_effect_has_the_power(clusters, within, part, power):
    wedge_plan = plan(cell_correlation=within, cluster_correlation=within * part)
    found = detectable_in_stepped_wedge(wedge_plan, clusters=clusters, power=power, confidence=0.9)
    reached = power_of_stepped_wedge(wedge_plan, difference=-found, clusters=clusters, confidence=0.9)
    assert reached == pytest.approx(power, abs=1e-8)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"steps": 1}, "steps is 1"),
        ({"size": 0}, "size is 0"),
        ({"standard_deviation": 0}, "standard_deviation is 0"),
        ({"cluster_correlation": 0.2}, "they must rise from 0 to below 1"),
        ({"cell_correlation": 1}, "they must rise from 0 to below 1"),
    ],
)
def test_numbers_outside_their_range(changed, told):
    with pytest.raises(ValueError, match=told):
        plan(**changed)


def test_bad_sizes():
    with pytest.raises(ValueError, match="clusters is 3"):
        plan().squared_error(3)
    with pytest.raises(ValueError, match=r"power is 0\.01"):
        wedge_clusters_needed(plan(), difference=1, power=0.01, confidence=0.95)
    with pytest.raises(ValueError, match="size of the difference is 0"):
        wedge_clusters_needed(plan(), difference=0, power=0.8, confidence=0.95)


def found_share(replications, *, clusters=12, seed=7):
    """Share of simulated stepped wedges whose interval leaves out 0; variances between clusters 0.25, cells 0.0625."""
    random = np.random.default_rng(seed)
    found = 0
    for _ in range(replications):
        rows = wedge(random, clusters=clusters, periods=5, size=6, effect=0.6)
        outcome = rows.pop("outcome")
        found += not stepped_wedge(outcome, **rows, confidence=0.95).effect.interval.contains(0)
    return found / replications


def reckoned(clusters=12):
    total = 0.5**2 + 0.25**2 + 1
    known = plan(
        size=6,
        cell_correlation=(0.5**2 + 0.25**2) / total,
        cluster_correlation=0.5**2 / total,
        standard_deviation=math.sqrt(total),
    )
    return power_of_stepped_wedge(known, difference=0.6, clusters=clusters, confidence=0.95)


def test_power_is_what_simulated_trials_find_in_a_few_draws():
    assert found_share(60) == pytest.approx(reckoned(), abs=0.16)


@pytest.mark.slow
def test_power_is_what_simulated_trials_find():
    assert found_share(2000) == pytest.approx(reckoned(), abs=0.03)
