"""Effects by group and time: by hand, against csdid, and by how often they are right."""

import math

import numpy as np
import pytest
from causaldata import castle
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.trials.engine.panel.group_time import group_time_effects
from labx.trials.engine.panel.tests.test_two_way import followed
from tests.references import reference

STARTS = [2, 3, 99, 2, 99, 3, 99, 2, 3, 99, 2, 3, 99, 99, 3, 2]


def answered(rows, comparison="never", **others):
    rest = {name: values for name, values in rows.items() if name != "outcome"}
    return group_time_effects(rows["outcome"], **rest, comparison=comparison, **others, confidence=0.95)


def staggered(**changes):
    return followed(**{"units": 16, "starts": STARTS, **changes})


def castle_doctrine():
    """Logarithm of homicides in 50 states, 2000-2010, and the years with an extended castle doctrine."""
    data = castle.load_pandas().data
    return {
        "outcome": np.log(data["homicide"].to_numpy(dtype=float)),
        "treatment": data["post"].to_numpy(dtype=float),
        "unit": data["sid"].to_numpy(),
        "period": data["year"].to_numpy(dtype=float),
    }


def test_by_hand():
    """Two units begin in period 1, five never: the change of the first less the change of the others."""
    unit, period = np.repeat(np.arange(7), 3), np.tile(np.arange(3), 7)
    treatment = ((unit < 2) & (period >= 1)).astype(float)
    table = np.array([[4, 9, 9], [6, 7, 14], [1, 2, 3], [2, 2, 5], [3, 5, 4], [4, 5, 7], [5, 6, 8]])
    answer = answered({"outcome": table.ravel(), "treatment": treatment, "unit": unit, "period": period})
    first = [9 - 4, 7 - 6], [2 - 1, 2 - 2, 5 - 3, 5 - 4, 6 - 5]
    second = [9 - 4, 14 - 6], [3 - 1, 5 - 2, 4 - 3, 7 - 4, 8 - 5]
    expected = [sum(own) / 2 - sum(others) / 5 for own, others in (first, second)]
    assert [cell.estimate for cell in answer.effects] == pytest.approx(expected)
    assert answer.overall.estimate == pytest.approx(sum(expected) / 2)
    # The variance of a difference of means, each with its sum of squares over its squared count.
    squares = [np.var(part) * len(part) / len(part) ** 2 for part in first]
    assert answer.points[0].effect.standard_error == pytest.approx(math.sqrt(sum(squares)))
    assert [point.since for point in answer.points] == [0, 1]
    assert (answer.pre_trend, answer.units, answer.left_out) == (None, 7, 0)
    assert answer.points[0].is_thin


@pytest.mark.parametrize(("comparison", "name"), [("never", "nevertreated"), ("not yet", "notyettreated")])
def test_equal_to_csdid(comparison, name):
    stored = reference("castle_csdid")[name]
    answer = answered(castle_doctrine(), comparison)
    theirs = {
        (group, period): (effect, error)
        for group, period, effect, error in zip(
            stored["groups"], stored["periods"], stored["effects"], stored["errors"], strict=True
        )
        if period != group - 1
    }
    ours = {(cell.start, cell.period): (cell.estimate, cell.standard_error) for cell in answer.effects}
    assert ours.keys() == theirs.keys()
    for key, (effect, error) in theirs.items():
        assert ours[key] == (pytest.approx(effect, abs=1e-10), pytest.approx(error, rel=1e-9))
    assert answer.overall.estimate == pytest.approx(stored["group"]["overall"], rel=1e-9)
    assert answer.overall.standard_error == pytest.approx(stored["group"]["overall_error"], rel=1e-9)
    assert [effect.estimate for _, effect in answer.by_start] == pytest.approx(stored["group"]["att_egt"], rel=1e-9)
    assert [effect.standard_error for _, effect in answer.by_start] == pytest.approx(stored["group"]["se_egt"])
    dynamic = {
        int(time): (effect, error)
        for time, effect, error in zip(*(stored["dynamic"][key] for key in ("egt", "att_egt", "se_egt")), strict=True)
    }
    for point in answer.points:
        effect, error = dynamic[point.since]
        assert point.effect.estimate == pytest.approx(effect, abs=1e-10)
        assert point.effect.standard_error == pytest.approx(error, rel=1e-9)


def test_groups_of_one_state_are_marked():
    answer = answered(castle_doctrine())
    thin = {point.since for point in answer.points if point.is_thin}
    assert thin == {-10, -9, 4}  # one state alone, one state and two, one state
    assert answer.pre_trend.points == len([point for point in answer.points if point.since < 0]) - 2
    assert 0 <= answer.pre_trend.p_value <= 1


def test_the_pre_trend_test_by_hand():
    """With one point before, the statistic is the square of its distance from 0 in standard errors."""
    rows = staggered(periods=4, starts=[2, 99] * 8)
    answer = answered(rows)
    point = answer.points[0]
    assert (point.since, answer.pre_trend.degrees_of_freedom, answer.pre_trend.points) == (-2, 1, 1)
    assert answer.pre_trend.statistic == pytest.approx((point.effect.estimate / point.effect.standard_error) ** 2)


def test_a_pre_trend_is_seen():
    rows = staggered()
    rows["outcome"] = rows["outcome"] + 2.0 * rows["period"] * (np.array(STARTS)[rows["unit"]] < 99)
    assert answered(rows).pre_trend.p_value < 0.001


def test_growing_effects_are_told_right_where_two_way_turns_the_sign():
    starts = [2, 8, 99, 2, 8] * 4
    rows = followed(units=20, periods=12, effect=0, starts=starts)
    since = rows["period"] - np.array(starts)[rows["unit"]]
    rows["outcome"] = rows["outcome"] + np.where(since >= 0, 1.0 + 3 * since, 0)
    answer = answered(rows, "not yet")
    for point in answer.points:
        assert point.effect.estimate == pytest.approx(max(0, 1 + 3 * point.since) if point.since >= 0 else 0, abs=2)
    assert answer.overall.interval.contains(np.mean([1 + 3 * np.arange(10).mean(), 1 + 3 * np.arange(4).mean()]))


def test_units_treated_from_the_beginning_are_left_out():
    rows = staggered()
    with_always = staggered(units=18, starts=[*STARTS, 0, 0])
    kept = with_always["unit"] < 16
    answer = answered({**with_always, "outcome": np.where(kept, 0, 7) + with_always["outcome"]})
    assert (answer.units, answer.left_out) == (16, 2)
    same = answered({name: values[kept] for name, values in with_always.items()})
    assert answer.overall == same.overall
    assert answered(rows).left_out == 0


def test_clusters_equal_units_when_each_has_one():
    rows = staggered()
    assert answered(rows, cluster=rows["unit"]).overall == answered(rows).overall
    pairs = answered(rows, cluster=rows["unit"] // 2).overall
    assert (pairs.estimate, pairs.degrees_of_freedom) == (answered(rows).overall.estimate, 8 - 1)


@given(st.integers(-1000, 1000), st.sampled_from([0.01, 60.0]))
def test_shift_scale_and_trends_of_all_do_not_matter(shift, factor):
    rows = staggered()
    plain = answered(rows, "not yet")
    moved = answered({**rows, "outcome": factor * (rows["outcome"] + 5 * rows["period"]) + shift}, "not yet")
    assert moved.overall.estimate == pytest.approx(factor * plain.overall.estimate, rel=1e-8)
    assert moved.overall.standard_error == pytest.approx(factor * plain.overall.standard_error, rel=1e-8)
    assert moved.pre_trend.statistic == pytest.approx(plain.pre_trend.statistic, rel=1e-6)


def test_the_order_of_rows_does_not_matter():
    rows = staggered()
    order = np.random.default_rng(3).permutation(len(rows["unit"]))
    mixed = answered({name: values[order] for name, values in rows.items()})
    assert mixed.overall.estimate == pytest.approx(answered(rows).overall.estimate, rel=1e-12)


def test_a_mean_of_a_billion_breaks_nothing():
    rows = staggered()
    large = answered({**rows, "outcome": rows["outcome"] + 1e9})
    assert large.overall.standard_error == pytest.approx(answered(rows).overall.standard_error, rel=1e-6)


def test_refusals():
    rows = staggered()
    with pytest.raises(CannotEstimate, match="10 units stop being treated after they began"):
        answered({**rows, "treatment": ((rows["treatment"] == 1) & (rows["period"] < 4)).astype(float)})
    with pytest.raises(CannotEstimate, match="1 units lack a period and 0 rows repeat"):
        answered({name: values[1:] for name, values in rows.items()})
    with pytest.raises(CannotEstimate, match="0 units lack a period and 1 rows repeat"):
        answered({name: np.append(values, values[0]) for name, values in rows.items()})
    with pytest.raises(CannotEstimate, match="Nobody began after the first period, or nobody is left"):
        answered(staggered(starts=[2] * 16))
    with pytest.raises(CannotEstimate, match="Nobody began after the first period, or nobody is left"):
        answered(staggered(starts=[99] * 16))
    with pytest.raises(CannotEstimate, match="There are 4 clusters; errors by cluster need at least 6"):
        answered(rows, cluster=rows["unit"] % 4)


def held_shares(replications, seed=4):
    """Shares of intervals of the overall effect that hold the truth, and of pre-trend tests that reject a truth."""
    random = np.random.default_rng(seed)
    held = rejected = 0
    for _ in range(replications):
        rows = followed(units=60, seed=int(random.integers(2**31)), starts=[3, 4, 99] * 20)
        answer = answered(rows, "not yet")
        held += answer.overall.interval.contains(2)
        rejected += answer.pre_trend.p_value < 0.05
    return held / replications, rejected / replications


def test_right_shares_in_a_few_draws():
    assert held_shares(80) == (pytest.approx(0.94, abs=0.08), pytest.approx(0.06, abs=0.08))


@pytest.mark.slow
def test_right_shares():
    held, rejected = held_shares(3000)
    assert 0.935 <= held <= 0.96
    assert rejected <= 0.09
