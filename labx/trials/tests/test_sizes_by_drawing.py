"""Sizes of quantiles and of repeated trials, by drawing them: what is drawn, the chance found, and the page."""

import numpy as np
import pytest
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.designs.registry import DESIGNS
from labx.trials.plan.reading import raw_of, read_plan
from labx.trials.sizing import simulating
from labx.trials.sizing.arms import one_by_one
from labx.trials.sizing.clusters import of_clusters
from labx.trials.sizing.pictures import sized
from labx.trials.sizing.quantiles import DRAWN, draw_groups, draw_places, judged_in_places, simulation_of
from labx.trials.sizing.repeated import draw_trials
from labx.trials.sizing.simulating import simulated
from labx.trials.steps.sample import asked_of
from labx.trials.tests.test_simulated_sizes import DAYS, few, plan_of

__all__ = ["few"]  # a fixture of both files

HALF = {"code": "y", "label": "espera", "kind": "quantile", "quantile": 0.5, "unit": "dias", "better": "lower"}
TWO = [{"code": "a", "label": "A"}, {"code": "b", "label": "B"}]


def plan_of_median(worthwhile=0.5, arms=TWO, **changed):
    return plan_of("individual", arms=arms, outcomes=[{**HALF, "worthwhile": worthwhile}], **changed)


def test_the_size_for_a_median(few):
    """Values with a spread of 1: a median of 100 varies by pi / 200, so that 0.5 is found in 80 of 100."""
    asked = {"power": 0.8, "units": 200, "median": 0.0, "tenth": 1.2816}
    found = simulated(plan_of_median(), asked, simulation_of(DESIGNS["individual"], "quantile"))
    here = next(point for point in found["points"] if point["units"] == 200)
    assert here["power"] == pytest.approx(stats.norm.cdf(0.5 / (2 * np.pi / 200) ** 0.5 - 1.96), abs=0.12)


def test_amounts_are_drawn_as_they_lie_today():
    asked = {"power": 0.8, "units": 40_000, "median": 10.0, "tenth": 30.0, "dropout": 0.5}
    table = draw_groups(plan_of_median(2.0), asked, np.random.default_rng(1), 40_000)
    tried, comparison = (table.arm(place).numbers["y"] for place in (1, 0))
    assert (len(tried), len(comparison)) == (10_000, 10_000)
    assert np.quantile(comparison, [0.5, 0.9]) == pytest.approx([10, 30], rel=0.06)
    assert np.median(tried) == pytest.approx(10 - 2, rel=0.05)
    around = draw_groups(plan_of_median(2.0), {**asked, "median": -1.0}, np.random.default_rng(1), 40_000)
    assert np.median(around.arm(1).numbers["y"]) == pytest.approx(-1 - 2, abs=1.0)


def test_what_no_quantile_can_be():
    asked = {"power": 0.8, "units": 100, "median": 10.0, "tenth": 30.0}
    possible = DRAWN[one_by_one].check
    possible(plan_of_median(2.0), asked)
    with pytest.raises(CannotEstimate, match="does not lie above the middle"):
        possible(plan_of_median(2.0), {**asked, "tenth": 10.0})
    with pytest.raises(CannotEstimate, match="fall to 0 or below"):
        possible(plan_of_median(10.0), asked)


def test_only_quantiles_of_people_and_places_are_drawn_for():
    assert simulation_of(DESIGNS["individual"], "mean") is None
    assert simulation_of(DESIGNS["clusters"], "mean") is None
    draft = {"design": "clusters", "outcomes": [{**HALF, "role": "primary"}]}
    assert set(asked_of(draft)) == set(asked_of({**draft, "design": "strata"})) == {"median", "tenth"}


AIMS = ("not_worse", "alike")


def as_good(aim, error, places=None):
    """The chance that a margin of 0.5 lies outside the interval, on one side or on both, at 5 in 100 of each."""
    reach = stats.norm.ppf(0.95) if places is None else stats.t.ppf(0.95, 2 * places - 2)
    found = stats.norm.cdf(0.5 / error - reach) if places is None else stats.nct.sf(reach, 2 * places - 2, 0.5 / error)
    return found if aim == "not_worse" else 2 * found - 1


def plan_of_margin(aim, design="individual", **changed):
    confidence = {"not_worse": 0.9, "alike": 0.95}[aim]
    outcome = {**HALF, "margin": 0.5, "aim": aim}
    return plan_of(design, **{"arms": TWO, "outcomes": [outcome], "confidence": confidence, **changed})


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("places", [0, 10])
def test_the_size_for_a_median_that_is_to_be_as_good(few, aim, places):
    drawn_power_is_right(aim, places, people=200, within=0.13)


@pytest.mark.slow
@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("places", [0, 10])
def test_the_size_for_a_median_that_is_to_be_as_good_is_right(monkeypatch, aim, places):
    monkeypatch.setattr(simulating, "AT_PLANNED", 4000)
    monkeypatch.setattr(simulating, "POINTS", (1.0,))
    drawn_power_is_right(aim, places, people=4000, within=0.02)


def drawn_power_is_right(aim, places, *, people, within):
    """By hand: the median of n people has the variance pi / 2n, that of a place of 25 has 0.1 + 0.9 pi / (2 * 25).

    More people lie further apart, so that the chance stays where it is.
    """
    if places:
        plan, asked = plan_of_margin(aim, "clusters"), {**IN_PLACES, "units": 2 * places * 25}
        expected = as_good(aim, (2 * (0.1 + 0.9 * np.pi / 50) / places) ** 0.5, places)
    else:
        tenth = 1.2816 * (people / 200) ** 0.5
        plan, asked = plan_of_margin(aim), {"power": 0.8, "units": people, "median": 0.0, "tenth": tenth}
        expected = as_good(aim, (2 * np.pi / 200) ** 0.5)
    found = simulated(plan, asked, simulation_of(DESIGNS[plan.design], "quantile"))
    here = next(point for point in found["points"] if point["units"] == asked["units"])
    assert here["power"] == pytest.approx(expected, abs=within)


def test_a_median_as_good_in_one_of_two_groups_takes_more(few):
    """Shared between two tried groups, each has half the chance of a false finding; looking early takes people away."""
    three = {"arms": [*TWO, {"code": "c", "label": "C"}], "correction": "holm"}
    asked = {"power": 0.8, "units": 300, "median": 0.0, "tenth": 1.2816}
    powers = []
    for changed in ({"arms": three["arms"]}, three, {**three, "looks": {"kind": "always_valid"}}):
        plan = plan_of_margin("not_worse", **changed)
        powers.append(simulated(plan, asked, simulation_of(DESIGNS["individual"], "quantile"))["points"][1]["power"])
    assert powers[0] > powers[1] > powers[2]


def test_the_page_of_a_median_that_is_to_be_as_good(few):
    asked = {"power": 0.8, "units": 200, "median": 0.0, "tenth": 1.2816}
    draft = raw_of(plan_of_margin("alike", sample=asked))
    assert "ainda não acabou" in sized(draft).sentences[0]
    found = simulated(read_plan(draft), asked, simulation_of(DESIGNS["individual"], "quantile"))
    assert any("0,5\xa0dias" in text and "iguais" in text for text in sized(draft, found).sentences)


def plan_in_places(worthwhile=0.5, **changed):
    return plan_of("clusters", arms=TWO, outcomes=[{**HALF, "worthwhile": worthwhile}], **changed)


IN_PLACES = {"power": 0.8, "units": 1000, "cluster_size": 25, "alikeness": 0.1, "median": 0.0, "tenth": 1.2816}


def test_the_size_for_a_median_where_places_are_drawn(few):
    """By hand: a place's median has the variance 0.1 + 0.9 pi / (2 * 25), and 20 places each are compared by t."""
    found = simulated(plan_in_places(), {**IN_PLACES, "units": 500}, simulation_of(DESIGNS["clusters"], "quantile"))
    error = (2 * (0.1 + 0.9 * np.pi / 50) / 10) ** 0.5
    expected = stats.nct.sf(stats.t.ppf(0.975, 18), 18, 0.5 / error)
    here = next(point for point in found["points"] if point["units"] == 500)
    assert here["power"] == pytest.approx(expected, abs=0.12)
    assert here["unanswered"] == 0


@pytest.mark.slow
def test_the_size_for_a_median_where_places_are_drawn_is_right(monkeypatch):
    monkeypatch.setattr(simulating, "AT_PLANNED", 4000)
    monkeypatch.setattr(simulating, "POINTS", (1.0,))
    found = simulated(plan_in_places(), IN_PLACES, simulation_of(DESIGNS["clusters"], "quantile"))
    error = (2 * (0.1 + 0.9 * np.pi / 50) / 20) ** 0.5
    expected = stats.nct.sf(stats.t.ppf(0.975, 38), 38, 0.5 / error)
    assert found["points"][0]["power"] == pytest.approx(expected, abs=0.02)


def test_people_of_places_are_drawn_as_they_lie_today():
    """All people together as was said, places of the size and inequality said; the change is that of the places."""
    asked = {**IN_PLACES, "cluster_size": 400, "median": 10.0, "tenth": 30.0, "size_variation": 0.5, "dropout": 0.5}
    plan = plan_in_places(2.0)
    table = draw_places(plan, asked, np.random.default_rng(1), 320_000)
    sides = [table.arm(place) for place in (1, 0)]
    sizes = np.unique(table.codes["cluster"], return_counts=True)[1]
    assert len(sizes) == 800 and sizes.mean() == pytest.approx(200, rel=0.08)
    assert sizes.std() / sizes.mean() == pytest.approx(0.5, abs=0.05)
    assert np.quantile(sides[1].numbers["y"], [0.5, 0.9]) == pytest.approx([10, 30], rel=0.08)
    found = judged_in_places(plan, plan.primary, table)
    assert found.estimate == pytest.approx(-2.0, abs=0.7)
    with pytest.raises(CannotEstimate, match="fall to 0 or below"):
        DRAWN[of_clusters].check(plan_in_places(20.0), asked)


def test_the_page_of_a_median_in_places_says_how_many_places(few):
    draft = raw_of(plan_in_places(sample=IN_PLACES))
    found = simulated(read_plan(draft), IN_PLACES, simulation_of(DESIGNS["clusters"], "quantile"))
    assert any("20 locais" in text for text in sized(draft, found).sentences)


TRIALS = {"power": 0.8, "units": 6, "spread": 10.0, "trial_size": 100, "apart": 0.0}


def plan_of_trials(worthwhile=3.0):
    return plan_of("together", outcomes=[{**DAYS, "worthwhile": worthwhile}])


def test_repeated_trials_are_drawn_as_was_said():
    """By hand: two groups of 50 with a spread of 10 give an error of 2, and effects that differ by 1.5 add to it."""
    asked = {**TRIALS, "apart": 1.5, "dropout": 0.5}
    table = draw_trials(plan_of_trials(), asked, np.random.default_rng(1), 40_000)
    assert len(table) == 20_000
    assert table.numbers["dias"].mean() == pytest.approx(-3.0, abs=0.06)
    assert table.numbers["dias"].std() == pytest.approx((2.0**2 + 1.5**2) ** 0.5, rel=0.02)
    assert np.mean(table.numbers["trial.error"] ** 2) == pytest.approx(2.0**2, rel=0.01)


def test_the_number_of_trials_that_show_a_mean_effect(few):
    """Six trials with nothing between them: at most what Student's t with 5 degrees finds, and more with more."""
    found = simulated(plan_of_trials(), TRIALS, DESIGNS["together"].simulation)
    at_half, at_all = (point["power"] for point in found["points"])
    most = stats.nct.sf(stats.t.ppf(0.975, 5), 5, 3 / (2 / 6**0.5))
    assert at_half < at_all <= most + 0.08
    assert at_all > 0.5
    differing = simulated(plan_of_trials(), {**TRIALS, "apart": 6.0}, DESIGNS["together"].simulation)
    assert differing["points"][1]["power"] < at_all - 0.2


def test_the_page_of_a_median_says_what_it_lacks_and_what_looks_cost(few):
    asked = {"power": 0.8, "units": 40, "median": 10.0, "tenth": 30.0}
    three = {"arms": [*TWO, {"code": "c", "label": "C"}], "correction": "holm"}
    draft = raw_of(plan_of_median(5.0, **three, looks={"kind": "always_valid"}, sample=asked))
    assert "ainda não acabou" in sized(draft).sentences[0]
    assert "Diga quantos" in sized({**draft, "sample": {"power": 0.8}}).sentences[0]
    assert "desceria a 0" in sized({**draft, "sample": {**asked, "median": 1.0, "tenth": 3.0}}).sentences[0]
    plan = read_plan(draft)
    found = simulated(plan, asked, simulation_of(DESIGNS["individual"], "quantile"))
    texts = sized(draft, found).sentences
    assert any("vezes" in text for text in texts) and any("confiança" in text for text in texts)
