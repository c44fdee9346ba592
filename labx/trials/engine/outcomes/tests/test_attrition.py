"""Bounds with missing outcomes: by hand, against filled-in data and a bootstrap, and by how often they are right."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.outcomes.attrition import trimmed_bounds, worst_case_bounds


def lee(treated, control, assigned=(10, 10), confidence=0.95):
    return trimmed_bounds(
        treated, control, treated_assigned=assigned[0], control_assigned=assigned[1], confidence=confidence
    )


def manski(treated, control, assigned=(10, 10), ends=(0, 10), confidence=0.95):
    return worst_case_bounds(
        treated, control, treated_assigned=assigned[0], control_assigned=assigned[1], smallest=ends[0], largest=ends[1],
        confidence=confidence,
    )  # fmt: skip


def drawn(seed, *, size=400, kept=0.9, control_kept=0.7):
    """Ability decides outcome and who is measured; the tried arm keeps more people, the effect is 1."""
    random = np.random.default_rng(seed)
    ability, control_ability = random.normal(size=(2, size))
    cut, control_cut = stats.norm.ppf([1 - kept, 1 - control_kept])
    return (1 + 3 * ability)[ability > cut], (3 * control_ability)[control_ability > control_cut]


def test_worst_case_by_hand():
    """Three of four known in each arm: the missing one is 0 or 1."""
    found = manski([1, 1, 0], [0, 0, 1], (4, 4), (0, 1))
    assert found.lower == pytest.approx((1 + 1 + 0 + 0) / 4 - (0 + 0 + 1 + 1) / 4)
    assert found.upper == pytest.approx((1 + 1 + 0 + 1) / 4 - (0 + 0 + 1 + 0) / 4)
    assert found.upper - found.lower == pytest.approx(found.lost_share + found.control_lost_share)
    low = difference_in_means(Moments.of([1, 1, 0, 0]), Moments.of([0, 0, 1, 1]), confidence=0.95)
    # The bounds lie so far apart that each end is one-sided.
    ratio = (found.upper - found.lower) / low.standard_error
    critical = (found.lower - found.interval.lower) / low.standard_error
    assert stats.norm.cdf(critical + ratio) - stats.norm.cdf(-critical) == pytest.approx(0.95, abs=1e-4)


def test_trimmed_by_hand():
    """Tried arm all measured, comparison 4 of 5: one fifth is cut off the tried arm's top or bottom."""
    found = lee([1, 2, 3, 4, 5], [1, 2, 3, 4], (5, 5))
    assert found.lower == pytest.approx((1 + 2 + 3 + 4) / 4 - (1 + 2 + 3 + 4) / 4)
    assert found.upper == pytest.approx((2 + 3 + 4 + 5) / 4 - (1 + 2 + 3 + 4) / 4)
    partly = lee([1, 2, 3], [1, 2, 3, 4], (4, 5))  # 1 - (3/4) / (4/5) = 1/16 of the comparison arm's four
    kept = 4 * 15 / 16
    assert partly.upper == pytest.approx(2 - (1 + 2 + 3 + 0.75 * 4) / kept)
    assert partly.lower == pytest.approx(2 - (4 + 3 + 2 + 0.75 * 1) / kept)


def test_nobody_lost_is_the_plain_difference():
    values = [1.0, 3, 4, 8], [0.0, 2, 5]
    plain = difference_in_means(*(Moments.of(arm) for arm in values), confidence=0.95)
    for found in (lee(*values, (4, 3)), manski(*values, (4, 3))):
        assert (found.lower, found.upper) == (pytest.approx(plain.estimate), pytest.approx(plain.estimate))
        assert found.interval.upper == pytest.approx(plain.estimate + stats.norm.ppf(0.975) * plain.standard_error)


@given(st.integers(0, 10**6))
@settings(max_examples=20)
def test_exchanging_the_arms_turns_the_bounds(seed):
    treated, control = drawn(seed)
    for bound, options in ((lee, {}), (manski, {"ends": (-50, 50)})):
        forward = bound(treated, control, (400, 400), **options)
        backward = bound(control, treated, (400, 400), **options)
        assert (backward.lower, backward.upper) == pytest.approx((-forward.upper, -forward.lower))
        assert backward.interval.lower == pytest.approx(-forward.interval.upper)


def test_the_errors_equal_a_bootstrap():
    treated, control = drawn(5, size=2000)
    found = lee(treated, control, (2000, 2000))
    random = np.random.default_rng(1)
    everybody, everybody_else = (np.concatenate([arm, np.full(2000 - len(arm), np.nan)]) for arm in (treated, control))
    redrawn = []
    for _ in range(300):
        arms = [random.choice(arm, 2000) for arm in (everybody, everybody_else)]
        again = lee(*(arm[~np.isnan(arm)] for arm in arms), (2000, 2000))
        redrawn.append((again.lower, again.upper))
    errors = np.std(redrawn, axis=0)
    one_sided = stats.norm.ppf(0.95)
    assert (found.lower - found.interval.lower) / one_sided == pytest.approx(errors[0], rel=0.15)
    assert (found.interval.upper - found.upper) / one_sided == pytest.approx(errors[1], rel=0.15)


def test_no_bounds():
    with pytest.raises(CannotEstimate, match="only one value"):
        lee([1], [1, 2])
    with pytest.raises(CannotEstimate, match="too few of the other"):
        lee([1, 2, 3, 4], [1, 2], (4, 20))
    with pytest.raises(CannotEstimate, match="Within each arm"):
        lee([1, 1], [2, 2], (2, 2))
    with pytest.raises(ValueError, match="3 outcomes of 2 units"):
        lee([1, 2, 3], [1, 2], (2, 2))
    with pytest.raises(ValueError, match="outside 0 to 1"):
        manski([1, 2], [0, 1], ends=(0, 1))
    with pytest.raises(ValueError, match="range is 1 to 0"):
        manski([1, 0], [0, 1], ends=(1, 0))
    assert manski([1, 2, 4], [0, 5], confidence=0.4).interval.confidence == 0.4


def held(replications):
    """Share of intervals that hold the effect on those measured either way."""
    count = np.zeros(2)
    for seed in range(replications):
        treated, control = drawn(seed)
        count += [
            lee(treated, control, (400, 400)).interval.contains(1.0),
            manski(treated, control, (400, 400), (-20, 20)).interval.contains(1.0),
        ]
    return count / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert min(held(200)) >= 0.9


@pytest.mark.slow
def test_intervals_hold_the_truth():
    """Here the truth is near the lower of Lee's bounds: at least 94 % are right."""
    assert min(held(4_000)) >= 0.94
