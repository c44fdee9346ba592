"""Power of larger designs: by hand, against statsmodels and published tables, and by simulated trials."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from labx.stats.errors import CannotEstimate
from labx.stats.moments import Moments
from labx.trials.engine.clusters.means import difference_of_cluster_means
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.margins import equivalence, non_inferiority
from labx.trials.engine.outcomes.log_rank import log_rank
from labx.trials.engine.outcomes.survival import Times
from labx.trials.engine.power.clusters import Clusters, clusters_needed, detectable_in_clusters, power_of_clusters
from labx.trials.engine.power.enlarging import confidence_of_each, enlarged_by_looks, enlarged_by_watching, spread_left
from labx.trials.engine.power.margins import power_of_margin, sample_size_for_margin, standard_error_of_shares
from labx.trials.engine.power.search import power_curve, smallest_enough
from labx.trials.engine.power.simulation import simulated_power
from labx.trials.engine.power.times import events_needed, power_of_events
from labx.trials.engine.power_of_means import power_of_means
from labx.trials.engine.sequential.always_valid import always_valid
from labx.trials.engine.sequential.boundaries import power_of_looks
from labx.trials.engine.several_arms import critical_of_many

SCHOOLS = Clusters(size=21, size_variation=0, intraclass_correlation=0.05, standard_deviation=10)
Z_BOTH = 1.959964 + 0.841621  # 97.5 % and 80 % of the normal distribution


def test_clusters_by_hand():
    """21 people with a correlation of 0.05 count for half: the mean of a cluster has the spread of 10.5 people's."""
    assert SCHOOLS.squared_error() == pytest.approx(10**2 * (1 + 20 * 0.05) / 21)
    unequal = Clusters(size=21, size_variation=0.5, intraclass_correlation=0.05, standard_deviation=10)
    assert unequal.squared_error() == pytest.approx(10**2 * (1 + (1.25 * 21 - 1) * 0.05) / 21)


def test_clusters_equal_statsmodels():
    effect = 3 / math.sqrt(SCHOOLS.squared_error())
    theirs = TTestIndPower().power(effect, 12, 0.05, ratio=15 / 12)
    ours = power_of_clusters(difference=-3, clusters=SCHOOLS, treated_count=12, control_count=15, confidence=0.95)
    assert ours == pytest.approx(theirs, rel=1e-8)
    needed = TTestIndPower().solve_power(effect, power=0.9, alpha=0.05)
    assert clusters_needed(difference=3, clusters=SCHOOLS, power=0.9, confidence=0.95) == math.ceil(needed)
    lost = clusters_needed(difference=3, clusters=SCHOOLS, power=0.9, confidence=0.95, lost_clusters=0.2)
    assert lost == math.ceil(math.ceil(needed) / 0.8)


@given(st.integers(2, 60), st.floats(0.3, 0.99))
@settings(max_examples=20)
def test_the_detectable_effect_has_the_power(count, power):
    size = {"clusters": SCHOOLS, "treated_count": count, "control_count": count, "confidence": 0.95}
    found = detectable_in_clusters(**size, power=power)
    assert power_of_clusters(difference=found, **size) == pytest.approx(power, abs=1e-8)


def test_clusters_that_are_none():
    with pytest.raises(ValueError, match="standard_deviation is 0"):
        Clusters(size=2, size_variation=0, intraclass_correlation=0, standard_deviation=0)
    with pytest.raises(ValueError, match="difference is nan"):
        power_of_clusters(difference=math.nan, clusters=SCHOOLS, treated_count=2, control_count=2, confidence=0.95)
    with pytest.raises(ValueError, match="lost_clusters is 20"):
        clusters_needed(difference=1, clusters=SCHOOLS, power=0.8, confidence=0.95, lost_clusters=20)


def test_margins_by_hand():
    size = sample_size_for_margin(
        gain=0, treated_deviation=10, control_deviation=10, margin=3, power=0.8, level=0.025, is_two_sided=False,
        control_per_treated=1,
    )  # fmt: skip
    assert size.treated == size.control == math.ceil(2 * Z_BOTH**2 * 10**2 / 3**2)
    # Equivalence of truly equal arms: each side may fail half as often.
    both = power_of_margin(gain=0, standard_error=1, margin=3, level=0.05, is_two_sided=True)
    assert both == pytest.approx(2 * stats.norm.cdf(3 - stats.norm.ppf(0.95)) - 1)
    assert power_of_margin(gain=0, standard_error=10, margin=3, level=0.05, is_two_sided=True) == 0
    error = standard_error_of_shares(treated_share=0.3, control_share=0.4, treated=100, control=200)
    assert error == pytest.approx(math.sqrt(0.3 * 0.7 / 100 + 0.4 * 0.6 / 200))


def test_margins_beyond_reach():
    common = {"treated_deviation": 1, "control_deviation": 1, "power": 0.8, "level": 0.05, "control_per_treated": 2}
    for gain, is_two_sided in ((-1, False), (1, True)):
        with pytest.raises(ValueError, match="lies beyond the margin"):
            sample_size_for_margin(gain=gain, margin=1, is_two_sided=is_two_sided, **common)
    assert sample_size_for_margin(gain=1, margin=1, is_two_sided=False, **common).control > 2


@pytest.mark.parametrize(
    ("tried", "usual", "strict"), [(2, 2.21, 2.79), (3, 2.35, 2.92), (4, 2.44, 3.00), (5, 2.51, 3.06)]
)
def test_several_arms_by_dunnetts_table(tried, usual, strict):
    """Dunnett (1964), table II, infinite degrees of freedom, two-sided, arms of equal size."""
    for confidence, critical in ((0.95, usual), (0.99, strict)):
        each = confidence_of_each([1] * (tried + 1), confidence=confidence)
        assert stats.norm.ppf((1 + each) / 2) == pytest.approx(critical, abs=0.0051)


@example([0.05, 5.0], 0.8)
@given(st.lists(st.floats(0.05, 5), min_size=2, max_size=4), st.floats(0.8, 0.99))
@settings(max_examples=20)
def test_several_arms_lie_between_one_and_bonferroni(shares, confidence):
    each = confidence_of_each(shares, confidence=confidence)
    assert confidence - 1e-6 <= each <= 1 - (1 - confidence) / (len(shares) - 1) + 1e-6
    assert each == pytest.approx(confidence_of_each([7 * one for one in shares], confidence=confidence))
    backwards = [shares[0], *reversed(shares[1:])]
    assert each == pytest.approx(confidence_of_each(backwards, confidence=confidence))


def test_several_unequal_arms_as_scipy_has_them():
    """By hand: two arms as large as 1/2 and 1/4 of the comparison have a correlation of the root of 1/3 times 1/5."""
    each = confidence_of_each([4, 2, 1], confidence=0.95)
    limit = stats.norm.ppf((1 + each) / 2)
    related = np.array([[1, math.sqrt(1 / 3 * 1 / 5)], [math.sqrt(1 / 3 * 1 / 5), 1]])
    both = stats.multivariate_normal(cov=related).cdf([limit, limit], lower_limit=[-limit, -limit])
    assert both == pytest.approx(0.95, abs=1e-6)
    assert confidence_of_each([3, 1], confidence=0.9) == pytest.approx(0.9)


def test_a_comparison_arm_of_next_to_nobody():
    """Two arms that share all but nothing are one comparison; the answer stays on the careful side of it."""
    for least in (1e-7, 1e-300):
        assert 0.95 < confidence_of_each([least, 1, 1], confidence=0.95) < 0.9503


@pytest.mark.parametrize("degrees", [12, 20, 60])
def test_few_units_take_less_than_one_more_an_arm(degrees):
    """The limit of few units (Dunnett, 1955, the joint t) asks for a little less than the one that is planned with."""
    exact = critical_of_many(np.full(3, math.sqrt(0.5)), degrees, confidence=0.95)
    own = 1 - 2 * stats.t.sf(exact, degrees)
    planned = confidence_of_each([1] * 4, confidence=0.95)
    assert own < planned
    units = degrees / 4 + 1
    reach = [stats.norm.ppf((1 + each) / 2) + stats.norm.ppf(0.8) for each in (planned, own)]
    assert 0 < units * ((reach[0] / reach[1]) ** 2 - 1) < 1


def test_shares_that_are_none():
    for shares in ([1], [1, 0, 1]):
        with pytest.raises(ValueError, match="a part above 0"):
            confidence_of_each(shares, confidence=0.95)
    with pytest.raises(ValueError, match="confidence is 95"):
        confidence_of_each([1, 1], confidence=95)


@pytest.mark.parametrize(("spending", "inflation"), [("pocock", 1.207), ("obrien_fleming", 1.026)])
def test_looks_by_the_published_inflation(spending, inflation):
    found = enlarged_by_looks([0.2, 0.4, 0.6, 0.8, 1], spending=spending, power=0.9, confidence=0.95)
    assert found == pytest.approx(inflation, abs=0.016)
    assert enlarged_by_looks([1], spending=spending, power=0.9, confidence=0.95) == pytest.approx(1, abs=1e-3)


@given(st.floats(0.2, 0.999))
@settings(max_examples=10)
def test_the_enlarged_trial_has_the_power(power):
    factor = enlarged_by_looks([0.5, 1], spending="pocock", power=power, confidence=0.95)
    drift = (stats.norm.ppf(0.975) + stats.norm.ppf(power)) * math.sqrt(factor)
    found = power_of_looks(drift=drift, fractions=[0.5, 1], spending="pocock", confidence=0.95)
    assert math.fsum(found) == pytest.approx(power, abs=1e-6)


def test_what_is_known_before():
    assert spread_left(10, explained_share=0) == 10
    with pytest.raises(ValueError, match="explained_share is 1"):
        spread_left(10, explained_share=1)


def test_events_by_hand():
    needed = 4 * Z_BOTH**2 / math.log(0.7) ** 2
    assert events_needed(hazard_ratio=0.7, treated_share=0.5, power=0.8, confidence=0.95) == math.ceil(needed)
    assert events_needed(hazard_ratio=1 / 0.7, treated_share=0.5, power=0.8, confidence=0.95) == math.ceil(needed)
    assert power_of_events(hazard_ratio=1, events=100, treated_share=0.3, confidence=0.95) == pytest.approx(0.05)
    with pytest.raises(ValueError, match="hazard ratio is 1"):
        events_needed(hazard_ratio=1, treated_share=0.5, power=0.8, confidence=0.95)


@given(st.integers(1, 10**6), st.integers(1, 50))
def test_the_smallest_is_found(wanted, least):
    assert smallest_enough(lambda size: size >= wanted, least=least) == max(wanted, least)


def test_nothing_is_enough():
    with pytest.raises(CannotEstimate, match="Even 1,000,000,000 would not be enough"):
        smallest_enough(lambda _size: False, least=2)


def test_a_curve():
    found = power_curve(lambda size: 1 - 1 / size, smallest=2, largest=5, points=40)
    assert found == tuple((size, 1 - 1 / size) for size in (2, 3, 4, 5))
    with pytest.raises(ValueError, match="largest is 2"):
        power_curve(lambda _size: 0.0, smallest=2, largest=2, points=3)


def test_simulation_by_hand():
    """One trial in three has no answer and counts as finding nothing."""
    told = []

    def finds(random):
        if random.integers(3) == 0:
            raise CannotEstimate("a", "b", "c")
        return True

    found = simulated_power(finds, replications=120, seed=4, progress=lambda done, of: told.append((done, of)))
    assert found.unanswered + found.power * 120 == pytest.approx(120)
    assert told == [(50, 120), (100, 120), (120, 120)]
    assert found == simulated_power(finds, replications=120, seed=4)
    with pytest.raises(ValueError, match="replications is 99"):
        simulated_power(finds, replications=99, seed=1)


def means(random, size, gain):
    arms = random.normal(gain, 1, size), random.normal(0, 1, size)
    return difference_in_means(*(Moments.of(arm) for arm in arms), confidence=0.95)


def clustered(random):
    """Fifteen schools an arm, 21 pupils on average, sizes that vary by a half."""
    sizes = np.maximum(1, random.gamma(4, 21 / 4, 30).round().astype(int))
    cluster = np.repeat(np.arange(30), sizes)
    arm = (cluster < 15).astype(float)
    outcome = 2.7 * arm + random.normal(0, math.sqrt(5), 30)[cluster] + random.normal(0, math.sqrt(95), len(cluster))
    return difference_of_cluster_means(outcome, arm, cluster, confidence=0.95).p_value < 0.05


def lasting(random):
    times, others = random.exponential(1 / 0.6, 60), random.exponential(1.0, 60)
    return log_rank(Times.of(times, np.ones(60)), Times.of(others, np.ones(60))).p_value < 0.05


def watched(random):
    """A walk of 100 looks, larger by what watching costs."""
    factor = enlarged_by_watching(power=0.8, confidence=0.95)
    walk = random.normal(Z_BOTH * math.sqrt(factor) / 100, 0.1, 100).cumsum()
    effect = always_valid(estimate=walk[-1], standard_error=1, planned_error=1, confidence=0.95)
    return effect.p_value < 0.05


UNEQUAL = Clusters(size=21, size_variation=0.5, intraclass_correlation=0.05, standard_deviation=10)
PLANNED = {
    "means": (
        lambda random: means(random, 40, 0.6).p_value < 0.05,
        lambda: power_of_means(
            difference=0.6, standard_deviation=1, treated_count=40, control_count=40, confidence=0.95
        ),
    ),
    "clusters": (
        clustered,
        lambda: power_of_clusters(
            difference=2.7, clusters=UNEQUAL, treated_count=15, control_count=15, confidence=0.95
        ),
    ),
    "not worse": (
        lambda random: non_inferiority(means(random, 60, 0.1), margin=0.4, better="higher", level=0.025).is_shown,
        lambda: power_of_margin(
            gain=0.1, standard_error=math.sqrt(2 / 60), margin=0.4, level=0.025, is_two_sided=False
        ),
    ),
    "as good": (
        lambda random: equivalence(means(random, 80, 0.0), margin=0.5, level=0.05).is_shown,
        lambda: power_of_margin(gain=0, standard_error=math.sqrt(2 / 80), margin=0.5, level=0.05, is_two_sided=True),
    ),
    "times": (lasting, lambda: power_of_events(hazard_ratio=0.6, events=120, treated_share=0.5, confidence=0.95)),
    "watched": (watched, lambda: 0.8),
}  # fmt: skip


def test_power_is_that_of_a_few_simulated_trials():
    finds, planned = PLANNED["means"]
    assert simulated_power(finds, replications=300, seed=1).power == pytest.approx(planned(), abs=0.08)


@pytest.mark.slow
@pytest.mark.parametrize("design", PLANNED)
def test_power_is_that_of_simulated_trials(design):
    finds, planned = PLANNED[design]
    assert simulated_power(finds, replications=8_000, seed=2).power == pytest.approx(planned(), abs=0.02)
