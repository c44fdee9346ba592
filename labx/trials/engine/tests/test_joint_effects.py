"""Several arms held together: by hand, against Dunnett's table and scipy, and by false findings for each kind."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.adjustment_by_unit import interacted_difference_by_unit, interacted_pulls
from labx.trials.engine.joint_effects import correlation_of_effects, held_together
from labx.trials.engine.outcomes.proportional_odds import proportional_odds, pulls_on_odds
from labx.trials.engine.outcomes.ratio import difference_of_ratios, ratio_with_error
from labx.trials.engine.outcomes.superiority import shared_by_comparison, superiority
from labx.trials.engine.outcomes.survival import Times, difference_of_restricted_means, restricted_mean_with_variance
from labx.trials.engine.several_arms import critical_of_many, dunnett, share_within
from labx.trials.engine.tests.studies import frame
from tests.references import reference

GIVEN = {"confidence": 0.95}


def alike(count, correlation):
    return np.full((count, count), correlation) + (1 - correlation) * np.eye(count)


def test_by_hand_where_nothing_is_shared():
    """Chances of independent effects multiply (Sidak)."""
    for one, p_value in zip(
        held_together([0.01, 0.3, 0.8], [math.inf] * 3, np.eye(3), **GIVEN), (0.01, 0.3, 0.8), strict=True
    ):
        assert one.p_value == pytest.approx(1 - (1 - p_value) ** 3, abs=1e-4)
        assert one.confidence == pytest.approx(0.95 ** (1 / 3), abs=1e-5)


def test_one_effect_and_effects_that_are_the_same_need_no_correction():
    (alone,) = held_together([0.03], [12.0], [[1.0]], **GIVEN)
    assert (alone.p_value, alone.confidence) == (0.03, 0.95)
    for one in held_together([0.03, 0.03], [math.inf, math.inf], alike(2, 1.0), **GIVEN):
        assert (one.p_value, one.confidence) == (pytest.approx(0.03, abs=1e-3), pytest.approx(0.95, abs=1e-3))


@pytest.mark.parametrize(("arms", "degrees", "critical"), [(2, 20, 2.38), (3, 20, 2.54), (4, 10, 2.89), (2, 1e6, 2.21)])
def test_dunnetts_table(arms, degrees, critical):
    """Dunnett (1964), table II, two-sided 5 %, arms of equal size: a correlation of one half."""
    one = held_together([0.5] * arms, [degrees] * arms, alike(arms, 0.5), **GIVEN)[0]
    assert stats.t.ppf((1 + one.confidence) / 2, degrees) == pytest.approx(critical, abs=0.005)


@pytest.mark.parametrize("degrees", [8.0, 60.0])
def test_arms_of_unequal_size_as_dunnetts_own_integral_has_them(degrees):
    loadings = np.array([0.3, 0.6, 0.8, 0.5])
    related = np.outer(loadings, loadings)
    np.fill_diagonal(related, 1)
    one = held_together([0.02] * 4, [degrees] * 4, related, **GIVEN)[0]
    critical = critical_of_many(loadings, degrees, **GIVEN)
    assert one.confidence == pytest.approx(1 - 2 * stats.t.sf(critical, degrees), abs=2e-4)
    inside = share_within(stats.t.isf(0.01, degrees), loadings, int(degrees))
    assert one.p_value == pytest.approx(1 - inside, abs=3e-4)


def test_any_correlation_as_scipy_has_it():
    related = np.array([[1, 0.7, 0.2], [0.7, 1, 0.5], [0.2, 0.5, 1]])
    reach = stats.norm.isf(0.01)
    theirs = stats.multivariate_normal(cov=related, maxpts=10**6, abseps=1e-7).cdf(
        [reach] * 3, lower_limit=[-reach] * 3
    )
    one = held_together([0.02] * 3, [math.inf] * 3, related, **GIVEN)[0]
    assert one.p_value == pytest.approx(1 - theirs, abs=1e-4)


@pytest.mark.parametrize("theirs", reference("joint_scipy")["together"], ids=lambda one: str(one["degrees"]))
def test_stored_chances_of_scipy(theirs):
    """Both integrate over points, to about 0.0001."""
    count = len(theirs["related"])
    degrees = [theirs["degrees"] or math.inf] * count
    one = held_together([theirs["p_value"]] * count, degrees, theirs["related"], **GIVEN)[0]
    assert one.p_value == pytest.approx(theirs["corrected"], abs=2e-4)


def test_weights_of_plants_as_scipys_dunnett_has_them():
    """With one spread for all, as Dunnett has it; what the comparison brings into both is its squared error."""
    rows = frame("datasets", "PlantGrowth")
    control, *tried = (Moments.of(rows.loc[rows["group"] == name, "weight"]) for name in ("ctrl", "trt1", "trt2"))
    theirs = reference("joint_scipy")
    assert [one.p_value for one in dunnett(tried, control, **GIVEN)] == pytest.approx(
        theirs["plants"]["p_values"], abs=1e-3
    )
    assert control.squared_standard_error == pytest.approx(theirs["shared_by_means"], rel=1e-8)


def test_odds_share_what_statsmodels_robust_errors_say():
    """Its HC0 has no correction: ours is n / (n - 1) of it."""
    rows = frame("MASS", "bacteria")
    control, *tried = (
        (rows.loc[rows["trt"] == name, "y"] == "y").to_numpy(float) for name in ("placebo", "drug", "drug+")
    )
    pulls = [pulls_on_odds(arm, control).control for arm in tried]
    shared = float(np.cov(*pulls)[0, 1]) * len(control)
    theirs = reference("joint_scipy")["shared_by_odds"] * len(control) / (len(control) - 1)
    assert shared == pytest.approx(theirs, rel=1e-8)


def test_ratios_share_what_statsmodels_robust_errors_say():
    """Claims for each holder of a car insurance in districts, of groups of cars and ages; HC0 as for odds."""
    first = frame("MASS", "Insurance").query("District == 1")
    sums = CrossMoments.of(first[["Claims", "Holders"]].to_numpy(float), names=("above", "below"))
    _ratio, error = ratio_with_error(sums, numerator="above", denominator="below")
    theirs = reference("joint_scipy")["shared_by_ratios"] * len(first) / (len(first) - 1)
    assert error**2 == pytest.approx(theirs, rel=1e-8)


@settings(max_examples=15)
@given(st.lists(st.floats(1e-6, 1), min_size=2, max_size=4), st.floats(0, 0.95), st.floats(3, 500))
def test_between_none_and_bonferroni_and_interval_and_p_agree(p_values, correlation, degrees):
    count = len(p_values)
    found = held_together(p_values, [degrees] * count, alike(count, correlation), **GIVEN)
    for one, p_value in zip(found, p_values, strict=True):
        assert p_value <= one.p_value <= min(1, count * p_value)
        assert 0.95 <= one.confidence <= 1 - 0.05 / count
        if abs(one.p_value - 0.05) > 1e-3:
            assert (one.p_value < 0.05) == (p_value < 1 - one.confidence)
    order = np.argsort(p_values)
    assert np.all(np.diff([found[place].p_value for place in order]) >= -1e-12)


def test_correlations_that_cannot_be_are_drawn_towards_none():
    impossible = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    one = held_together([0.02] * 3, [math.inf] * 3, impossible, **GIVEN)[0]
    assert 0.02 < one.p_value <= 0.06


def test_what_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        held_together([1.2], [5], [[1]], **GIVEN)
    with pytest.raises(ValueError, match="2 p-values, 1 degrees"):
        held_together([0.1, 0.2], [5], np.eye(2), **GIVEN)
    with pytest.raises(ValueError, match="covariances of shape"):
        correlation_of_effects([1.0, 0.0], np.eye(2))
    with pytest.raises(CannotEstimate):
        held_together([], [], np.eye(0), **GIVEN)
    with pytest.raises(CannotEstimate, match="only one value"):
        shared_by_comparison([1, 2], [2, 3], [1])


def test_correlation_by_hand():
    """Two arms of 10 and 40 beside 20 with spread 1: the comparison brings 1/20 into both."""
    errors = [math.sqrt(1 / 10 + 1 / 20), math.sqrt(1 / 40 + 1 / 20)]
    found = correlation_of_effects(errors, np.full((2, 2), 1 / 20))
    assert found[0, 1] == pytest.approx(math.sqrt(10 / 30) * math.sqrt(40 / 60))


def test_ranks_share_what_the_comparisons_placements_have_in_common():
    """By hand: placements of 1, 2, 3 among 2, 4 and among 1, 3; and with itself, the part of the squared error."""
    first, second = [0, 1 / 4, 1 / 2], [1 / 4, 1 / 2, 3 / 4]
    assert shared_by_comparison([2, 4], [1, 3], [1, 2, 3]) == pytest.approx(np.cov(first, second)[0, 1] / 3)
    tried, compared = [3, 4, 5, 5], [1, 2, 3, 4]
    above = np.array([sum((x > y) + (x == y) / 2 for y in compared) / 4 for x in tried])
    whole = superiority(tried, compared, **GIVEN).standard_error ** 2
    assert shared_by_comparison(tried, tried, compared) == pytest.approx(whole - above.var(ddof=1) / 4)


def test_adjusted_pulls_are_the_effects_error_unit_by_unit():
    random = np.random.default_rng(4)
    arm, age = np.arange(60) % 2, random.normal(size=(60, 1))
    outcome = random.normal(size=60) + age[:, 0] + arm
    effect = interacted_difference_by_unit(outcome, arm, age, names=["age"], **GIVEN)
    found = interacted_pulls(outcome, arm, age, names=["age"])
    assert (found.pulls**2).sum() == pytest.approx(effect.standard_error**2)
    assert found.effect(0.95) == effect
    plain = interacted_pulls(outcome, arm, np.empty((60, 0)), names=[])
    assert (plain.pulls[arm == 0] ** 2).sum() == pytest.approx(Moments.of(outcome[arm == 0]).squared_standard_error)


def drawn(kind, random, *, sizes):
    """One trial without any effect: p-values, degrees, errors and what the comparison brings into both, by kind."""
    if kind == "rank":
        control, *tried = [random.integers(1, 6, size) for size in sizes]
        effects = [superiority(arm, control, **GIVEN) for arm in tried]
        return effects, shared_by_comparison(*tried, control)
    if kind == "odds":
        control, *tried = [random.integers(1, 6, size) for size in sizes]
        effects = [proportional_odds(arm, control, **GIVEN).effect for arm in tried]
        pulls = [pulls_on_odds(arm, control).control for arm in tried]
        return effects, float(np.cov(*pulls)[0, 1]) * sizes[0]
    if kind == "time":
        made = [np.round(random.exponential(10, size), 1) for size in sizes]
        control, *tried = [Times.of(np.minimum(arm, 25), arm < 25) for arm in made]
        effects = [difference_of_restricted_means(arm, control, horizon=20, **GIVEN) for arm in tried]
        return effects, restricted_mean_with_variance(control, 20)[1]
    names = ("above", "below")
    made = [1.0 + random.poisson(4, size) for size in sizes]
    arms = [CrossMoments.of(np.column_stack([random.poisson(below), below]), names=names) for below in made]
    effects = [
        difference_of_ratios(arm, arms[0], numerator=names[0], denominator=names[1], **GIVEN) for arm in arms[1:]
    ]
    return effects, ratio_with_error(arms[0], *names)[1] ** 2


def judged(kind, draws, *, sizes=(40, 60, 90), seed=3):
    """How often any of two arms is found that does nothing; and how the estimates really move together."""
    random = np.random.default_rng(seed)
    found, estimates, shared = 0, [], []
    for _ in range(draws):
        effects, covariance = drawn(kind, random, sizes=sizes)
        related = correlation_of_effects([one.standard_error for one in effects], np.full((2, 2), covariance))
        held = held_together(
            [one.p_value for one in effects], [one.degrees_of_freedom for one in effects], related, **GIVEN
        )
        found += min(one.p_value for one in held) < 0.05
        estimates.append([one.estimate for one in effects])
        shared.append(covariance)
    return found / draws, np.cov(np.transpose(estimates))[0, 1] / np.mean(shared)


@pytest.mark.parametrize("kind", ["rank", "odds", "time", "ratio"])
def test_false_findings_in_a_few_draws(kind):
    found, covariance = judged(kind, 40)
    assert found <= 0.2
    assert covariance == pytest.approx(1, abs=0.9)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["rank", "odds", "time", "ratio"])
def test_false_findings(kind):
    found, covariance = judged(kind, 2_000)
    assert found == pytest.approx(0.05, abs=0.015)
    assert covariance == pytest.approx(1, abs=0.12)
