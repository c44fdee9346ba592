"""How much a level may wander: by hand, against whole matrices and statsmodels, and by how often it is right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.quasi import wandering_level
from labx.trials.engine.quasi.wandering_level import level_mixture

RANDOM = np.random.default_rng(6)
PLACES = np.arange(40)
AFTER = (PLACES >= 25).astype(float)[:, None]
SERIES = np.cumsum(0.4 * RANDOM.normal(size=40)) + RANDOM.normal(size=40) + 3 * AFTER[:, 0]


def covariance(ratio, places=PLACES):
    """Of a random walk that starts at 0, seen with noise of spread 1."""
    return ratio**2 * np.minimum(places[:, None], places) + np.eye(len(places))


def at(ratio, series=SERIES, columns=AFTER, places=PLACES):
    """Only one ratio tried."""
    steps = np.diff(np.column_stack([columns, series]), axis=0)
    found = wandering_level._pieces(steps, np.diff(places).astype(float), np.log(np.atleast_1d(ratio)))
    return np.array(found) if np.ndim(ratio) else np.array(found)[:, 0]


def test_by_hand_with_nothing_but_a_walk():
    """Without noise of their own the points are a walk: the jump is one step, the others say how large steps are.

    Steps 1, 2, 5 and -1 with the change at the third: 5, and ((1 + 4 + 1) / 3) for the square of its error.
    """
    series = np.array([0, 1, 3, 8, 7.0])
    estimate, variance, squares, _ = at(1e9, series, (np.arange(5) >= 3).astype(float)[:, None], np.arange(5))
    assert (estimate, variance * squares / 3) == pytest.approx((5, (1**2 + 2**2 + (-1) ** 2) / 3))


def test_by_hand_with_a_level_that_stands_still():
    """Then it is the difference of two means: 8 / 2 less 6 / 3, squares about them 2 + 2 = 4, 1 / 2 + 1 / 3."""
    series = np.array([1, 2, 3, 3, 5.0])
    estimate, variance, squares, _ = at(1e-9, series, (np.arange(5) >= 3).astype(float)[:, None], np.arange(5))
    assert estimate == pytest.approx(8 / 2 - 6 / 3)
    assert variance * squares == pytest.approx((1 / 2 + 1 / 3) * (2 + 2))


@given(st.floats(0.01, 20))
@settings(max_examples=10)
def test_equal_to_statsmodels_at_each_ratio(ratio):
    theirs = sm.GLS(SERIES, np.column_stack([AFTER, np.ones(40)]), sigma=covariance(ratio)).fit()
    estimate, variance, squares, _ = at(ratio)
    assert estimate == pytest.approx(theirs.params[0], rel=1e-8)
    assert math.sqrt(variance * squares / 38) == pytest.approx(theirs.bse[0], rel=1e-8)


def test_weights_equal_those_of_whole_matrices():
    """Restricted likelihood of all contrasts, and each part that points have in the deviation alike beforehand."""
    contrasts = np.linalg.svd(np.column_stack([AFTER, np.ones(40)]))[0][:, 2:]
    part = (np.arange(1000) + 0.5) / 1000
    found = []
    for own in part:
        inner = contrasts.T @ (own**2 * covariance(math.sqrt(1 - own**2) / own)) @ contrasts
        shown = contrasts.T @ SERIES
        found.append(-np.linalg.slogdet(inner)[1] / 2 - 38 / 2 * math.log(shown @ np.linalg.solve(inner, shown)))
    weights = np.exp(np.array(found) - max(found))
    estimates, variances, squares, _ = at(np.sqrt(1 - part**2) / part)
    errors = np.sqrt(variances * squares / 38)
    interval = level_mixture(SERIES, AFTER, PLACES).interval(0.95)
    for limit, share in ((interval.lower, 0.025), (interval.upper, 0.975)):
        below = stats.t.cdf((limit - estimates) / errors, 38)
        assert weights @ below / weights.sum() == pytest.approx(share, abs=2e-5)


def test_more_steps_change_nothing(monkeypatch):
    plain = level_mixture(SERIES, AFTER, PLACES).interval(0.95)
    monkeypatch.setattr(wandering_level, "FINE", 700)
    finer = level_mixture(SERIES, AFTER, PLACES).interval(0.95)
    assert (plain.lower, plain.upper) == pytest.approx((finer.lower, finer.upper), abs=1e-7)


@given(st.sampled_from([0.8, 0.95, 0.99]), st.integers(-3, 3))
@settings(max_examples=10)
def test_the_interval_leaves_out_0_exactly_when_p_is_small(confidence, shift):
    found = level_mixture(SERIES + shift * AFTER[:, 0], AFTER, PLACES)
    assert found.interval(confidence).contains(0) == (found.p_value > 1 - confidence)
    assert found.share_below(found.interval(confidence).upper) == pytest.approx((1 + confidence) / 2)


@given(st.floats(-1e6, 1e6), st.sampled_from([1e-3, 1e4]))
@settings(max_examples=10)
def test_shift_and_scale(shift, factor):
    plain = level_mixture(SERIES, AFTER, PLACES).interval(0.95)
    moved = level_mixture(factor * SERIES + shift, AFTER, PLACES).interval(0.95)
    assert moved.lower == pytest.approx(factor * plain.lower, rel=1e-5)
    assert moved.upper == pytest.approx(factor * plain.upper, rel=1e-5)


def test_points_left_out_stand_for_time_in_which_the_level_wandered():
    kept = np.delete(PLACES, [25, 26, 27])
    estimate, _, _, _ = at(2.0, SERIES[kept], AFTER[kept], kept)
    theirs = sm.GLS(SERIES[kept], np.column_stack([AFTER, np.ones(40)])[kept], sigma=covariance(2.0, kept)).fit()
    assert estimate == pytest.approx(theirs.params[0], rel=1e-8)


def test_equal_limits_need_no_search():
    one = wandering_level.LevelMixture(np.array([2.0]), np.array([1.0]), np.array([1.0]), 10)
    assert one.interval(0.95).upper == pytest.approx(2 + stats.t.ppf(0.975, 10))


def test_refusals():
    with pytest.raises(CannotEstimate, match="The structural model gives no answer"):
        level_mixture(3 * AFTER[:, 0] + 7, AFTER, PLACES)
    with pytest.raises(ValueError, match="confidence is 95"):
        level_mixture(SERIES, AFTER, PLACES).interval(95)


def held_share(replications, *, points, before, ratio, season=0, seed=2):
    """Share of true effects held; `ratio` is the level's deviation by the points' own, infinite for a pure walk."""
    random, places = np.random.default_rng(seed), np.arange(points)
    seasons = [(places % season == part).astype(float) for part in range(1, season)]
    columns = np.column_stack([(places >= before).astype(float), *seasons])
    walk, own = (1.0, 0.0) if math.isinf(ratio) else (ratio, 1.0)
    held = 0
    for _ in range(replications):
        series = np.cumsum(walk * random.normal(size=points)) + own * random.normal(size=points)
        held += 0.025 <= level_mixture(series + 2 * columns[:, 0], columns, places).share_below(2.0) <= 0.975
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert held_share(40, points=60, before=40, ratio=0.3) == pytest.approx(0.95, abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("points", "before", "season", "ratio"),
    [
        (24, 12, 0, 1.0),
        (24, 12, 0, math.inf),
        (60, 40, 0, 0.3),
        (60, 40, 0, 1.0),
        (60, 36, 12, 0.3),
        (60, 36, 12, math.inf),
        (200, 150, 0, 0.1),
        (200, 150, 0, 1.0),
    ],
)
def test_intervals_hold_the_truth(points, before, season, ratio):
    """2,000 draws: a standard error of half a point."""
    assert 0.93 <= held_share(2000, points=points, before=before, ratio=ratio, season=season) <= 0.98


@pytest.mark.slow
def test_intervals_hold_more_than_they_say_where_the_level_stands_still():
    assert held_share(500, points=60, before=40, ratio=0.0) >= 0.97
