"""Looks at fixed shares of the data: by hand, against published tables, and by simulated walks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.effect import Effect
from labx.trials.engine.sequential.boundaries import (
    conditional_power,
    look_effect,
    power_of_looks,
    spending_boundary,
)

FIVE = [0.2, 0.4, 0.6, 0.8, 1.0]
KINDS = ["obrien_fleming", "pocock"]
# Reboussin, DeMets, Kim and Lan (2000): five equal looks, two-sided 5 %.
PUBLISHED = {
    "obrien_fleming": (4.877, 3.357, 2.680, 2.290, 2.031),
    "pocock": (2.438, 2.427, 2.410, 2.397, 2.386),
}
looks = st.lists(st.floats(0.05, 1), min_size=1, max_size=6, unique_by=lambda value: round(value, 2)).map(sorted)


def walks(fractions, replications, *, drift=0.0, seed=1):
    """Statistics of simulated trials at each look."""
    steps = np.diff([0, *fractions])
    moves = np.random.default_rng(seed).normal(drift * steps, np.sqrt(steps), size=(replications, len(steps)))
    return moves.cumsum(axis=1) / np.sqrt(fractions)


@pytest.mark.parametrize("spending", KINDS)
def test_equal_to_the_published_tables(spending):
    found = spending_boundary(FIVE, spending=spending, confidence=0.95)
    assert found == pytest.approx(PUBLISHED[spending], abs=6e-4)


def test_one_look_by_hand():
    """A single look at the end is the usual test; at half way it spends what the function allows."""
    for spending in KINDS:
        assert spending_boundary([1], spending=spending, confidence=0.95)[0] == pytest.approx(stats.norm.ppf(0.975))
    half = 0.05 * math.log(1 + (math.e - 1) / 2)
    pocock = spending_boundary([0.5], spending="pocock", confidence=0.95)[0]
    assert pocock == pytest.approx(stats.norm.ppf(1 - half / 2))
    allowed = 4 * stats.norm.sf(stats.norm.ppf(1 - 0.05 / 4) / math.sqrt(0.5))
    strict = spending_boundary([0.5], spending="obrien_fleming", confidence=0.95)[0]
    assert strict == pytest.approx(stats.norm.ppf(1 - allowed / 2))


@given(looks, st.sampled_from(KINDS))
@settings(max_examples=15)
def test_the_looks_spend_the_level(fractions, spending):
    """Without an effect the chances of all looks add up to what was allowed until the last."""
    found = power_of_looks(drift=0, fractions=[*fractions[:-1], 1.0], spending=spending, confidence=0.9)
    assert sum(found) == pytest.approx(0.1, abs=1e-8)


def test_early_strictness_is_bounded():
    assert spending_boundary([0.001, 1], spending="obrien_fleming", confidence=0.95)[0] == 8.5


@pytest.mark.parametrize(("spending", "inflation"), [("pocock", 1.207), ("obrien_fleming", 1.028)])
def test_power_by_the_published_inflation(spending, inflation):
    """Jennison and Turnbull (2000), tables 2.3 and 2.1: five looks, power 0.9; their boundaries differ in the third
    decimal from those that spend."""
    usual = stats.norm.ppf(0.975) + stats.norm.ppf(0.9)
    found = power_of_looks(drift=usual * math.sqrt(inflation), fractions=FIVE, spending=spending, confidence=0.95)
    assert sum(found) == pytest.approx(0.9, abs=0.006)


def test_power_equals_simulated_walks():
    for drift in (0.0, 2.0, 4.0):
        criticals = spending_boundary(FIVE, spending="pocock", confidence=0.95)
        beyond = np.abs(walks(FIVE, 40_000, drift=drift)) > criticals
        first = np.where(beyond.any(axis=1), beyond.argmax(axis=1), len(FIVE))
        simulated = np.bincount(first, minlength=6)[:5] / len(first)
        found = power_of_looks(drift=-drift, fractions=FIVE, spending="pocock", confidence=0.95)
        assert found == pytest.approx(simulated, abs=0.009)


def test_a_look_by_hand():
    critical = spending_boundary([0.4], spending="pocock", confidence=0.95)[0]
    effect = look_effect(
        estimate=5, standard_error=2, degrees_of_freedom=math.inf, fractions=[0.4], spending="pocock", confidence=0.95
    )
    assert effect.interval.upper == pytest.approx(5 + 2 * critical)
    assert effect.is_decided == (2 * critical < 5)
    assert effect.spent == pytest.approx(0.05 * math.log(1 + (math.e - 1) * 0.4))


def test_the_only_look_is_the_usual_effect():
    usual = Effect.of(estimate=5, standard_error=2, degrees_of_freedom=7, confidence=0.95)
    look = look_effect(
        estimate=5, standard_error=2, degrees_of_freedom=7, fractions=[1], spending="pocock", confidence=0.95
    )
    assert look.interval.lower == pytest.approx(usual.interval.lower)
    early = look_effect(
        estimate=5,
        standard_error=2,
        degrees_of_freedom=7,
        fractions=[0.001],
        spending="obrien_fleming",
        confidence=0.95,
    )
    assert math.isfinite(early.interval.width)
    assert not early.is_decided


def test_conditional_power_by_hand_and_by_simulated_ends():
    found = conditional_power(statistic=1, fraction=0.25, critical=1.96, drift=3)
    assert found == pytest.approx(stats.norm.sf((1.96 - 1 * 0.5 - 3 * 0.75) / math.sqrt(0.75)))
    trend = conditional_power(statistic=1, fraction=0.25, critical=1.96, drift=None)
    assert trend == pytest.approx(stats.norm.sf((1.96 - 1 * 0.5 - 2 * 0.75) / math.sqrt(0.75)))
    rest = np.random.default_rng(2).normal(3 * 0.75, math.sqrt(0.75), 40_000)
    assert found == pytest.approx((0.5 + rest > 1.96).mean(), abs=0.01)


def test_looks_that_are_none():
    for fractions in ([], [0.5, 0.5], [0.5, 0.2], [0, 1], [0.5, 1.1]):
        with pytest.raises(ValueError, match="one after the other"):
            spending_boundary(fractions, spending="pocock", confidence=0.95)
    with pytest.raises(ValueError, match="spending is “haybittle”"):
        spending_boundary([1], spending="haybittle", confidence=0.95)
    with pytest.raises(ValueError, match="drift is nan"):
        power_of_looks(drift=math.nan, fractions=[1], spending="pocock", confidence=0.95)
    for fraction in (0, 1):
        with pytest.raises(CannotEstimate, match="Nothing is in yet, or everything is"):
            conditional_power(statistic=1, fraction=fraction, critical=1.96, drift=None)


def held(replications, spending):
    """Share of walks whose intervals at all looks hold the effect, which is 2 standard errors of the end."""
    criticals = spending_boundary(FIVE, spending=spending, confidence=0.95)
    statistics = walks(FIVE, replications, drift=2.0)
    return (np.abs(statistics - 2.0 * np.sqrt(FIVE)) <= criticals).all(axis=1).mean()


@pytest.mark.parametrize("spending", KINDS)
def test_all_intervals_hold_together(spending):
    assert held(20_000, spending) == pytest.approx(0.95, abs=0.007)
