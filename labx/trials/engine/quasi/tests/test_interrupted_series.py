"""Interrupted series: by hand, the seat-belt law, against statsmodels, and by how often they are right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.trials.engine.quasi.interrupted_series import interrupted_series, placebo_dates
from labx.trials.engine.quasi.interruption import Interruption
from labx.trials.engine.quasi.structural_series import structural_series
from labx.trials.engine.quasi.tests.series import seat_belts, wandering

RANDOM = np.random.default_rng(3)
TIME = np.arange(60.0)
SERIES = 100 + 0.5 * TIME + 6 * (TIME >= 36) + 0.2 * np.maximum(TIME - 36, 0) + RANDOM.normal(size=60)


FIRST = Interruption(first=36)


def answered(series=SERIES, change=FIRST, errors="restricted", **others):
    return interrupted_series(series, change, errors=errors, confidence=0.95, **others)


def test_columns_by_hand():
    change = Interruption(first=3, window=1)
    assert change.after(7).tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert change.since(7).tolist() == [0, 0, 0, 0, 0, 1, 2]
    assert change.kept(7).tolist() == [0, 1, 2, 4, 5, 6]


def test_by_hand():
    """A line before, another after: the jump is where they are at the first point after, the slope their difference."""
    before, after = SERIES[:36], SERIES[36:]
    answer = answered(errors="newey-west")
    old, new = np.polyfit(np.arange(36) - 36, before, 1), np.polyfit(np.arange(24), after, 1)
    assert answer.level.estimate == pytest.approx(new[1] - old[1])
    assert answer.slope.estimate == pytest.approx(new[0] - old[0])
    assert answer.mean.estimate == pytest.approx((new[1] - old[1]) + (new[0] - old[0]) * sum(range(24)) / 24)
    assert answer.counterfactual == pytest.approx(old[1] + old[0] * (np.arange(60) - 36))
    assert answer.fitted[40] == pytest.approx(new[1] + new[0] * 4)
    assert (answer.points_before, answer.points_after) == (36, 24)


def test_time_since_the_change_and_not_calendar_time():
    """Multiplying by calendar time moves the jump to the year 0: here it would be 6 - 0.2 x 36, with the wrong sign."""
    design = np.column_stack([TIME >= 36, (TIME >= 36) * TIME, np.ones(60), TIME]).astype(float)
    wrong = sm.OLS(SERIES, design).fit().params[0]
    assert wrong < 0 < answered().level.interval.lower


def test_newey_west_equals_statsmodels():
    design = np.column_stack([TIME >= 36, np.maximum(TIME - 36, 0), np.ones(60), TIME]).astype(float)
    theirs = sm.OLS(SERIES, design).fit(cov_type="HAC", cov_kwds={"maxlags": 3, "use_correction": True}, use_t=True)
    ours = answered(errors="newey-west")
    for effect, place in ((ours.level, 0), (ours.slope, 1)):
        assert effect.estimate == pytest.approx(theirs.params[place], rel=1e-9)
        assert effect.standard_error == pytest.approx(theirs.bse[place], rel=1e-9)
        assert effect.p_value == pytest.approx(theirs.pvalues[place], rel=1e-7)
    ours_mean = theirs.t_test([1, np.arange(24).mean(), 0, 0])
    assert ours.mean.standard_error == pytest.approx(float(ours_mean.sd.item()), rel=1e-8)


def test_the_seat_belt_law_and_why_two_models_differ():
    """Segmented regression says -0.150, the structural model -0.236 (0.045): their ideas of "before" differ."""
    drivers, petrol, kilometres, law = seat_belts()
    change = Interruption(first=law, season_length=12, has_slope=False)
    prices = {"covariates": petrol, "names": ["petrol"]}
    with_traffic = {"covariates": np.column_stack([petrol, kilometres]), "names": ["petrol", "kilometres"]}
    segmented = answered(drivers, change, errors="newey-west", **with_traffic)
    structural = structural_series(drivers, change, confidence=0.95, **prices)
    assert round(segmented.level.estimate, 3) == -0.150
    assert segmented.slope is None
    # Errors that know of the autocorrelation do not close the gap.
    assert answered(drivers, change, **prices).level.estimate == pytest.approx(-0.153, abs=0.0005)
    assert structural.level.estimate == pytest.approx(-0.236, abs=0.0005)
    assert structural.level.standard_error == pytest.approx(0.045, abs=0.0005)
    assert math.exp(structural.level.estimate) - 1 == pytest.approx(-0.21, abs=0.001)
    # A straight line through 14 years has fallen by the time of the law; the level of the year before had not.
    year_before = slice(law - 12, law)
    seasonal = drivers - segmented.fitted
    assert seasonal[year_before].mean() > 0.03
    assert segmented.autocorrelation > 0.3
    assert structural.level_deviation > 0
    # With the last four years alone, hardly any line to draw, segmented regression agrees with the structural model.
    recent = slice(law - 48, None)
    late = answered(
        drivers[recent],
        Interruption(first=48, season_length=12, has_slope=False),
        covariates=petrol[recent],
        names=["petrol"],
    )
    assert late.level.interval.contains(structural.level.estimate)
    assert not segmented.level.interval.contains(-0.236)


def test_season_is_taken_out():
    season = 5 * np.sin(np.arange(60) * 2 * np.pi / 12)
    change = Interruption(first=36, season_length=12)
    assert answered(SERIES + season, change).level.estimate == pytest.approx(answered(SERIES, change).level.estimate)


def test_a_window_of_change_is_left_out():
    messy = SERIES.copy()
    messy[36:39] = [500, -300, 90]
    change = Interruption(first=36, window=3)
    assert answered(messy, change).level.estimate == pytest.approx(answered(SERIES, change).level.estimate)
    assert answered(messy, change).points_after == 60 - 39


def test_a_comparator_takes_out_what_both_have_in_common():
    shared = 30 * (TIME >= 36) + 8 * np.sin(TIME)
    other = 40 + shared + 0.5 * np.random.default_rng(5).normal(size=60)
    with_other = answered(SERIES + shared, comparator=other)
    assert with_other.level.interval.contains(6)
    assert not answered(SERIES + shared).level.interval.contains(6)
    with pytest.raises(ValueError, match="There are 60 points and 59 of the comparator"):
        answered(comparator=other[1:])


@pytest.mark.parametrize("errors", ["restricted", "newey-west"])
@settings(max_examples=20)
@given(st.integers(-1000, 1000), st.sampled_from([0.01, 40.0]))
def test_shift_and_scale(errors, shift, factor):
    plain, moved = answered(errors=errors), answered(factor * SERIES + shift, errors=errors)
    assert moved.level.estimate == pytest.approx(factor * plain.level.estimate, rel=1e-4)
    assert moved.level.standard_error == pytest.approx(factor * plain.level.standard_error, rel=1e-4)
    assert moved.level.degrees_of_freedom == pytest.approx(plain.level.degrees_of_freedom, rel=1e-2)


def test_a_mean_of_a_billion_breaks_nothing():
    plain, large = answered(), answered(SERIES + 1e9)
    assert large.level.estimate == pytest.approx(plain.level.estimate, rel=1e-4)
    assert large.level.standard_error == pytest.approx(plain.level.standard_error, rel=1e-3)


def test_placebo_dates_are_the_same_analysis_on_earlier_dates():
    found = placebo_dates(SERIES, Interruption(first=36), errors="restricted", confidence=0.95)
    assert (found.places[0], found.places[-1]) == (12, 36 - 3)
    assert found.effects[4] == answered(SERIES[:36], Interruption(first=16)).level
    assert found.share_as_extreme == 0
    plain = placebo_dates(
        SERIES * 0 + RANDOM.normal(size=60), Interruption(first=36), errors="newey-west", confidence=0.9
    )
    assert plain.share_as_extreme > 0


def test_placebo_dates_with_a_comparator():
    other = np.sin(TIME)
    found = placebo_dates(SERIES, Interruption(first=36), errors="newey-west", confidence=0.95, comparator=other)
    assert found.effects[0] == answered((SERIES - other)[:36], Interruption(first=12), errors="newey-west").level


def test_dates_that_cannot_be_tried():
    short = Interruption(first=13)
    with pytest.raises(CannotEstimate, match="The points before the change are too few to be split once more"):
        placebo_dates(SERIES, short, errors="restricted", confidence=0.95)
    # A straight line before the change leaves nothing at any other date.
    straight = np.where(TIME < 36, TIME, SERIES)
    with pytest.raises(CannotEstimate, match="No other date can be tried"):
        placebo_dates(straight, Interruption(first=36), errors="restricted", confidence=0.95)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            Interruption(first=5),
            "There are 5 points before the change; a trend needs at least 12, and two whole seasons.",
        ),
        (Interruption(first=23, season_length=12), "There are 23 points before the change; a trend needs at least 24"),
        (Interruption(first=58), "There are 2 points after the change has settled; at least 3 are needed."),
        (Interruption(first=58, window=9), "There are 0 points after the change has settled"),
    ],
)
def test_too_few_points(change, told):
    with pytest.raises(CannotEstimate) as refusal:
        answered(SERIES, change)
    assert told in str(refusal.value)


def test_columns_that_say_the_same():
    with pytest.raises(CannotEstimate, match="Level, trend, season and covariates determine one another"):
        answered(covariates=TIME[:, None], names=["time"])
    with pytest.raises(CannotEstimate, match="18 points are too few for 18 coefficients"):
        answered(
            SERIES[:18], Interruption(first=13), covariates=RANDOM.normal(size=(18, 14)), names=list("abcdefghijklmn")
        )
    with pytest.raises(ValueError, match="There are 60 points and 3 rows of covariates"):
        answered(covariates=[[1], [2], [3]], names=["time"])


def test_an_interruption_has_whole_numbers():
    with pytest.raises(ValueError, match="first is 0"):
        Interruption(first=0)
    with pytest.raises(ValueError, match="window is -1"):
        Interruption(first=3, window=-1)
    with pytest.raises(ValueError, match="season_length is 1;"):
        Interruption(first=3, season_length=1)


def held_share(replications, *, count, correlation, seed=5):
    random = np.random.default_rng(seed)
    change = Interruption(first=count // 2)
    line = 0.1 * np.arange(count) + 2 * change.after(count) + 0.05 * change.since(count)
    held = found = 0
    for _ in range(replications):
        try:
            answer = answered(line + wandering(random, count, correlation=correlation), change)
        except CannotEstimate:
            continue
        found += 1
        held += answer.level.interval.contains(2)
    assert found > 0.97 * replications
    return held / found


def test_intervals_hold_the_truth_in_a_few_draws():
    assert held_share(150, count=60, correlation=0.3) == pytest.approx(0.95, abs=0.06)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "correlation"), [(48, 0.0), (48, 0.4), (100, 0.4), (200, 0.6)])
def test_intervals_hold_the_truth(count, correlation):
    assert 0.925 <= held_share(2000, count=count, correlation=correlation) <= 0.975
