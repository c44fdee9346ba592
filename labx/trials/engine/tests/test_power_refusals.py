"""What a plan that cannot be is told."""

import math

import pytest

from labx.trials.engine.power_of_means import (
    detectable_difference_of_means,
    power_of_means,
    sample_size_for_means,
)
from labx.trials.engine.power_of_shares import detectable_share, power_of_shares, sample_size_for_shares
from labx.trials.engine.sample_size import SampleSize, design_effect

USUAL = {"power": 0.8, "confidence": 0.95, "control_per_treated": 1}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"cluster_size": 0.5}, "cluster_size is 0.5; it must be 1 or more."),
        ({"cluster_size": math.nan}, "cluster_size is nan; it must be a finite number above 0."),
        ({"size_variation": -1}, "size_variation is -1; it must be 0 or more."),
        ({"size_variation": math.inf}, "size_variation is inf; it must be 0 or more."),
        ({"intraclass_correlation": 1.1}, "intraclass_correlation is 1.1; it must lie between 0 and 1."),
        ({"intraclass_correlation": -0.1}, "intraclass_correlation is -0.1; it must lie between 0 and 1."),
    ],
)
def test_clusters_that_cannot_be(change, told):
    with pytest.raises(ValueError) as refusal:
        design_effect(**{"cluster_size": 20, "size_variation": 0, "intraclass_correlation": 0.1, **change})
    assert str(refusal.value) == told


def test_the_ends_of_the_ranges_of_clusters_are_allowed():
    assert design_effect(cluster_size=1, size_variation=0, intraclass_correlation=0) == 1
    assert design_effect(cluster_size=7, size_variation=0, intraclass_correlation=1) == 7


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"design_effect": 0.9}, "design_effect is 0.9; it must be 1 or more."),
        ({"design_effect": math.inf}, "design_effect is inf; it must be 1 or more."),
        ({"lost_share": 1}, "lost_share is 1; it must be 0 or more and below 1. Write 20 % as 0.2."),
        ({"lost_share": -0.1}, "lost_share is -0.1; it must be 0 or more and below 1. Write 20 % as 0.2."),
    ],
)
def test_losses_that_cannot_be(change, told):
    with pytest.raises(ValueError) as refusal:
        SampleSize(10, 10).enlarged(**{"design_effect": 1, "lost_share": 0, **change})
    assert str(refusal.value) == told


MEANS = {"difference": 1, "standard_deviation": 1, **USUAL}
SHARES = {"control_share": 0.4, "treated_share": 0.3, **USUAL}
ARMS = {"treated_count": 5, "control_count": 5, "confidence": 0.95}
UNREACHABLE = "power is 0.05; it must lie above 1 - confidence, which is 0.1."


@pytest.mark.parametrize(
    ("function", "arguments", "told"),
    [
        (sample_size_for_means, {**MEANS, "difference": 0}, "size of the difference is 0; it must be a finite number"),
        (sample_size_for_means, {**MEANS, "difference": math.nan}, "size of the difference is nan"),
        (sample_size_for_means, {**MEANS, "standard_deviation": 0}, "standard_deviation is 0; it must be a finite"),
        (sample_size_for_means, {**MEANS, "control_per_treated": 0}, "control_per_treated is 0; it must be a finite"),
        (sample_size_for_means, {**MEANS, "power": 0.05, "confidence": 0.9}, UNREACHABLE),
        (sample_size_for_means, {**MEANS, "power": 0.5, "confidence": 0.5}, "power is 0.5; it must lie above"),
        (sample_size_for_means, {**MEANS, "power": 1}, "power is 1; it must lie strictly between 0 and 1."),
        (sample_size_for_means, {**MEANS, "confidence": 1}, "confidence is 1; it must lie strictly between 0 and 1."),
        (sample_size_for_shares, {**SHARES, "control_share": 0}, "control_share is 0; it must lie strictly"),
        (sample_size_for_shares, {**SHARES, "treated_share": 1}, "treated_share is 1; it must lie strictly"),
        (sample_size_for_shares, {**SHARES, "control_per_treated": 0}, "control_per_treated is 0; it must be"),
        (sample_size_for_shares, {**SHARES, "power": 0.05, "confidence": 0.9}, UNREACHABLE),
        (
            sample_size_for_shares,
            {**SHARES, "treated_share": 0.4},
            "Both shares are 0.4; give the share in the tried arm that is worth finding.",
        ),
        (power_of_means, {**ARMS, "difference": math.inf, "standard_deviation": 1}, "difference is inf; it must be f"),
        (power_of_means, {**ARMS, "difference": 1, "standard_deviation": -1}, "standard_deviation is -1; it must be"),
        (
            power_of_means,
            {**ARMS, "difference": 1, "standard_deviation": 1, "treated_count": 1},
            "treated_count is 1; it must be a whole number of 2 or more.",
        ),
        (
            power_of_means,
            {**ARMS, "difference": 1, "standard_deviation": 1, "control_count": 1},
            "control_count is 1; it must be a whole number of 2 or more.",
        ),
        (power_of_means, {**ARMS, "difference": 1, "standard_deviation": 1, "confidence": 2}, "confidence is 2; it"),
        (
            power_of_shares,
            {**ARMS, "control_share": 0.5, "treated_share": 0.4, "treated_count": 0},
            "treated_count is 0; it must be a whole number of 1 or more.",
        ),
        (
            power_of_shares,
            {**ARMS, "control_share": 0.5, "treated_share": 0.4, "control_count": 0},
            "control_count is 0; it must be a whole number of 1 or more.",
        ),
        (
            power_of_shares,
            {**ARMS, "control_share": 0.5, "treated_share": 0.4, "confidence": 2},
            "confidence is 2; it must lie strictly between 0 and 1.",
        ),
        (
            detectable_difference_of_means,
            {**ARMS, "standard_deviation": 0, "power": 0.8},
            "standard_deviation is 0; it must be a finite number above 0.",
        ),
        (
            detectable_difference_of_means,
            {**ARMS, "standard_deviation": 1, "power": 0.05, "confidence": 0.9},
            UNREACHABLE,
        ),
        (
            detectable_share,
            {**ARMS, "control_share": 1, "power": 0.8, "better": "lower"},
            "control_share is 1; it must lie strictly between 0 and 1.",
        ),
        (
            detectable_share,
            {**ARMS, "control_share": 0.5, "power": 0.8, "better": "lower", "treated_count": 0.5},
            "treated_count is 0.5; it must be a whole number of 1 or more.",
        ),
        (
            detectable_share,
            {**ARMS, "control_share": 0.5, "power": 0.8, "better": "lower", "control_count": 0.5},
            "control_count is 0.5; it must be a whole number of 1 or more.",
        ),
        (
            detectable_share,
            {**ARMS, "control_share": 0.5, "power": 0.05, "better": "lower", "confidence": 0.9},
            UNREACHABLE,
        ),
    ],
)
def test_plans_that_cannot_be(function, arguments, told):
    with pytest.raises(ValueError) as refusal:
        function(**arguments)
    assert str(refusal.value).startswith(told)
