"""The structural model: its limits by other means, its properties, its refusals."""

import numpy as np
import pytest

from labx.stats.errors import CannotEstimate
from labx.trials.engine.quasi.interruption import Interruption
from labx.trials.engine.quasi.structural_series import structural_series
from labx.trials.engine.quasi.tests.series import seat_belts

CHANGE = Interruption(first=40)
RANDOM = np.random.default_rng(8)
WANDERING = np.cumsum(0.5 * RANDOM.normal(size=80)) + RANDOM.normal(size=80) + 5 * (np.arange(80) >= 40)


def answered(series=WANDERING, change=CHANGE, **others):
    return structural_series(series, change, confidence=0.95, **others)


def test_equal_to_generalised_least_squares_with_its_variances():
    """Given the variances, the effect is the difference that weighs points by the random walk between them."""
    answer = answered()
    place = np.arange(80)
    walk = answer.level_deviation**2 * np.minimum(place[:, None], place)
    spread = walk + answer.point_deviation**2 * np.eye(80)
    design = np.column_stack([place >= 40, np.ones(80)]).astype(float)
    weighted = np.linalg.solve(spread, design)
    inverse = np.linalg.inv(design.T @ weighted)
    assert answer.level.estimate == pytest.approx((inverse @ weighted.T @ WANDERING)[0], rel=1e-3)
    assert answer.level.standard_error == pytest.approx(np.sqrt(inverse[0, 0]), rel=0.04)


def test_by_hand_when_the_level_does_not_wander():
    """Without wandering it is the difference of two means."""
    noise = np.tile([1.0, -1.0, 0.5, -0.5], 20)
    answer = answered(noise + 3 * (np.arange(80) >= 40))
    assert answer.level.estimate == pytest.approx(3, abs=1e-4)
    assert answer.level_deviation == pytest.approx(0, abs=1e-3)


def test_a_level_that_does_not_wander_equals_least_squares():
    """Where the level's variance is 0 the error is that of two means, spread taken over n rather than n - 2."""
    random = np.random.default_rng(2)
    for _ in range(9):  # the ninth of these series has no curvature at the variance of its level
        noise = np.cumsum(0.3 * random.normal(size=80)) + random.normal(size=80)
    answer = answered(noise + 2 * (np.arange(80) >= 40))
    assert answer.level_deviation == pytest.approx(0, abs=1e-3)
    assert answer.level.standard_error == pytest.approx(answer.point_deviation * np.sqrt(1 / 40 + 1 / 40), rel=1e-3)


def test_scale_carries_over_and_shift_does_not_matter():
    moved = answered(1e4 * WANDERING + 7e6)
    assert moved.level.estimate == pytest.approx(1e4 * answered().level.estimate, rel=1e-3)
    assert moved.level.standard_error == pytest.approx(1e4 * answered().level.standard_error, rel=1e-3)


def test_points_of_the_window_are_missing_points():
    messy = WANDERING.copy()
    messy[40:42] = [1e3, -1e3]
    answer = answered(messy, Interruption(first=40, window=2))
    assert answer.level.interval.contains(5)
    assert answer.level.standard_error > answered().level.standard_error


def test_the_interval_is_wider_than_the_standard_error_says():
    """The variances are not known: for the seat-belt law the interval is 1.2 times as wide, and still leaves out 0."""
    drivers, petrol, _kilometres, law = seat_belts()
    change = Interruption(first=law, season_length=12)
    answer = answered(drivers, change, covariates=petrol, names=["petrol"])
    plain = 2 * 1.96 * answer.level.standard_error
    assert 1.05 * plain < answer.level.interval.width < 1.5 * plain
    assert answer.level.interval.contains(-0.236)
    assert answer.level.p_value < 0.001


def test_refusals():
    with pytest.raises(CannotEstimate, match="There are 5 points before the change"):
        answered(change=Interruption(first=5))
    with pytest.raises(CannotEstimate) as refusal:
        answered(np.full(80, 7.0))
    assert str(refusal.value) == (
        "The structural model gives no answer for this series. The search for its variances did not end: the points "
        "vary too little or are too few. Use segmented regression."
    )


def test_a_search_that_does_not_end(monkeypatch):
    monkeypatch.setattr("labx.trials.engine.quasi.structural_series.MOST_STEPS", 1)
    with pytest.raises(CannotEstimate, match="The search for its variances did not end"):
        answered()
