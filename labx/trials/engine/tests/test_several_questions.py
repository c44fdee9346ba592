"""Several arms, outcomes and groups at once: by hand, against statsmodels and scipy, and by false findings."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway

from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.contrast import contrast_of_means
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.effect import Effect
from labx.trials.engine.factorial import factorial_effects
from labx.trials.engine.multiplicity import benjamini_hochberg, holm
from labx.trials.engine.several_arms import critical_of_many, dunnett
from labx.trials.engine.subgroups import interaction_test

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=12)
CELLS = [[1.0, 3, 4], [2, 4, 9, 1], [4, 6, 6.5], [8, 10, 12, 17, 3]]


def moments(lists):
    return [Moments.of(values) for values in lists]


def test_corrections_by_hand():
    assert holm([0.01, 0.02, 0.4]) == pytest.approx((3 * 0.01, 2 * 0.02, 0.4))
    assert benjamini_hochberg([0.01, 0.02, 0.4]) == pytest.approx((0.01 * 3 / 1, 0.02 * 3 / 2, 0.4))
    assert holm([0.6, 0.9]) == (1.0, 1.0)


@pytest.mark.parametrize("count", [1, 2, 3, 20])
def test_corrections_equal_statsmodels(count):
    values = np.random.default_rng(count).beta(0.3, 1, size=count).round(3)
    assert holm(values) == pytest.approx(multipletests(values, method="holm")[1], rel=1e-12)
    assert benjamini_hochberg(values) == pytest.approx(multipletests(values, method="fdr_bh")[1], rel=1e-12)


@given(p_values)
def test_corrections_never_lower_and_keep_the_order(values):
    for correct in (holm, benjamini_hochberg):
        found = correct(values)
        assert all(after >= before - 1e-15 for before, after in zip(values, found, strict=True))
        assert [found[place] for place in np.argsort(values)] == sorted(found)


def test_p_values_that_are_none():
    with pytest.raises(ValueError, match="between 0 and 1"):
        holm([0.1, 1.2])
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([-0.1])


@pytest.mark.parametrize(("arms", "degrees", "critical"), [(2, 20, 2.38), (3, 20, 2.54), (4, 10, 2.89), (2, 1e6, 2.21)])
def test_dunnetts_table(arms, degrees, critical):
    """Dunnett (1964), table II, two-sided 5 %, arms of equal size."""
    found = critical_of_many(np.full(arms, math.sqrt(0.5)), degrees, confidence=0.95)
    assert found == pytest.approx(critical, abs=0.005)


def test_dunnett_equals_scipy():
    arms = [[4.0, 5, 6, 9], [2, 3, 4], [7, 1, 3, 8, 9]]
    control = [1.0, 2, 3, 2, 5]
    theirs = stats.dunnett(*arms, control=control, rng=np.random.default_rng(1))
    interval = theirs.confidence_interval(0.95)
    for place, effect in enumerate(dunnett(moments(arms), Moments.of(control), confidence=0.95)):
        assert effect.estimate / effect.standard_error == pytest.approx(theirs.statistic[place])
        assert effect.p_value == pytest.approx(theirs.pvalue[place], abs=2e-3)
        assert effect.interval.lower == pytest.approx(interval.low[place], abs=2e-2)
        assert effect.interval.upper == pytest.approx(interval.high[place], abs=2e-2)


def test_dunnett_by_hand_for_independent_arms():
    """With a comparison arm known for sure the statistics are independent: the chances multiply."""
    critical = critical_of_many(np.full(3, 1e-9), 1e7, confidence=0.95)
    assert critical == pytest.approx(stats.norm.ppf((1 + 0.95 ** (1 / 3)) / 2), abs=1e-5)
    assert critical_of_many(np.full(2, 1e-9), 3, confidence=0.9999) > 20


def test_dunnett_needs_two_arms_and_some_spread():
    with pytest.raises(CannotEstimate, match="1 tried arms and 4 units"):
        dunnett(moments([[1, 2]]), Moments.of([1, 2]), confidence=0.95)
    with pytest.raises(CannotEstimate, match="3 units"):
        dunnett(moments([[1], [2]]), Moments.of([1]), confidence=0.95)
    with pytest.raises(CannotEstimate, match="Within each arm"):
        dunnett(moments([[1, 1], [2, 2]]), Moments.of([1, 1]), confidence=0.95)


def test_a_contrast_of_two_arms_is_the_difference():
    arms = moments(CELLS[:2])
    assert contrast_of_means(arms, (1, -1), confidence=0.9) == difference_in_means(*arms, confidence=0.9)
    assert contrast_of_means(moments([[1, 2], [5, 5]]), (1, -1), confidence=0.9).degrees_of_freedom == 1
    with pytest.raises(ValueError, match="2 arms and 3 weights"):
        contrast_of_means(arms, (1, -1, 0), confidence=0.9)
    with pytest.raises(CannotEstimate, match="Within each arm"):
        contrast_of_means(moments([[1, 1], [2, 2]]), (1, -1), confidence=0.9)


def test_factorial_by_hand_and_by_statsmodels():
    names = ("neither", "first_only", "second_only", "both")
    effects = factorial_effects(**dict(zip(names, moments(CELLS), strict=True)), confidence=0.95)
    means = [sum(cell) / len(cell) for cell in CELLS]
    assert effects.first.estimate == pytest.approx((means[1] - means[0] + means[3] - means[2]) / 2)
    assert effects.second.estimate == pytest.approx((means[2] - means[0] + means[3] - means[1]) / 2)
    assert effects.interaction.estimate == pytest.approx(means[3] - means[2] - (means[1] - means[0]))
    cell_of = np.repeat(range(4), [len(cell) for cell in CELLS])
    fit = sm.OLS(np.concatenate(CELLS), np.eye(4)[cell_of]).fit(cov_type="HC2", use_t=True)
    theirs = fit.t_test([[-0.5, 0.5, -0.5, 0.5], [-0.5, -0.5, 0.5, 0.5], [1, -1, -1, 1]])
    ours = (effects.first, effects.second, effects.interaction)
    assert [effect.standard_error for effect in ours] == pytest.approx(list(theirs.sd), rel=1e-10)


def effect_of(estimate, error, degrees=50):
    return Effect.of(estimate=estimate, standard_error=error, degrees_of_freedom=degrees, confidence=0.95)


def test_interaction_of_two_groups_by_hand():
    """Two groups: t for the difference of the effects, squared, with Satterthwaite's degrees of freedom."""
    test = interaction_test([effect_of(5, 2, 30), effect_of(1, 1, 10)])
    assert test.statistic == pytest.approx((5 - 1) ** 2 / (2**2 + 1**2))
    assert test.groups_degrees_of_freedom == 1
    assert test.error_degrees_of_freedom == pytest.approx((4 + 1) ** 2 / (4**2 / 30 + 1**2 / 10))
    t = math.sqrt(test.statistic)
    assert test.p_value == pytest.approx(2 * stats.t.sf(t, test.error_degrees_of_freedom), rel=1e-8)
    assert test.common_effect == pytest.approx((5 / 4 + 1 / 1) / (1 / 4 + 1 / 1))


def test_interaction_equals_welchs_analysis_of_variance():
    effects = [effect_of(arm.mean, arm.standard_error, arm.count - 1) for arm in moments([[1.0, 3, 4], *CELLS[1:]])]
    theirs = anova_oneway(CELLS, use_var="unequal", welch_correction=True)
    ours = interaction_test(effects)
    assert ours.statistic == pytest.approx(theirs.statistic, rel=1e-8)
    assert ours.error_degrees_of_freedom == pytest.approx(theirs.df[1], rel=1e-8)
    assert ours.p_value == pytest.approx(theirs.pvalue, rel=1e-8)


@given(st.permutations([(1.0, 2.0), (3.0, 1.0), (-1.0, 0.5)]), st.floats(-100, 100))
def test_interaction_knows_no_order_and_no_common_shift(parts, shift):
    plain = interaction_test([effect_of(*part) for part in [(1.0, 2.0), (3.0, 1.0), (-1.0, 0.5)]])
    moved = interaction_test([effect_of(value + shift, error) for value, error in parts])
    assert moved.statistic == pytest.approx(plain.statistic, rel=1e-6)


def test_one_group_has_nothing_to_differ_from():
    with pytest.raises(CannotEstimate, match="Only one group"):
        interaction_test([effect_of(1, 1)])


def false_findings(replications, *, seed=1):
    """Share of trials without any effect that still find one: three arms by Dunnett, and four groups' interaction."""
    random = np.random.default_rng(seed)
    found = np.zeros(2)
    critical = critical_of_many(np.full(3, math.sqrt(0.5)), 4 * 12 - 4, confidence=0.95)
    for _ in range(replications):
        drawn = [Moments.of(random.normal(size=12)) for _ in range(8)]
        error = math.sqrt(sum(arm.variance for arm in drawn[:4]) / 4 * (1 / 12 + 1 / 12))
        found[0] += max(abs(arm.mean - drawn[3].mean) for arm in drawn[:3]) > critical * error
        effects = [difference_in_means(drawn[2 * i], drawn[2 * i + 1], confidence=0.95) for i in range(4)]
        found[1] += interaction_test(effects).p_value < 0.05
    return found / replications


def test_false_findings_in_a_few_draws():
    assert list(false_findings(200)) == [pytest.approx(0.05, abs=0.04)] * 2


@pytest.mark.slow
def test_false_findings():
    assert list(false_findings(4_000)) == [pytest.approx(0.05, abs=0.012)] * 2
