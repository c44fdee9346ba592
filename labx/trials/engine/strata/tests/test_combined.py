"""Strata put together: by hand, against statsmodels, scipy and lifelines, and by how often they are right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.miscmodels.ordinal_model import OrderedModel

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.outcomes.proportional_odds import proportional_odds
from labx.trials.engine.outcomes.ratio import difference_of_ratios
from labx.trials.engine.outcomes.superiority import superiority
from labx.trials.engine.outcomes.survival import Times, difference_of_restricted_means
from labx.trials.engine.strata.blocked import stratified_difference
from labx.trials.engine.strata.combined import Part, combined_effect
from labx.trials.engine.strata.ordered import stratified_superiority
from labx.trials.engine.strata.ratios import stratified_difference_of_ratios
from labx.trials.engine.tests.test_difference import numbers_of
from tests.references import reference

seeds = st.integers(0, 10**6)


def drawn(seed, *, size=90):
    """What is above, what is below, a rating, arm and stratum; strata differ in level and in chances."""
    random = np.random.default_rng(seed)
    stratum = np.arange(size) % 3
    arm = (random.permuted(np.arange(size)) // 3 % (2 + stratum) == 0).astype(float)
    arm[:12] = [0] * 6 + [1] * 6
    below = 1.0 + random.poisson(3, size)
    above = random.poisson(below * (0.5 + 0.3 * stratum + 0.2 * arm)).astype(float)
    rating = random.integers(1, 5, size) + stratum + arm
    return above, below, rating.astype(float), arm, stratum


def part_of(effect):
    return Part(effect.estimate, effect.standard_error**2, effect.degrees_of_freedom)


def test_two_strata_by_hand():
    """Differences of 3 and 1 with errors of 1 and 2, in strata of 30 and 10 of 40 units."""
    effect = combined_effect([Part(3.0, 1.0**2, 8), Part(1.0, 2.0**2, 8)], [30 / 40, 10 / 40], confidence=0.95)
    assert effect.estimate == pytest.approx(3 * 30 / 40 + 1 * 10 / 40)
    first, second = (30 / 40) ** 2 * 1**2, (10 / 40) ** 2 * 2**2
    assert effect.standard_error == pytest.approx(math.sqrt(first + second))
    degrees = (first + second) ** 2 / (first**2 / 8 + second**2 / 8)
    assert effect.degrees_of_freedom == pytest.approx(degrees)
    assert effect.interval.upper == pytest.approx(2.5 + stats.t.ppf(0.975, degrees) * math.sqrt(first + second))


def test_a_part_without_error_adds_none_and_normal_parts_have_no_end_of_freedom():
    known = combined_effect([Part(3.0, 1.0, 8), Part(1.0, 0.0, 3)], [0.5, 0.5], confidence=0.95)
    assert (known.estimate, known.standard_error, known.degrees_of_freedom) == (2.0, 0.5, 8)
    assert combined_effect([Part(3.0, 1.0, math.inf)], [1.0], confidence=0.95).degrees_of_freedom == math.inf
    with pytest.raises(CannotEstimate, match="uncertainty of this difference"):
        combined_effect([Part(3.0, 0.0, 8)], [1.0], confidence=0.95)
    with pytest.raises(ValueError, match="1 parts and 2 weights"):
        combined_effect([Part(3.0, 1.0, 8)], [0.5, 0.5], confidence=0.95)


@given(seeds)
@settings(max_examples=15)
def test_means_of_strata_are_the_stratified_difference(seed):
    above, _below, _rating, arm, stratum = drawn(seed)
    parts = [
        difference_in_means(
            *(Moments.of(above[(stratum == place) & (arm == side)]) for side in (1, 0)), confidence=0.95
        )
        for place in range(3)
    ]
    ours = combined_effect([part_of(one) for one in parts], [1 / 3] * 3, confidence=0.95)
    theirs = stratified_difference(above, arm, stratum, confidence=0.95)
    assert numbers_of(ours) == pytest.approx(numbers_of(theirs), rel=1e-9, abs=1e-12)


def test_ratios_by_hand():
    """Two offices of 4 people: 8 less 10 minutes for each call, and 4.5 less 4."""
    minutes, calls = [10, 14, 9, 21, 8, 10, 3, 5], [1, 2, 1, 2, 2, 2, 1, 1]
    arm, office = [1, 1, 0, 0, 1, 1, 0, 0], ["a"] * 4 + ["b"] * 4
    effect = stratified_difference_of_ratios(minutes, calls, arm, office, confidence=0.95)
    assert effect.estimate == pytest.approx(0.5 * (24 / 3 - 30 / 3) + 0.5 * (18 / 4 - 8 / 2))
    # Squared residuals, times n / (n - 1), divided by the squared sum of calls.
    cells = [(2**2 + 2**2) / 3**2, (1 + 1) / 3**2, (1 + 1) / 4**2, (1 + 1) / 2**2]
    parts = [0.5**2 * 2 / 1 * cell for cell in cells]
    assert effect.standard_error == pytest.approx(math.sqrt(sum(parts)))
    assert effect.degrees_of_freedom == pytest.approx(sum(parts) ** 2 / sum(part**2 / 1 for part in parts))
    weighted = stratified_difference_of_ratios(minutes, calls, arm, office, weights=[0.9, 0.1], confidence=0.95)
    assert weighted.estimate == pytest.approx(0.9 * -2 + 0.1 * 0.5)


@given(seeds)
@settings(max_examples=10)
def test_ratios_equal_statsmodels(seed):
    above, below, _rating, arm, stratum = drawn(seed)
    estimate, variance = 0.0, 0.0
    for place in range(3):
        for side, sign in ((1, 1), (0, -1)):
            rows = (stratum == place) & (arm == side)
            fit = sm.WLS(above[rows] / below[rows], np.ones(rows.sum()), weights=below[rows]).fit(cov_type="HC1")
            estimate += sign * fit.params[0] / 3
            variance += (fit.bse[0] / 3) ** 2
    ours = stratified_difference_of_ratios(above, below, arm, stratum, confidence=0.95)
    assert ours.estimate == pytest.approx(estimate, rel=1e-9, abs=1e-12)
    assert ours.standard_error == pytest.approx(math.sqrt(variance), rel=1e-9)


def test_ratios_of_one_stratum_and_by_one():
    above, below, _rating, arm, stratum = drawn(4)
    names = ("above", "below")
    sides = [CrossMoments.of(np.column_stack([above, below])[arm == side], names=names) for side in (1, 0)]
    plain = difference_of_ratios(*sides, numerator="above", denominator="below", confidence=0.95)
    one = stratified_difference_of_ratios(above, below, arm, ["all"] * len(arm), confidence=0.95)
    assert numbers_of(one) == pytest.approx(numbers_of(plain), rel=1e-9)
    means = stratified_difference(above, arm, stratum, confidence=0.95)
    by_one = stratified_difference_of_ratios(above, np.ones(len(arm)), arm, stratum, confidence=0.95)
    assert numbers_of(by_one) == pytest.approx(numbers_of(means), rel=1e-9)


def test_a_stratum_without_events_adds_nothing():
    arm, ward = [1, 1, 0, 0] * 2, ["a"] * 4 + ["b"] * 4
    some = stratified_difference_of_ratios([3, 1, 1, 2, 0, 0, 0, 0], [10] * 8, arm, ward, confidence=0.95)
    alone = stratified_difference_of_ratios([3, 1, 1, 2], [10] * 4, arm[:4], ward[:4], confidence=0.95)
    assert some.estimate == pytest.approx(alone.estimate / 2)
    assert some.standard_error == pytest.approx(alone.standard_error / 2)


def test_no_ratios_within_strata():
    arm, ward = [1, 1, 0, 0] * 2, ["a"] * 4 + ["b"] * 4
    with pytest.raises(CannotEstimate, match="In 1 of the 2 strata what the outcome is divided by"):
        stratified_difference_of_ratios([1] * 8, [1, 1, 1, 1, 0, 0, 1, 1], arm, ward, confidence=0.95)
    with pytest.raises(CannotEstimate, match="fewer than two units"):
        stratified_difference_of_ratios([1] * 7, [1] * 7, arm[:7], ward[:7], confidence=0.95)
    with pytest.raises(CannotEstimate, match="uncertainty of this difference"):
        stratified_difference_of_ratios([0.1, 0.3, 0.7, 1.1] * 2, [1, 3, 7, 11] * 2, arm, ward, confidence=0.95)
    with pytest.raises(ValueError, match="8 numbers above and 2 below"):
        stratified_difference_of_ratios([1] * 8, [1, 2], arm, ward, confidence=0.95)


def test_order_by_hand():
    """Pairs within two offices: 3.5 of 4 higher in one, 2.5 of 4 in the other."""
    rating, arm = [5, 4, 3, 4, 2, 3, 3, 1], [1, 1, 0, 0, 1, 1, 0, 0]
    effect = stratified_superiority(rating, arm, ["a"] * 4 + ["b"] * 4, confidence=0.95)
    assert effect.estimate == pytest.approx(0.5 * (3.5 / 4 - 0.5) + 0.5 * (2.5 / 4 - 0.5))
    placements = [(1, 0.75), (0, 0.25), (0.5, 0.75), (0.75, 0)]
    parts = [0.5**2 * np.var(pair, ddof=1) / 2 for pair in placements]
    assert effect.standard_error == pytest.approx(math.sqrt(sum(parts)))
    assert effect.degrees_of_freedom == pytest.approx(sum(parts) ** 2 / sum(part**2 for part in parts))


@given(seeds)
@settings(max_examples=15)
def test_order_equals_scipy_in_each_stratum(seed):
    _above, _below, rating, arm, stratum = drawn(seed)
    ours = stratified_superiority(rating, arm, stratum, confidence=0.95)
    chances, variance = [], 0.0
    for place in range(3):
        sides = [rating[(stratum == place) & (arm == side)] for side in (1, 0)]
        found = stats.brunnermunzel(*sides)
        chance = stats.mannwhitneyu(*sides).statistic / len(sides[0]) / len(sides[1]) - 0.5
        chances.append(chance)
        assume(chance)  # scipy gives the statistic, of which the error is a part
        variance += (chance / found.statistic / 3) ** 2
    assert ours.estimate == pytest.approx(np.mean(chances), abs=1e-12)
    assert ours.standard_error == pytest.approx(math.sqrt(variance), rel=1e-8)


def test_order_in_one_stratum_and_where_all_fall_the_same_way():
    _above, _below, rating, arm, _stratum = drawn(2)
    one = stratified_superiority(rating, arm, ["all"] * len(arm), confidence=0.9)
    plain = superiority(rating[arm == 1], rating[arm == 0], confidence=0.9)
    assert numbers_of(one) == pytest.approx(numbers_of(plain), rel=1e-10)
    sides, places = [1, 1, 0, 0] * 2, ["a"] * 4 + ["b"] * 4
    mixed = stratified_superiority([3, 4, 1, 2, 1, 3, 2, 3], sides, places, confidence=0.95)
    assert mixed.estimate == pytest.approx(0.5 * 0.5 + 0.5 * (1.5 / 4 - 0.5))
    with pytest.raises(CannotEstimate, match="Every outcome of one arm lies above"):
        stratified_superiority([3, 4, 1, 2] * 2, sides, places, confidence=0.95)
    with pytest.raises(CannotEstimate, match="fewer than two units"):
        stratified_superiority([3, 4, 1], [1, 1, 0], ["a"] * 3, confidence=0.95)


def test_odds_equal_statsmodels():
    """Its own thresholds and its own ratio in each stratum, averaged by size."""
    _above, _below, rating, arm, stratum = drawn(7, size=180)
    parts, estimate, variance = [], 0.0, 0.0
    for place in range(2):
        here = stratum == place
        model = OrderedModel(rating[here], arm[here, None], distr="logit")
        near = model.fit(method="bfgs", disp=False, warn_convergence=False)
        fit = model.fit(start_params=near.params, method="newton", disp=False, tol=1e-10, warn_convergence=False)
        estimate += fit.params[0] / 2
        variance += (fit.bse[0] / 2) ** 2
        sides = [rating[here & (arm == side)] for side in (1, 0)]
        parts.append(part_of(proportional_odds(*sides, confidence=0.95).effect))
    ours = combined_effect(parts, [1 / 2] * 2, confidence=0.95)
    assert ours.estimate == pytest.approx(estimate, abs=1e-8)
    assert ours.standard_error == pytest.approx(math.sqrt(variance), rel=1e-6)


def test_times_equal_lifelines():
    """Leukaemia patients by sex: mean weeks of remission up to the horizon, each sex by its part of the patients."""
    stored = reference("strata_lifelines")["strata"]
    units = sum(len(one["treated"]["times"]) + len(one["control"]["times"]) for one in stored["strata"])
    parts, shares, expected = [], [], 0.0
    for one in stored["strata"]:
        sides = [Times.of(one[side]["times"], one[side]["happened"]) for side in ("treated", "control")]
        effect = difference_of_restricted_means(*sides, horizon=stored["horizon"], confidence=0.95)
        parts.append(part_of(effect))
        shares.append(sum(len(side.times) for side in sides) / units)
        expected += shares[-1] * (one["treated"]["mean"] - one["control"]["mean"])
    assert combined_effect(parts, shares, confidence=0.95).estimate == pytest.approx(expected, rel=1e-9)
