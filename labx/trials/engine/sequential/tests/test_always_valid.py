"""Looking after every person: by hand, against numerical mixtures, and by false alarms over 100 looks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.sequential.always_valid import SMALLEST_COUNT, always_valid, best_spread, require_counts
from labx.trials.engine.sequential.watched_ratio import watched_sample_ratio

LOOKS = 100
OUTCOMES = {
    "normal": (2_000, False, lambda random, size: random.normal(size=size)),
    "one in a hundred": (10_000, True, lambda random, size: (random.random(size) < 0.01).astype(float)),
    "one in ten": (4_000, True, lambda random, size: (random.random(size) < 0.1).astype(float)),
    "log-normal": (4_000, False, lambda random, size: random.lognormal(size=size)),
}


def at(estimate, error, *, planned=1.0, confidence=0.95):
    return always_valid(estimate=estimate, standard_error=error, planned_error=planned, confidence=confidence)


def test_by_hand():
    """The likelihood ratio of a mixture of effects with variance v against none, at its threshold of 20."""
    effect, spread = at(3.0, 2.0), best_spread(0.95)
    against = math.sqrt(4 / (4 + spread)) * math.exp(spread * 3.0**2 / (2 * 4 * (4 + spread)))
    assert effect.p_value == pytest.approx(min(1, 1 / against))
    margin = effect.interval.upper - 3.0
    at_end = math.sqrt(4 / (4 + spread)) * math.exp(spread * margin**2 / (2 * 4 * (4 + spread)))
    assert at_end == pytest.approx(1 / 0.05)
    assert effect.price == pytest.approx(margin / 2 / stats.norm.ppf(0.975))


@given(st.floats(-6, 6), st.floats(0.3, 5))
@settings(max_examples=10)
def test_the_p_value_equals_the_mixture_by_scipy(estimate, error):
    deviation = math.sqrt(best_spread(0.95))
    mixed = integrate.quad(
        lambda effect: stats.norm.pdf(estimate, effect, error) * stats.norm.pdf(effect, 0, deviation),
        -12 * deviation,
        12 * deviation,
        points=[estimate],
        epsabs=0,
        epsrel=1e-9,
        limit=200,
    )[0]
    assert at(estimate, error).p_value == pytest.approx(min(1, stats.norm.pdf(estimate, 0, error) / mixed), rel=1e-6)


@given(st.floats(-6, 6), st.floats(0.3, 5), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_interval_leaves_out_0_exactly_when_p_is_small(estimate, error, confidence):
    effect = at(estimate, error, confidence=confidence)
    if abs(effect.p_value - (1 - confidence)) > 1e-9:
        assert effect.interval.contains(0) == (effect.p_value > 1 - confidence)


def test_the_price_is_least_at_the_planned_end():
    assert at(0, 1).price == pytest.approx(1.549, abs=0.001)
    assert at(0, 1).interval.width < at(0, 1, planned=0.7).interval.width
    assert at(0, 1).interval.width < at(0, 1, planned=1.4).interval.width


def test_too_early_to_look():
    require_counts(SMALLEST_COUNT, 900)
    with pytest.raises(CannotEstimate, match="seen 24 times; the intervals hold from 25 on"):
        require_counts(900, SMALLEST_COUNT - 1)
    with pytest.raises(ValueError, match="planned_error is 0"):
        at(1, 1, planned=0)


def false_alarms(kind, replications, *, seed=1):
    """Share of trials without effect in which one of 100 looks finds one, as the room looks: with the count guard."""
    size, is_share, draw = OUTCOMES[kind]
    random, looked = np.random.default_rng(seed), np.linspace(size / LOOKS, size, LOOKS).astype(int)
    found = 0
    for _ in range(replications):
        sums, squares, rarest = [], [], []
        for _arm in range(2):
            values = draw(random, size)
            sums.append(values.cumsum()[looked - 1] / looked)
            squares.append((values**2).cumsum()[looked - 1] / looked - sums[-1] ** 2)
            happened = values.cumsum()[looked - 1]
            rarest.append(np.minimum(happened, looked - happened) if is_share else looked)
        errors = np.sqrt((squares[0] + squares[1]) / looked)
        is_time = np.minimum(*rarest) >= SMALLEST_COUNT
        for gap, error in zip((sums[0] - sums[1])[is_time], errors[is_time], strict=True):
            if at(gap, error, planned=errors[-1]).p_value < 0.05:
                found += 1
                break
    return found / replications


def test_no_false_alarms_in_a_few_draws():
    assert false_alarms("one in ten", 40) <= 0.1


@pytest.mark.slow
@pytest.mark.parametrize("kind", OUTCOMES)
def test_no_false_alarms(kind):
    assert false_alarms(kind, 2_000) <= 0.055


def false_alarms_of_ratios(replications, *, size=4_000, seed=2):
    """The same for errors on pages, of people who differ in both; errors of the ratio by the delta method."""
    random, looked = np.random.default_rng(seed), np.linspace(size / LOOKS, size, LOOKS).astype(int)
    found = 0
    for _ in range(replications):
        ratios, squares = [], []
        for _arm in range(2):
            pages = 1.0 + random.poisson(4, size)
            errors = random.poisson(0.5 * pages * random.gamma(2, 0.5, size)).astype(float)
            sums = {
                name: values.cumsum()[looked - 1]
                for name, values in {
                    "e": errors,
                    "p": pages,
                    "ee": errors**2,
                    "ep": errors * pages,
                    "pp": pages**2,
                }.items()
            }
            ratio = sums["e"] / sums["p"]
            left = sums["ee"] - 2 * ratio * sums["ep"] + ratio**2 * sums["pp"]
            ratios.append(ratio)
            squares.append(left / sums["p"] ** 2)
        errors_of_gap = np.sqrt(squares[0] + squares[1])
        p_values = (
            at(gap, error, planned=errors_of_gap[-1]).p_value
            for gap, error in zip(ratios[0] - ratios[1], errors_of_gap, strict=True)
        )
        found += any(p_value < 0.05 for p_value in p_values)
    return found / replications


@pytest.mark.slow
def test_no_false_alarms_of_ratios():
    assert false_alarms_of_ratios(2_000) <= 0.055


def test_sizes_by_hand():
    """Beta mixture against a fair coin, at 3 of 4 units."""
    prior = 500.0
    mixed = integrate.quad(lambda share: share**3 * (1 - share) * stats.beta.pdf(share, prior, prior), 0, 1)[0]
    watched = watched_sample_ratio([3, 1], [0.5, 0.5])
    assert watched.p_value == pytest.approx(min(1, 0.5**4 / mixed), rel=1e-9)
    assert watched.expected == (2, 2)
    many = integrate.quad(
        lambda share: math.exp(
            1200 * math.log(share) + 800 * math.log(1 - share) - 2000 * math.log(0.5)
        ) * stats.beta.pdf(share, prior, prior), 0.4, 0.8,
    )[0]  # fmt: skip
    assert watched_sample_ratio([1200, 800], [0.5, 0.5]).p_value == pytest.approx(1 / many, rel=1e-6)


@given(st.permutations([(310, 0.3), (190, 0.2), (500, 0.5)]))
def test_the_order_of_arms_does_not_matter(arms):
    found = watched_sample_ratio([count for count, _ in arms], [weight for _, weight in arms])
    assert found.p_value == pytest.approx(watched_sample_ratio([310, 190, 500], [0.3, 0.2, 0.5]).p_value)


def test_sizes_of_nobody():
    with pytest.raises(CannotEstimate, match="no units yet"):
        watched_sample_ratio([0, 0], [0.5, 0.5])
    with pytest.raises(ValueError, match="add up to 1"):
        watched_sample_ratio([1, 2], [0.5, 0.6])


def alarms(replications, *, lost, units=100_000, looks=50, seed=1):
    """Share of trials whose sizes ever alarm, when this share of the tried arm's units is lost."""
    random = np.random.default_rng(seed)
    found = 0
    for _ in range(replications):
        counts = random.binomial(units // looks // 2, [[1 - lost, 1.0]] * looks)
        if lost == 0:
            tried = random.binomial(units // looks, 0.5, looks)
            counts = np.column_stack([tried, units // looks - tried])
        found += any(watched_sample_ratio([int(a), int(b)], [0.5, 0.5]).is_alarming for a, b in counts.cumsum(axis=0))
    return found / replications


def test_losses_are_seen():
    assert alarms(30, lost=0.04) >= 0.9
    assert alarms(60, lost=0) <= 0.05


@pytest.mark.slow
def test_losses_are_seen_and_chance_is_not():
    assert alarms(1_000, lost=0.04) >= 0.99
    assert alarms(2_000, lost=0) <= 0.012
