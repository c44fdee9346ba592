"""Jumps of the density: by hand, against least squares on bins, and by how often they are right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.trials.engine.quasi.density_jump import density_jump

RUNNING = np.random.default_rng(1).normal(0.2, 1, size=1500)


def answered(running=RUNNING, threshold=0.0, confidence=0.95):
    return density_jump(running, threshold=threshold, confidence=confidence)


def test_by_hand_on_even_bins():
    """Even spacing with twice as many above: logarithm of 2, and McCrary's error from the two densities."""
    running = np.concatenate([np.linspace(-1, 0, 400, endpoint=False), np.linspace(0, 1, 800, endpoint=False)])
    answer = answered(running)
    assert answer.estimate == pytest.approx(math.log(2), abs=0.1)
    below, above = 400 / 1200, 800 / 1200
    error = math.sqrt(24 / 5 / (1200 * answer.bandwidth) * (1 / below + 1 / above))
    assert answer.standard_error == pytest.approx(error, rel=0.05)


def test_equal_to_weighted_least_squares_on_bins():
    answer = answered()
    width = 2 * RUNNING.std(ddof=1) / math.sqrt(1500)
    limits = []
    for side in (-1, 1):
        numbers = np.floor(RUNNING / width)
        numbers = numbers[numbers >= 0] if side == 1 else -1 - numbers[numbers < 0]
        heights = np.array([np.sum(numbers == place) for place in range(int(numbers.max()) + 1)]) / (1500 * width)
        middles = side * (np.arange(len(heights)) + 0.5) * width
        weights = np.clip(1 - np.abs(middles) / answer.bandwidth, 0, None)
        limits.append(sm.WLS(heights, sm.add_constant(middles), weights=weights).fit().params[0])
    assert answer.estimate == pytest.approx(math.log(limits[1] / limits[0]), rel=1e-9)


def test_people_who_moved_across_are_seen():
    moves = (RUNNING < 0) & (RUNNING > -0.3) & (np.arange(1500) % 3 > 0)
    moved = np.where(moves, -RUNNING, RUNNING)
    assert answered(moved).p_value < 0.01
    assert answered(moved).interval.lower > 0


@given(st.integers(-1000, 1000), st.sampled_from([0.1, 50.0]))
def test_shift_and_scale_do_not_matter(shift, factor):
    plain, moved = answered(), answered(factor * RUNNING + shift, threshold=shift)
    assert moved.estimate == pytest.approx(plain.estimate, abs=1e-3)
    assert moved.bandwidth == pytest.approx(factor * plain.bandwidth, rel=1e-3)


def test_the_mirror_turns_the_sign():
    mirrored = answered(-RUNNING)
    assert mirrored.estimate == pytest.approx(-answered().estimate, abs=1e-9)


def test_refusals():
    with pytest.raises(CannotEstimate, match="There are 49 units with 49 different values; the test wants 50"):
        answered(RUNNING[:49])
    with pytest.raises(CannotEstimate, match="with 7 different values"):
        answered(np.tile(np.arange(-3.0, 4), 30))
    with pytest.raises(CannotEstimate, match="Hardly anybody is next to the threshold"):
        answered(threshold=-50)
    gap = RUNNING[(RUNNING < -1.5) | (RUNNING > 0)]
    with pytest.raises(CannotEstimate, match="Hardly anybody is next to the threshold"):
        answered(gap)
    with pytest.raises(ValueError, match="confidence is 95"):
        answered(confidence=95)


def rejected_share(replications, seed=2):
    random = np.random.default_rng(seed)
    draws = [
        random.gamma(2, 1, 1000) - 1.5 if number % 2 else random.normal(size=1000) for number in range(replications)
    ]
    return float(np.mean([answered(draw).p_value < 0.05 for draw in draws]))


def test_a_smooth_density_is_rarely_called_a_jump_in_a_few_draws():
    assert rejected_share(100) == pytest.approx(0.05, abs=0.06)


@pytest.mark.slow
def test_a_smooth_density_is_rarely_called_a_jump():
    assert rejected_share(4000) <= 0.075
