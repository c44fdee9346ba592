"""Intervals: by hand, against other programs and papers, and by how often they hold the truth."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.stats.interval import Interval
from labx.stats.intervals import mean_interval, share_difference_interval, share_interval
from labx.stats.moments import Moments
from labx.stats.tests.strategies import confidences
from tests.references import reference

STORED = reference("intervals_scipy")


@st.composite
def share_counts(draw):
    trials = draw(st.integers(1, 5000))
    return draw(st.integers(0, trials)), trials


def ends(interval):
    return interval.lower, interval.upper


def near(case, absolute=1e-12):
    return pytest.approx((case["lower"], case["upper"]), rel=1e-9, abs=absolute)


def test_an_interval_knows_its_width_and_what_it_holds():
    interval = Interval(-1, 3, 0.9)
    assert interval.width == 3 - -1
    assert [interval.contains(value) for value in (-1.1, -1, 0, 3, 3.1)] == [False, True, True, True, False]
    assert interval.mirrored() == Interval(-3, 1, 0.9)
    assert Interval(2, 2, 0.9).width == 0


@pytest.mark.parametrize(("lower", "upper"), [(2, 1), (math.nan, 1), (1, math.inf), (-math.inf, math.inf)])
def test_ends_are_finite_and_in_order(lower, upper):
    with pytest.raises(ValueError) as refusal:
        Interval(lower, upper, 0.95)
    assert str(refusal.value) == f"An interval from {lower} to {upper} is none: give two finite ends in order."


def test_confidence_is_a_share():
    with pytest.raises(ValueError, match="confidence is 95"):
        Interval(1, 2, 95)


def test_mean_by_hand():
    mean, variance = (1 + 2 + 3) / 3, ((1 - 2) ** 2 + 0 + (3 - 2) ** 2) / 2
    table_value = 4.302653  # two degrees of freedom, 97.5 %
    margin = table_value * math.sqrt(variance / 3)
    interval = mean_interval(Moments.of([1, 2, 3]), confidence=0.95)
    assert ends(interval) == pytest.approx((mean - margin, mean + margin), abs=1e-6)
    assert interval.confidence == 0.95


@pytest.mark.parametrize("case", STORED["mean"])
def test_mean_equals_scipy(case):
    assert ends(mean_interval(Moments.of(case["values"]), confidence=case["confidence"])) == near(case)


def test_mean_of_equal_values_has_no_interval():
    with pytest.raises(CannotEstimate) as refusal:
        mean_interval(Moments.of([4, 4]), confidence=0.95)
    assert str(refusal.value) == (
        "No interval can be given for this mean. All 2 values are equal, so the data do not show how much it could "
        "vary. Report the common value and the count, without an interval."
    )


def test_mean_of_one_value_has_no_interval():
    with pytest.raises(CannotEstimate, match="only one value"):
        mean_interval(Moments.of([4]), confidence=0.95)


def test_mean_needs_a_confidence():
    with pytest.raises(ValueError, match="confidence is 1;"):
        mean_interval(Moments.of([4, 5]), confidence=1)


def test_share_by_hand():
    z = 1.959964
    centre = (3 + z**2 / 2) / (10 + z**2)
    margin = z / (10 + z**2) * math.sqrt(3 * 7 / 10 + z**2 / 4)
    interval = share_interval(3, 10, confidence=0.95)
    assert ends(interval) == pytest.approx((centre - margin, centre + margin), abs=1e-7)
    assert interval.confidence == 0.95


def test_share_ends_are_exact_at_nobody_and_everybody():
    z = 1.959964
    assert ends(share_interval(0, 10, confidence=0.95)) == (0, pytest.approx(z**2 / (10 + z**2), abs=1e-6))
    assert ends(share_interval(10, 10, confidence=0.95)) == (pytest.approx(10 / (10 + z**2), abs=1e-6), 1)


@pytest.mark.parametrize("case", STORED["share"])
def test_share_equals_statsmodels(case):
    assert ends(share_interval(*case["counts"], confidence=case["confidence"])) == near(case)


def test_difference_of_shares_by_hand():
    tried, control = share_interval(56, 70, confidence=0.95), share_interval(48, 80, confidence=0.95)
    difference = 56 / 70 - 48 / 80
    below = math.sqrt((56 / 70 - tried.lower) ** 2 + (control.upper - 48 / 80) ** 2)
    above = math.sqrt((tried.upper - 56 / 70) ** 2 + (48 / 80 - control.lower) ** 2)
    interval = share_difference_interval(56, 70, 48, 80, confidence=0.95)
    assert ends(interval) == pytest.approx((difference - below, difference + above))
    assert interval.confidence == 0.95


def test_difference_of_shares_as_published():
    """Newcombe (1998), table II, method 10, examples (a) and (e)."""
    published = share_difference_interval(56, 70, 48, 80, confidence=0.95)
    assert ends(published) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    none_at_all = share_difference_interval(5, 56, 0, 29, confidence=0.95)
    assert ends(none_at_all) == pytest.approx((-0.0381, 0.1926), abs=5e-5)


@pytest.mark.parametrize("case", STORED["difference"])
def test_difference_of_shares_equals_statsmodels(case):
    assert ends(share_difference_interval(*case["counts"], confidence=case["confidence"])) == near(case)


def test_nobody_has_no_share():
    with pytest.raises(CannotEstimate) as refusal:
        share_interval(0, 0, confidence=0.95)
    assert str(refusal.value) == (
        "The share cannot be estimated. Nobody is in this group. "
        "Wait for the first people, or check the filter that defines the group."
    )


@pytest.mark.parametrize(
    ("successes", "trials", "told"),
    [
        (3, 2, "There are 3 successes among 2 trials. Count each person once."),
        (-1, 2, "successes is -1; it must be a whole number of 0 or more."),
        (1.5, 2, "successes is 1.5; it must be a whole number of 0 or more."),
        (0, -2, "trials is -2; it must be a whole number of 0 or more."),
    ],
)
def test_counts_that_cannot_be(successes, trials, told):
    with pytest.raises(ValueError) as refusal:
        share_interval(successes, trials, confidence=0.95)
    assert str(refusal.value) == told


def test_share_needs_a_confidence():
    with pytest.raises(ValueError, match="confidence is 0;"):
        share_interval(1, 2, confidence=0)


@given(share_counts(), confidences)
def test_share_interval_holds_the_share_and_mirrors(counts, confidence):
    successes, trials = counts
    interval = share_interval(successes, trials, confidence=confidence)
    assert 0 <= interval.lower <= successes / trials <= interval.upper <= 1
    opposite = share_interval(trials - successes, trials, confidence=confidence)
    assert ends(opposite) == pytest.approx((1 - interval.upper, 1 - interval.lower), abs=1e-12)


@given(share_counts(), share_counts(), confidences)
def test_exchanging_the_arms_mirrors_the_difference(first, second, confidence):
    forward = share_difference_interval(*first, *second, confidence=confidence)
    backward = share_difference_interval(*second, *first, confidence=confidence)
    assert ends(backward) == pytest.approx(ends(forward.mirrored()), abs=1e-12)
    assert -1 <= forward.lower <= first[0] / first[1] - second[0] / second[1] <= forward.upper <= 1


def mean_coverage(replications):
    values = np.random.default_rng(3).normal(5, 2, size=(replications, 12))
    return np.mean([mean_interval(Moments.of(sample), confidence=0.95).contains(5) for sample in values])


def test_mean_interval_holds_the_truth_in_a_few_draws():
    assert mean_coverage(800) == pytest.approx(0.95, abs=0.025)


@pytest.mark.slow
def test_mean_interval_holds_the_truth():
    assert mean_coverage(40_000) == pytest.approx(0.95, abs=0.004)


@pytest.mark.parametrize(("share", "control_share"), [(0.3, 0.3), (0.5, 0.2), (0.02, 0.05)])
def test_difference_of_shares_holds_the_truth_exactly_often_enough(share, control_share):
    """Coverage summed over all outcomes of 60 and 50 people: no simulation needed."""
    from scipy.stats import binom

    likely = [place for place in range(61) if binom.pmf(place, 60, share) > 1e-6]
    likely_control = [place for place in range(51) if binom.pmf(place, 50, control_share) > 1e-6]
    covered = sum(
        binom.pmf(yes, 60, share) * binom.pmf(control_yes, 50, control_share)
        for yes in likely
        for control_yes in likely_control
        if share_difference_interval(yes, 60, control_yes, 50, confidence=0.95).contains(share - control_share)
    )
    assert 0.94 <= covered <= 0.98
