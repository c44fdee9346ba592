"""Strata, pairs and earlier values: by hand, against statsmodels, scipy and tea-tasting, and on published studies."""

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import tea_tasting as tt
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.strata.before import difference_less_foretold
from labx.trials.engine.strata.blocked import paired_difference, stratified_difference
from labx.trials.engine.strata.levels import difference_within_levels
from labx.trials.engine.tests.gallery import COLUMNS, table
from labx.trials.engine.tests.studies import rock_the_vote, small_classes
from labx.trials.engine.tests.test_difference import numbers_of

seeds = st.integers(0, 10**6)
CORRECTIONS = {"classical": "nonrobust", "HC1": "HC1", "HC2": "HC2"}


def drawn(seed, *, size=60, effect=0.0):
    """Outcome, arm, stratum and a covariate; strata differ in level, in spread and in the chance of the tried arm."""
    random = np.random.default_rng(seed)
    stratum = np.arange(size) % 3
    arm = (random.permuted(np.arange(size)) // 3 % (2 + stratum) == 0).astype(float)
    arm[:12] = [0] * 6 + [1] * 6
    age = random.normal(40, 10, size)
    outcome = effect * arm + 5.0 * stratum + 0.1 * age + random.normal(0, 1 + stratum, size)
    return outcome, arm, stratum, age


def test_stratified_by_hand():
    """Two strata of 4 and 8 people, differences 3 and 1."""
    outcome = [1, 3, 4, 6, 0, 2, 0, 2, 1, 3, 1, 3]
    arm, stratum = [0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1], ["a"] * 4 + ["b"] * 8
    effect = stratified_difference(outcome, arm, stratum, confidence=0.95)
    assert effect.estimate == pytest.approx(3 * 4 / 12 + 1 * 8 / 12)
    first, second = (4 / 12) ** 2 * 2 / 2, (8 / 12) ** 2 * (4 / 3) / 4
    assert effect.standard_error == pytest.approx(math.sqrt(2 * first + 2 * second))
    degrees = (2 * first + 2 * second) ** 2 / (2 * first**2 / 1 + 2 * second**2 / 3)
    assert effect.degrees_of_freedom == pytest.approx(degrees)
    weighted = stratified_difference(outcome, arm, stratum, weights=[0.9, 0.1], confidence=0.95)
    assert weighted.estimate == pytest.approx(0.9 * 3 + 0.1 * 1)


@given(seeds)
@settings(max_examples=20)
def test_stratified_equals_statsmodels(seed):
    outcome, arm, stratum, _age = drawn(seed)
    cells = np.eye(6)[(3 * arm + stratum).astype(int)]
    fit = sm.OLS(outcome, cells).fit(cov_type="HC2", use_t=True)
    theirs = fit.t_test(np.array([[-1, -1, -1, 1, 1, 1]]) / 3)
    ours = stratified_difference(outcome, arm, stratum, confidence=0.95)
    assert ours.estimate == pytest.approx(theirs.effect[0], rel=1e-9, abs=1e-12)
    assert ours.standard_error == pytest.approx(theirs.sd[0, 0], rel=1e-9)


def test_one_stratum_is_the_plain_difference():
    outcome, arm, _stratum, _age = drawn(1)
    plain = difference_in_means(Moments.of(outcome[arm == 1]), Moments.of(outcome[arm == 0]), confidence=0.9)
    one = stratified_difference(outcome, arm, ["all"] * len(arm), confidence=0.9)
    assert numbers_of(one) == pytest.approx(numbers_of(plain), rel=1e-10)


def test_no_difference_within_strata():
    with pytest.raises(CannotEstimate, match="1 of the 2 strata have fewer than two"):
        stratified_difference([1, 2, 3, 4, 5, 6, 7], [0, 0, 1, 1, 0, 0, 1], list("aaaabbb"), confidence=0.95)
    with pytest.raises(CannotEstimate, match="Within each arm"):
        stratified_difference([1, 1, 2, 2], [0, 0, 1, 1], list("aaaa"), confidence=0.95)
    with pytest.raises(ValueError, match=r"2 strata and 2 weights that add up to 0\.5"):
        stratified_difference([1, 2, 3, 4] * 2, [0, 0, 1, 1] * 2, list("aaaabbbb"), weights=[0.2, 0.3], confidence=0.95)


def test_pairs_by_hand_and_by_scipy():
    tried, compared = [4, 6, 9, 3], [1, 4, 5, 3]
    effect = paired_difference(tried, compared, confidence=0.95)
    gaps = [3, 2, 4, 0]
    spread = sum((gap - 9 / 4) ** 2 for gap in gaps) / 3
    assert effect.estimate == 9 / 4
    assert effect.standard_error == pytest.approx(math.sqrt(spread / 4))
    theirs = stats.ttest_rel(tried, compared)
    assert effect.p_value == pytest.approx(theirs.pvalue, rel=1e-10)
    assert effect.interval.lower == pytest.approx(theirs.confidence_interval(0.95).low, rel=1e-10)


@given(seeds)
@settings(max_examples=20)
def test_exchanging_the_members_of_pairs_turns_the_sign(seed):
    tried, compared = np.random.default_rng(seed).normal(size=(2, 8))
    forward, backward = (paired_difference(*arms, confidence=0.9) for arms in ((tried, compared), (compared, tried)))
    assert backward.estimate == -forward.estimate
    assert backward.p_value == pytest.approx(forward.p_value)


def test_pairs_that_say_nothing():
    with pytest.raises(CannotEstimate, match="only one complete pair"):
        paired_difference([1], [2], confidence=0.95)
    with pytest.raises(CannotEstimate, match="Within each arm"):
        paired_difference([2, 3], [1, 2], confidence=0.95)
    with pytest.raises(ValueError, match="2 tried and 3 comparison members"):
        paired_difference([1, 2], [1, 2, 3], confidence=0.95)


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_levels_equal_statsmodels(correction):
    outcome, arm, stratum, age = drawn(7)
    design = np.column_stack([arm, age, np.eye(3)[stratum]])
    fit = sm.OLS(outcome, design).fit(cov_type=CORRECTIONS[correction], use_t=True)
    effect = difference_within_levels(
        outcome, arm, stratum, covariates=age[:, None], names=["age"], correction=correction, confidence=0.95
    )
    assert effect.estimate == pytest.approx(fit.params[0], rel=1e-9)
    assert effect.standard_error == pytest.approx(fit.bse[0], rel=1e-9)
    assert effect.p_value == pytest.approx(fit.pvalues[0], rel=1e-7)


def test_levels_by_hand():
    """One stratum: the plain difference with each arm's own spread; a person alone in a stratum changes nothing."""
    outcome, arm = [1, 2, 3, 4, 8], [0, 0, 0, 1, 1]
    effect = difference_within_levels(outcome, arm, list("aaaaa"), confidence=0.95)
    assert effect.estimate == pytest.approx((4 + 8) / 2 - (1 + 2 + 3) / 3)
    assert effect.standard_error == pytest.approx(math.sqrt(((4 - 6) ** 2 + (8 - 6) ** 2) / 2 + (1 + 0 + 1) / 2 / 3))
    assert difference_within_levels([*outcome, 99], [*arm, 1], list("aaaaab"), confidence=0.95) == effect


@given(seeds)
@settings(max_examples=20)
def test_the_levels_themselves_do_not_matter(seed):
    outcome, arm, stratum, _age = drawn(seed)
    moved = outcome + np.array([1e6, -3e5, 0])[stratum]
    plain, other = (difference_within_levels(values, arm, stratum, confidence=0.9) for values in (outcome, moved))
    assert numbers_of(other) == pytest.approx(numbers_of(plain), rel=1e-6, abs=1e-8)


def test_small_classes_with_school_effects():
    """Project STAR: 16.02 (2.24) with school effects, 15.93 (2.24) with the teacher's experience."""
    star = small_classes()
    aide = difference_within_levels(
        star["score"], star["small"], star["school"], covariates=star["aide"], names=["aide"], correction="HC1",
        confidence=0.95,
    )  # fmt: skip
    assert (round(aide.estimate, 2), round(aide.standard_error, 2)) == (16.02, 2.24)
    known = ~np.isnan(star["experience"])
    both = np.column_stack([star["aide"], star["experience"]])[known]
    taught = difference_within_levels(
        star["score"][known], star["small"][known], star["school"][known], covariates=both,
        names=["aide", "experience"], correction="HC1", confidence=0.95,
    )  # fmt: skip
    assert (round(taught.estimate, 2), round(taught.standard_error, 2)) == (15.93, 2.24)


def test_rock_the_vote_with_levels():
    study = rock_the_vote()
    effect = difference_within_levels(
        study["turnout"], study["treated"], study["strata"], correction="classical", confidence=0.95
    )
    assert (round(effect.estimate, 4), round(effect.standard_error, 4)) == (0.0310, 0.0141)


def test_no_levels():
    rows = [1.0, 2, 3, 4, 6], [0, 0, 1, 1, 1]
    with pytest.raises(CannotEstimate, match="No stratum has people of both arms"):
        difference_within_levels(*rows, list("aabbb"), confidence=0.95)
    with pytest.raises(CannotEstimate, match="5 units are too few for 6 coefficients"):
        difference_within_levels(*rows, list("abcde"), confidence=0.95)
    with pytest.raises(CannotEstimate, match="explain the outcome completely"):
        difference_within_levels([0, 0, 1, 1, 1], rows[1], list("aaaaa"), confidence=0.95)
    with pytest.raises(ValueError, match="correction is “HC7”"):
        difference_within_levels(*rows, list("aaaaa"), correction="HC7", confidence=0.95)
    with pytest.raises(CannotEstimate, match="alone decides"):
        difference_within_levels([1, 2, 3, 5], [0, 0, 0, 1], list("aaaa"), confidence=0.95)


def foretold(outcome, arm, covariates):
    names = ("after", *(f"before{place}" for place in range(covariates.shape[1])))
    rows = np.column_stack([outcome, covariates])
    arms = (CrossMoments.of(rows[arm == value], names=names) for value in (1, 0))
    return difference_less_foretold(*arms, outcome="after", covariates=names[1:], confidence=0.95)


@pytest.mark.parametrize("arms", [[1, 1, 1, 0, 0, 0], [1, 1, 0, 0, 0, 0]])
def test_foretold_by_hand(arms):
    outcome, arm, before = np.array([4.0, 6, 7, 1, 3, 4]), np.array(arms), np.array([1.0, 2, 3, 1, 2, 4])
    slope = ((outcome - 25 / 6) @ (before - 13 / 6)) / ((before - 13 / 6) @ (before - 13 / 6))
    left = outcome - slope * before
    found = foretold(outcome, arm, before[:, None])
    plain = difference_in_means(Moments.of(left[arm == 1]), Moments.of(left[arm == 0]), confidence=0.95)
    assert numbers_of(found.effect) == pytest.approx(numbers_of(plain), rel=1e-10)
    assert found.explained_share == pytest.approx(np.corrcoef(outcome, before)[0, 1] ** 2)


def test_foretold_equals_tea_tasting():
    rows = table()
    earnings, arm, earlier = (rows[:, COLUMNS.index(name)] for name in ("re78", "treat", "re75"))
    data = pd.DataFrame({"after": earnings, "before": earlier, "arm": arm.astype(int)})
    metric = tt.Mean("after", covariate="before", use_t=True, equal_var=False)
    theirs = tt.Experiment({"wage": metric}, variant="arm").analyze(data)["wage"]
    ours = foretold(earnings, arm, earlier[:, None]).effect
    assert ours.estimate == pytest.approx(theirs.effect_size, rel=1e-9)
    assert ours.interval.lower == pytest.approx(theirs.effect_size_ci_lower, rel=1e-9)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-9)


@given(seeds)
@settings(max_examples=20)
def test_foretold_knows_no_unit(seed):
    outcome, arm, _stratum, age = drawn(seed)
    plain = foretold(outcome, arm, age[:, None]).effect
    other = foretold(outcome + 1e6, arm, 1000 + 3 * age[:, None]).effect
    assert numbers_of(other) == pytest.approx(numbers_of(plain), rel=1e-6, abs=1e-7)


def test_nothing_foretold():
    arm = np.array([0, 0, 0, 1, 1, 1])
    values, before = np.array([1.0, 2, 3, 4, 5, 7]), np.array([[1.0], [2], [4], [1], [2], [5]])
    with pytest.raises(CannotEstimate, match="Every unit has the same outcome"):
        foretold(np.ones(6), arm, before)
    with pytest.raises(CannotEstimate, match="explain the outcome completely"):
        foretold(before[:, 0], arm, before)
    with pytest.raises(CannotEstimate, match="same value for every unit"):
        foretold(values, arm, np.ones((6, 1)))
    with pytest.raises(CannotEstimate, match="only one value"):
        foretold(values, np.array([0, 0, 0, 0, 0, 1]), before)
    with pytest.raises(CannotEstimate, match="Within each arm"):
        foretold(np.array([2.0, 4, 8, 3, 5, 9]), arm, np.array([[1.0], [2], [4], [1], [2], [4]]))


def coverage(replications, *, seed=1):
    """Share of intervals that hold the effect: by strata, by levels, less what was foretold."""
    held = np.zeros(3)
    for number in range(replications):
        outcome, arm, stratum, age = drawn(seed * 10**6 + number, effect=2.0, size=120)
        held += [
            stratified_difference(outcome, arm, stratum, confidence=0.95).interval.contains(2.0),
            difference_within_levels(outcome, arm, stratum, confidence=0.95).interval.contains(2.0),
            foretold(outcome - 5.0 * stratum, arm, age[:, None]).effect.interval.contains(2.0),
        ]
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert list(coverage(200)) == [pytest.approx(0.95, abs=0.05)] * 3


@pytest.mark.slow
def test_intervals_hold_the_truth():
    assert list(coverage(6_000)) == [pytest.approx(0.95, abs=0.012)] * 3
