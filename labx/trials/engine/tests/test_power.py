"""Sample sizes and power: by hand, against statsmodels, and by simulated trials."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.power_of_means import (
    detectable_difference_of_means,
    power_of_means,
    sample_size_for_means,
)
from labx.trials.engine.power_of_shares import detectable_share, power_of_shares, sample_size_for_shares
from labx.trials.engine.sample_size import SampleSize, design_effect
from tests.references import reference

STORED = reference("power_statsmodels")
USUAL = {"power": 0.8, "confidence": 0.95, "control_per_treated": 1}
Z_BOTH = 1.959964 + 0.841621  # 97.5 % and 80 % of the normal distribution


def power_by(treated, control, *, difference=0.5, confidence=0.95):
    return power_of_means(
        difference=difference,
        standard_deviation=1,
        treated_count=treated,
        control_count=control,
        confidence=confidence,
    )


def test_shares_as_the_lab_teaches_them():
    """Drop-out of 40 % against 30 % and against 36 %."""
    assert sample_size_for_shares(control_share=0.4, treated_share=0.3, **USUAL) == SampleSize(356, 356)
    assert sample_size_for_shares(control_share=0.4, treated_share=0.36, **USUAL) == SampleSize(2310, 2310)


def test_shares_by_hand():
    distance = 2 * math.asin(math.sqrt(0.25)) - 2 * math.asin(math.sqrt(0.5))  # 60 and 90 degrees
    assert distance == pytest.approx(math.radians(60 - 90))
    needed = Z_BOTH**2 / distance**2 * (1 + 1 / 1)
    assert sample_size_for_shares(control_share=0.5, treated_share=0.25, **USUAL).treated == math.ceil(needed)


@pytest.mark.parametrize("case", STORED["shares"])
def test_shares_equal_statsmodels(case):
    shares = {"control_share": case["control"], "treated_share": case["treated"]}
    size = sample_size_for_shares(**shares, **{**USUAL, "control_per_treated": case["ratio"]})
    assert size.treated == math.ceil(case["needed"])
    assert size.control == math.ceil(case["ratio"] * size.treated)
    assert size.total == size.treated + size.control
    power = power_of_shares(**shares, treated_count=100, control_count=round(100 * case["ratio"]), confidence=0.95)
    assert power == pytest.approx(case["power_of_100"], rel=1e-9)


@pytest.mark.parametrize("case", STORED["means"])
def test_means_equal_statsmodels(case):
    control = round(case["treated"] * case["ratio"])
    power = power_by(case["treated"], control, difference=case["difference"], confidence=case["confidence"])
    assert power == pytest.approx(case["power"], rel=1e-8)
    detectable = detectable_difference_of_means(
        standard_deviation=1,
        treated_count=case["treated"],
        control_count=control,
        power=0.8,
        confidence=case["confidence"],
    )
    assert detectable == pytest.approx(case["detectable"], rel=1e-5)  # statsmodels stops searching there
    size = sample_size_for_means(
        difference=case["difference"],
        standard_deviation=1,
        power=0.8,
        confidence=case["confidence"],
        control_per_treated=case["ratio"],
    )
    assert size.treated == math.ceil(case["needed"])
    assert size.control == math.ceil(case["ratio"] * size.treated)


def test_means_by_hand_with_many_units():
    """Many units make the t distribution normal: 2 (z of confidence + z of power)² / (difference / deviation)²."""
    size = sample_size_for_means(difference=0.4, standard_deviation=20, **USUAL)
    assert size.treated == pytest.approx(2 * Z_BOTH**2 * (20 / 0.4) ** 2, rel=2e-4)


def test_no_difference_is_found_as_often_as_chance_allows():
    assert power_by(30, 50, difference=0, confidence=0.9) == pytest.approx(1 - 0.9)
    none = {"control_share": 0.4, "treated_share": 0.4, "treated_count": 30, "control_count": 50}
    assert power_of_shares(**none, confidence=0.9) == pytest.approx(1 - 0.9)


@given(st.floats(0.05, 5), st.sampled_from([0.5, 0.8, 0.95]), st.sampled_from([0.5, 1, 3]))
def test_one_unit_fewer_would_not_do(difference, power, ratio):
    wanted = {"power": power, "confidence": 0.95, "control_per_treated": ratio}
    size = sample_size_for_means(difference=difference, standard_deviation=1, **wanted)
    assert power_by(size.treated, size.control, difference=difference) >= power
    fewer, fewer_control = size.treated - 1, math.ceil((size.treated - 1) * ratio)
    if fewer >= 2 and fewer_control >= 2:
        assert power_by(fewer, fewer_control, difference=difference) < power


def test_an_effect_that_nobody_could_miss_needs_the_fewest_units():
    assert sample_size_for_means(difference=1000, standard_deviation=1, **USUAL) == SampleSize(2, 2)
    few_controls = {**USUAL, "control_per_treated": 0.25}
    assert sample_size_for_means(difference=1000, standard_deviation=1, **few_controls) == SampleSize(5, 2)


@given(st.integers(2, 500), st.integers(2, 500), st.sampled_from([0.12, 0.8, 0.99]))
def test_the_detectable_difference_has_the_power(treated, control, power):
    detectable = detectable_difference_of_means(
        standard_deviation=3, treated_count=treated, control_count=control, power=power, confidence=0.9
    )
    assert power_by(treated, control, difference=detectable / 3, confidence=0.9) == pytest.approx(power, abs=1e-9)
    assert power_by(treated, control, difference=-detectable / 3, confidence=0.9) == pytest.approx(power, abs=1e-9)


@given(st.floats(0.2, 0.8), st.integers(150, 5000), st.integers(150, 5000), st.sampled_from(["higher", "lower"]))
def test_the_detectable_share_has_the_power(control_share, treated, control, better):
    sizes = {"treated_count": treated, "control_count": control, "confidence": 0.95}
    share = detectable_share(control_share=control_share, **sizes, power=0.8, better=better)
    assert (share > control_share) == (better == "higher")
    assert power_of_shares(control_share=control_share, treated_share=share, **sizes) == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize(("share", "better"), [(0.02, "lower"), (0.98, "higher")])
def test_no_share_is_far_enough(share, better):
    with pytest.raises(CannotEstimate) as refusal:
        detectable_share(
            control_share=share, treated_count=50, control_count=60, power=0.8, confidence=0.95, better=better
        )
    assert str(refusal.value) == (
        f"No share is far enough from {share:.0%} to be found. The arms of 50 and 60 units are too small for this "
        "power. Plan larger arms, or accept a lower power."
    )


def test_recruiting_for_clusters_and_losses_by_hand():
    effect = design_effect(cluster_size=21, size_variation=0, intraclass_correlation=0.05)
    assert effect == 1 + (21 - 1) * 0.05
    unequal = design_effect(cluster_size=20, size_variation=0.5, intraclass_correlation=0.1)
    assert unequal == pytest.approx(1 + ((1 + 0.5**2) * 20 - 1) * 0.1)
    recruited = SampleSize(100, 151).enlarged(design_effect=1.5, lost_share=0.2)
    assert recruited == SampleSize(math.ceil(100 * 1.5 / 0.8), math.ceil(151 * 1.5 / 0.8))
    assert SampleSize(10, 10).enlarged(design_effect=1, lost_share=0) == SampleSize(10, 10)


def test_rounding_up_forgives_the_last_digits():
    """50 x 1.1 is 55.00000000000001 in doubles."""
    assert 50 * 1.1 > 55
    assert SampleSize(50, 51).enlarged(design_effect=1.1, lost_share=0) == SampleSize(55, 57)


def test_the_design_effect_is_the_variance_of_clustered_means():
    """20 people in each of 30 clusters, a tenth of the variance between clusters, drawn 4,000 times."""
    random = np.random.default_rng(8)
    between = random.normal(0, math.sqrt(0.1), size=(4000, 30, 1))
    means = (between + random.normal(0, math.sqrt(0.9), size=(4000, 30, 20))).mean(axis=(1, 2))
    expected = design_effect(cluster_size=20, size_variation=0, intraclass_correlation=0.1)
    assert means.var() * 600 == pytest.approx(expected, rel=0.08)


def found_share(replications):
    """Share of simulated trials with 30 and 45 units whose interval leaves out 0."""
    random = np.random.default_rng(9)
    found = 0
    for _ in range(replications):
        treated, control = Moments.of(random.normal(0.6, 1, 30)), Moments.of(random.normal(0, 1, 45))
        found += not difference_in_means(treated, control, confidence=0.95).interval.contains(0)
    return found / replications


def test_power_is_what_simulated_trials_find_in_a_few_draws():
    assert found_share(800) == pytest.approx(power_by(30, 45, difference=0.6), abs=0.05)


@pytest.mark.slow
def test_power_is_what_simulated_trials_find():
    assert found_share(20_000) == pytest.approx(power_by(30, 45, difference=0.6), abs=0.01)


def test_power_of_shares_is_what_simulated_trials_find():
    random = np.random.default_rng(10)
    tried, control = random.binomial(356, 0.3, size=20_000) / 356, random.binomial(356, 0.4, size=20_000) / 356
    pooled = (tried + control) / 2
    found = np.abs(tried - control) > 1.959964 * np.sqrt(2 * pooled * (1 - pooled) / 356)
    planned = power_of_shares(
        control_share=0.4, treated_share=0.3, treated_count=356, control_count=356, confidence=0.95
    )
    assert found.mean() == pytest.approx(planned, abs=0.02)
