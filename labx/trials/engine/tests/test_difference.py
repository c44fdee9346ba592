"""Difference of two means: by hand, against other programs, and by how often it is right."""

import math

import numpy as np
import pytest
import tea_tasting as tt
from causaldata import nsw_mixtape
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.stats.tests.strategies import confidences, numbers, varied_samples
from labx.trials.engine.difference import difference_in_means, relative_difference
from labx.trials.engine.effect import Effect
from labx.trials.engine.tests.gallery import national_supported_work
from tests.references import reference

STORED = reference("nsw_statsmodels")
# From 6 values on their mean is told from 0 at every confidence tried here.
positive_samples = st.lists(st.floats(10, 20).map(lambda value: round(value, 2)), min_size=6, max_size=30).filter(
    lambda values: max(values) - min(values) > 0.1
)


def numbers_of(effect):
    return {
        "estimate": effect.estimate,
        "standard_error": effect.standard_error,
        "degrees_of_freedom": effect.degrees_of_freedom,
        "lower": effect.interval.lower,
        "upper": effect.interval.upper,
        "p_value": effect.p_value,
    }


def compared(treated, control, confidence=0.95):
    return difference_in_means(Moments.of(treated), Moments.of(control), confidence=confidence)


def related(treated, control, confidence=0.95):
    return relative_difference(Moments.of(treated), Moments.of(control), confidence=confidence)


def test_by_hand():
    variance, control_variance = ((4 - 6) ** 2 + (8 - 6) ** 2) / (2 - 1), ((1 - 2) ** 2 + 0 + (3 - 2) ** 2) / (3 - 1)
    part, control_part = variance / 2, control_variance / 3
    effect = compared([4, 8], [1, 2, 3])
    assert effect.estimate == (4 + 8) / 2 - (1 + 2 + 3) / 3
    assert effect.standard_error == pytest.approx(math.sqrt(part + control_part))
    degrees_of_freedom = (part + control_part) ** 2 / (part**2 / (2 - 1) + control_part**2 / (3 - 1))
    assert effect.degrees_of_freedom == pytest.approx(degrees_of_freedom)


def test_interval_and_p_value_by_a_table_of_t():
    effect = Effect.of(estimate=4, standard_error=2, degrees_of_freedom=10, confidence=0.95)
    assert effect.interval.lower == pytest.approx(4 - 2.228139 * 2, abs=1e-5)
    assert effect.interval.upper == pytest.approx(4 + 2.228139 * 2, abs=1e-5)
    assert effect.interval.confidence == 0.95
    assert effect.p_value == pytest.approx(0.0733880, abs=1e-6)  # t = 4 / 2


def test_the_national_supported_work_demonstration():
    treated, control = national_supported_work()
    effect = difference_in_means(treated, control, confidence=0.95)
    assert (treated.count, control.count) == (185, 260)
    assert round(effect.estimate, 2) == 1794.34
    assert round(effect.standard_error, 2) == 671.00
    assert numbers_of(effect) == pytest.approx(STORED["welch"], rel=1e-10)


def test_equal_to_tea_tasting():
    data = nsw_mixtape.load_pandas().data.astype({"re78": float})
    experiment = tt.Experiment({"wage": tt.Mean("re78", use_t=True, equal_var=False)}, variant="treat")
    theirs = experiment.analyze(data)["wage"]
    ours = difference_in_means(*national_supported_work(), confidence=0.95)
    assert ours.estimate == pytest.approx(theirs.effect_size, rel=1e-10)
    assert ours.interval.lower == pytest.approx(theirs.effect_size_ci_lower, rel=1e-10)
    assert ours.interval.upper == pytest.approx(theirs.effect_size_ci_upper, rel=1e-10)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-10)


def test_one_arm_may_be_constant():
    effect = compared([5, 5], [1, 2, 3])
    assert effect.standard_error == pytest.approx(math.sqrt(1 / 3))
    assert effect.degrees_of_freedom == 3 - 1
    assert compared([1, 2, 3], [5, 5]).degrees_of_freedom == 3 - 1


def test_two_constant_arms_have_no_uncertainty_to_estimate():
    with pytest.raises(CannotEstimate) as refusal:
        compared([5, 5], [3, 3])
    assert str(refusal.value) == (
        "The uncertainty of this difference cannot be estimated. Within each arm all outcomes are equal, so the data "
        "do not show how much they could vary. Check that the outcome column is the right one; if it is, report the "
        "two values without an interval."
    )


@pytest.mark.parametrize("arms", [([5], [1, 2, 3]), ([1, 2, 3], [5])])
def test_one_unit_in_an_arm_is_too_few(arms):
    with pytest.raises(CannotEstimate, match="only one value"):
        compared(*arms)


def test_confidence_is_a_share():
    with pytest.raises(ValueError, match="confidence is 95"):
        compared([1, 2], [3, 4], confidence=95)
    with pytest.raises(ValueError, match="confidence is 95"):
        related([1, 2], [3, 4], confidence=95)


def test_a_mean_of_a_billion_breaks_nothing():
    small = compared([4.0, 5, 6.5], [1.0, 2, 3])
    large = compared([1e9 + 4, 1e9 + 5, 1e9 + 6.5], [1e9 + 1, 1e9 + 2, 1e9 + 3])
    assert numbers_of(large) == pytest.approx(numbers_of(small), rel=1e-6)  # a double near 1e9 steps by 1e-7


@given(varied_samples, varied_samples, confidences)
def test_equal_to_scipy(treated, control, confidence):
    test = stats.ttest_ind(treated, control, equal_var=False)
    effect = compared(treated, control, confidence)
    interval = test.confidence_interval(confidence)
    width = interval.high - interval.low
    assert effect.degrees_of_freedom == pytest.approx(test.df, rel=1e-6)
    assert effect.p_value == pytest.approx(test.pvalue, rel=1e-6, abs=1e-12)
    assert effect.interval.lower == pytest.approx(interval.low, abs=1e-6 * width)
    assert effect.interval.upper == pytest.approx(interval.high, abs=1e-6 * width)


@given(varied_samples, varied_samples)
def test_exchanging_the_arms_turns_the_sign(treated, control):
    forward, backward = compared(treated, control), compared(control, treated)
    assert backward.estimate == -forward.estimate
    assert backward.interval.lower == pytest.approx(-forward.interval.upper, rel=1e-12, abs=1e-12)
    assert backward.p_value == pytest.approx(forward.p_value, rel=1e-9)


@given(varied_samples, varied_samples, numbers, st.sampled_from([0.5, 4.0]))
def test_shift_does_not_matter_and_scale_carries_over(treated, control, shift, factor):
    plain = compared(treated, control)
    moved = compared([factor * value + shift for value in treated], [factor * value + shift for value in control])
    width = factor * plain.interval.width
    assert moved.estimate == pytest.approx(factor * plain.estimate, abs=1e-6 * width)
    assert moved.interval.width == pytest.approx(width, rel=1e-5)


@given(varied_samples, varied_samples, confidences)
def test_the_interval_leaves_out_0_exactly_when_p_is_small(treated, control, confidence):
    effect = compared(treated, control, confidence)
    if abs(effect.p_value - (1 - confidence)) > 1e-9:
        assert effect.interval.contains(0) == (effect.p_value > 1 - confidence)


def test_relative_by_hand():
    """With a comparison arm that does not vary the interval is that of the treated mean divided by a constant."""
    effect = related([14, 15, 16], [10, 10])
    margin = 4.302653 * math.sqrt(1 / 3)  # Student's t with 3 - 1 degrees of freedom, 97.5 %
    assert effect.estimate == 15 / 10 - 1
    assert effect.interval.lower == pytest.approx((15 - margin) / 10 - 1, abs=1e-6)
    assert effect.interval.upper == pytest.approx((15 + margin) / 10 - 1, abs=1e-6)
    assert effect.interval.confidence == 0.95


def p_value_of_ratio(treated, control, ratio):
    """Welch's test of the treated arm against the comparison arm multiplied by the ratio."""
    return stats.ttest_ind(treated, [ratio * value for value in control], equal_var=False).pvalue


@given(positive_samples, positive_samples, confidences)
def test_relative_limits_are_where_welchs_test_would_turn(treated, control, confidence):
    interval = related(treated, control, confidence).interval
    for limit in (interval.lower, interval.upper):
        assert p_value_of_ratio(treated, control, limit + 1) == pytest.approx(1 - confidence, rel=1e-6)


@given(positive_samples, positive_samples)
def test_relative_and_absolute_agree_about_0(treated, control):
    absolute, relative = compared(treated, control), related(treated, control)
    if abs(absolute.p_value - 0.05) > 1e-9:
        assert absolute.interval.contains(0) == relative.interval.contains(0)


@given(positive_samples, positive_samples, st.sampled_from([0.01, 3.0, 1000.0]))
def test_relative_effects_have_no_unit(treated, control, factor):
    plain = related(treated, control)
    scaled = related([factor * value for value in treated], [factor * value for value in control])
    assert scaled.estimate == pytest.approx(plain.estimate, abs=1e-12)
    assert scaled.interval.lower == pytest.approx(plain.interval.lower, abs=1e-9)
    assert scaled.interval.upper == pytest.approx(plain.interval.upper, abs=1e-9)


@pytest.mark.parametrize("control", [[-1, 0, 1], [-12, -11, -10], [0, 0, 1], [0, 0]])
def test_no_share_of_a_mean_that_may_be_0(control):
    with pytest.raises(CannotEstimate) as refusal:
        related([14, 15, 16], control)
    assert str(refusal.value) == (
        "The difference cannot be given as a share of the comparison arm. The mean of the comparison arm cannot be "
        "told from 0, or lies below it. Report the difference in the unit of the outcome."
    )


def test_a_comparison_mean_just_above_0_gives_a_wide_but_finite_interval():
    control = Moments.of([0.9, 1, 1.1])
    margin = 4.302653 * control.standard_error
    near = Moments(3, margin * 1.001, control.sum_squared_deviations, 0, 1)
    interval = relative_difference(Moments.of([14, 15, 16]), near, confidence=0.95).interval
    assert interval.upper > 1000
    assert math.isfinite(interval.upper)


def test_relative_needs_two_units_and_some_spread():
    with pytest.raises(CannotEstimate, match="only one value"):
        related([14], [9, 10, 11])
    with pytest.raises(CannotEstimate, match="Within each arm all outcomes are equal"):
        related([14, 14], [9, 9])


def coverage(replications, *, seed=4):
    """Share of intervals that hold the truth, for skewed outcomes with unequal spread and unequal arms."""
    random = np.random.default_rng(seed)
    absolute = relative = 0
    for _ in range(replications):
        treated = Moments.of(random.gamma(4, 3, size=60))
        control = Moments.of(random.gamma(9, 1, size=90))
        absolute += difference_in_means(treated, control, confidence=0.95).interval.contains(4 * 3 - 9)
        relative += relative_difference(treated, control, confidence=0.95).interval.contains(4 * 3 / 9 - 1)
    return absolute / replications, relative / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert coverage(600) == (pytest.approx(0.95, abs=0.03), pytest.approx(0.95, abs=0.03))


@pytest.mark.slow
def test_intervals_hold_the_truth():
    assert coverage(10_000) == (pytest.approx(0.95, abs=0.007), pytest.approx(0.95, abs=0.007))
