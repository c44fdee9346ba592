"""Synthetic controls: by hand, against other programs, and by how often they are right."""

import numpy as np
import pytest
from causaldata import texas
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from labx.stats.errors import CannotEstimate
from labx.trials.engine.quasi.synthetic_control import mixture, placebo_in_time, synthetic_control
from tests.references import reference

RANDOM = np.random.default_rng(2)
COMMON = np.cumsum(RANDOM.normal(size=(2, 30)), axis=1)


def places(random, *, donors=20, noise=0.3, effect=5.0, first=20):
    """A treated place and donors that all mix two common movements, and an effect from `first` on."""
    shares = random.dirichlet([1, 1], donors + 1)
    table = 10 + shares @ COMMON + noise * random.normal(size=(donors + 1, 30))
    table[0] += effect * (np.arange(30) >= first)
    return table[0], table[1:]


TREATED, DONORS = places(RANDOM)


def answered(treated=TREATED, donors=DONORS, first=20, confidence=0.9):
    names = [f"place {number}" for number in range(len(donors))]
    return synthetic_control(treated, donors, names=names, first=first, confidence=confidence)


def test_by_hand_between_two_points():
    """The nearest point of a segment: from (0, 0) to (4, 0) towards (1, 5), a quarter of the way."""
    assert mixture(np.array([1.0, 5.0]), np.array([[0.0, 0], [4, 0]])) == pytest.approx([3 / 4, 1 / 4])
    assert mixture(np.array([-1.0, 5.0]), np.array([[0.0, 0], [4, 0]])) == pytest.approx([1, 0])


def test_the_effect_by_hand():
    """Half of the first and half of the second donor, and 4 more from period 6 on."""
    donors = np.array(
        [[1, 2, 3, 4, 5, 6, 7, 8], [2] * 8, [9, 7, 5, 3, 1, 0, 1, 2], [0, 5] * 4, [8, 6, 7, 5, 3, 0, 9, 1]]
    )
    treated = (donors[0] + donors[1]) / 2 + 4.0 * (np.arange(8) >= 6)
    answer = answered(treated, donors, first=6, confidence=0.8)
    assert answer.effect == pytest.approx(4)
    assert answer.gaps == pytest.approx([0] * 6 + [4, 4], abs=1e-9)
    assert answer.p_value == pytest.approx(1 / (5 + 1))


@given(st.integers(0, 10_000), st.integers(2, 9))
def test_weights_equal_a_general_solver(seed, donors):
    random = np.random.default_rng(seed)
    target, table = random.normal(size=12), random.normal(size=(donors, 12))

    def loss(shares):
        return float(((target - shares @ table) ** 2).sum())

    theirs = minimize(
        loss,
        np.full(donors, 1 / donors),
        method="SLSQP",
        bounds=[(0, 1)] * donors,
        constraints={"type": "eq", "fun": lambda shares: shares.sum() - 1},
        options={"ftol": 1e-12, "maxiter": 500},
    )
    ours = mixture(target, table)
    assert ours.min() >= 0
    assert ours.sum() == pytest.approx(1)
    assert loss(ours) <= theirs.fun + 1e-7
    assert ours == pytest.approx(theirs.x, abs=1e-3)


def prisoners():
    table = texas.load_pandas().data.pivot(index="year", columns="state", values="bmprison").astype(float)
    others = [state for state in table.columns if state != "Texas"]
    return table["Texas"].to_numpy(), table[others].to_numpy().T, others


def test_texas_equals_pysyncon():
    """pysyncon divides each year by its spread over the states; with the same division the weights are the same."""
    treated, donors, names = prisoners()
    stored = reference("synthetic_pysyncon")
    spread = np.vstack([treated, donors])[:, :8].std(axis=0, ddof=1)
    weights = mixture(treated[:8] / spread, donors[:, :8] / spread)
    found = {name: weight for name, weight in zip(names, weights, strict=True) if weight > 1e-4}
    assert found == pytest.approx(stored["weights"], abs=2e-3)
    assert (treated - weights @ donors)[8:].mean() == pytest.approx(stored["effect"], rel=1e-3)
    # Without it the fit to the outcomes themselves is nearer.
    plain = synthetic_control(treated, donors, names=names, first=8, confidence=0.9)
    assert plain.error_before**2 < stored["loss"]
    assert plain.effect == pytest.approx(stored["effect"], rel=0.05)


def test_placebos_in_space_are_the_same_analysis_for_each_donor():
    answer = answered()
    others = np.delete(DONORS, 3, axis=0)
    as_if = answered(DONORS[3], others)
    assert answer.placebo_ratios[3] == ("place 3", pytest.approx(as_if.ratio))
    as_extreme = sum(ratio >= answer.ratio for _, ratio in answer.placebo_ratios)
    assert answer.p_value == (1 + as_extreme) / 21


def test_the_interval_is_what_the_test_does_not_reject():
    answer = answered()
    assert answer.interval.contains(5)
    for limit, outward in ((answer.interval.lower, -1e-6), (answer.interval.upper, 1e-6)):
        inside, outside = (
            answered(TREATED - (limit + step) * (np.arange(30) >= 20)).p_value for step in (-outward, outward)
        )
        assert outside <= 0.1 + 1e-9 < inside


def test_no_interval_when_donors_are_few_or_the_effect_moves():
    assert answered(donors=DONORS[:8], confidence=0.95).interval is None
    moving = TREATED + 30 * np.arange(30) * (np.arange(30) >= 20)
    assert answered(moving).interval is None


def test_leaving_a_donor_out():
    answer = answered()
    assert answer.effect_without_each[2] == (
        "place 2",
        pytest.approx(answered(donors=np.delete(DONORS, 2, axis=0)).effect),
    )


def test_placebo_in_time():
    names = [f"place {number}" for number in range(20)]
    found = placebo_in_time(TREATED, DONORS, names=names, first=20, pretended=12, confidence=0.9)
    assert found.effect == answered(TREATED[:20], DONORS[:, :20], first=12).effect
    assert abs(found.effect) < 1
    with pytest.raises(ValueError, match="pretended is 20; it must lie before the real change at 20"):
        placebo_in_time(TREATED, DONORS, names=names, first=20, pretended=20, confidence=0.9)


@given(st.integers(-1000, 1000), st.sampled_from([0.01, 70.0]))
def test_shift_and_scale(shift, factor):
    plain, moved = answered(), answered(factor * TREATED + shift, factor * DONORS + shift)
    assert moved.effect == pytest.approx(factor * plain.effect, rel=1e-5)
    assert moved.p_value == plain.p_value
    assert moved.interval.upper == pytest.approx(factor * plain.interval.upper, rel=1e-4)


def test_a_mean_of_a_billion_breaks_nothing():
    assert answered(TREATED + 1e9, DONORS + 1e9).effect == pytest.approx(answered().effect, rel=1e-4)


def test_refusals():
    with pytest.raises(CannotEstimate) as refusal:
        answered(TREATED + 100)
    assert str(refusal.value) == (
        "No synthetic control can be made. In 20 of 20 periods before, the place lies beyond all others: no mixture "
        "repeats it. Use rates instead of counts, look for places more like it, or compare changes instead of "
        "levels."
    )
    with pytest.raises(CannotEstimate, match="There are 4 places to mix and 20 periods before; 5 and 6 are the fewest"):
        answered(donors=DONORS[:4])
    with pytest.raises(CannotEstimate, match="There are 20 places to mix and 5 periods before"):
        answered(first=5)


def test_bad_input():
    with pytest.raises(ValueError, match="The treated place has 29 periods and the donors 30"):
        answered(TREATED[1:])
    with pytest.raises(ValueError, match="first is 30; it must leave periods before and after"):
        answered(first=30)
    with pytest.raises(CannotEstimate, match=r"“treated place”. 1 of its values are missing"):
        answered([np.nan] * 1 + list(TREATED[1:]))


def rejected_share(replications, seed=6):
    random = np.random.default_rng(seed)
    found = []
    while len(found) < replications:
        try:
            found.append(answered(*places(random, effect=0)).p_value <= 0.1)
        except CannotEstimate:
            continue  # a place at the edge of all others
    return float(np.mean(found))


def test_a_true_null_is_rarely_rejected_in_a_few_draws():
    assert rejected_share(60) == pytest.approx(0.1, abs=0.12)


@pytest.mark.slow
def test_a_true_null_is_rarely_rejected():
    assert rejected_share(1500) == pytest.approx(0.095, abs=0.03)
