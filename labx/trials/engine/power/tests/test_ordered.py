"""Spreads for sizes of ordered answers and rates: by hand, and as simulated trials have them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.trials.engine.outcomes.proportional_odds import proportional_odds
from labx.trials.engine.power.ordered import spread_of_events, spread_of_ordered_answers


def test_by_hand():
    """Two answers, half and half: the logarithm of an odds ratio has variance 4 / n in each arm, as 2² / n."""
    assert spread_of_ordered_answers([0.5, 0.5]) == pytest.approx(math.sqrt(3 / (1 - 2 * 0.5**3)))
    assert spread_of_ordered_answers([0.5, 0.5]) == pytest.approx(2)
    assert spread_of_ordered_answers([0.6, 0.3, 0.1]) == pytest.approx(math.sqrt(3 / (1 - (0.6**3 + 0.3**3 + 0.1**3))))
    assert spread_of_events(rate=0.09, exposure=4) == pytest.approx(0.3 / 2)
    assert spread_of_events(rate=0.09, exposure=4, crowding=4) == pytest.approx(2 * 0.3 / 2)


@pytest.mark.parametrize("shares", [[0.2] * 5, [0.5, 0.2, 0.2, 0.1]])
def test_as_the_estimate_has_it(shares):
    random = np.random.default_rng(2)
    answers = [random.choice(len(shares), 4000, p=shares) for _ in range(2)]
    error = proportional_odds(*answers, confidence=0.95).effect.standard_error
    assert error == pytest.approx(spread_of_ordered_answers(shares) * math.sqrt(2 / 4000), rel=0.02)


def test_as_simulated_events_have_it():
    random = np.random.default_rng(3)
    seen = random.poisson(0.3 * 5, 40_000) / 5
    assert seen.std() == pytest.approx(spread_of_events(rate=0.3, exposure=5), rel=0.02)
    # Rates of people as a gamma of mean 0.3 and shape 1/2: the variance of 1.5 events is 1.5 + 1.5² · 2, 4 times 1.5.
    crowded = random.poisson(5 * random.gamma(1 / 2, 0.6, 40_000)) / 5
    assert crowded.std() == pytest.approx(spread_of_events(rate=0.3, exposure=5, crowding=4), rel=0.04)


@given(st.lists(st.floats(0.01, 1), min_size=2, max_size=9))
def test_answers_in_any_order_and_never_less_than_the_finest(parts):
    shares = [part / sum(parts) for part in parts]
    found = spread_of_ordered_answers(shares)
    assert found == pytest.approx(spread_of_ordered_answers(shares[::-1]))
    assert found >= spread_of_ordered_answers([1 / len(shares)] * len(shares)) - 1e-12 >= math.sqrt(3) - 1e-12


@pytest.mark.parametrize("shares", [[1.0], [0.5, 0.4], [1.2, -0.2], [1.0, 0.0]])
def test_refuses_what_are_no_shares(shares):
    with pytest.raises(ValueError, match="together 1"):
        spread_of_ordered_answers(shares)


@pytest.mark.parametrize(
    "given", [{"rate": 0, "exposure": 1}, {"rate": 1, "exposure": -1}, {"rate": 1, "exposure": 1, "crowding": 0}]
)
def test_refuses_no_events(given):
    with pytest.raises(ValueError, match="finite number above 0"):
        spread_of_events(**given)
