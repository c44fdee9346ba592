"""Effects on shares: by hand, against published tables and statsmodels, and by how often they are right."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import minimize_scalar
from statsmodels.stats import proportion

from labx.stats.errors import CannotEstimate
from labx.trials.engine.shares.counts import Counts
from labx.trials.engine.shares.effects import odds_ratio, risk_ratio, share_difference
from labx.trials.engine.shares.score import difference_score
from labx.trials.engine.tests.studies import mammography, resumes

ALL = [share_difference, risk_ratio, odds_ratio]
COMPARED = {share_difference: "diff", risk_ratio: "ratio", odds_ratio: "odds-ratio"}
# Newcombe (1998), table II, method 6 (Miettinen and Nurminen), 95 %.
NEWCOMBE = [
    ((56, 70, 48, 80), (0.0528, 0.3382)),
    ((9, 10, 3, 10), (0.1700, 0.8406)),
    ((10, 10, 0, 10), (0.6636, 1.0)),
    ((0, 10, 0, 20), (-0.1658, 0.2844)),
]
CASES = [(56, 70, 48, 80), (9, 10, 3, 10), (400, 4000, 360, 4000), (3, 100_000, 9, 100_000), (30, 90, 40, 60)]
arms = st.integers(2, 60).flatmap(lambda trials: st.builds(Counts, st.integers(0, trials), st.just(trials)))


def both(counts):
    return Counts(*counts[:2]), Counts(*counts[2:])


def test_by_hand():
    """Under equal shares the likeliest share is that of everybody."""
    treated, control = Counts(30, 50), Counts(20, 50)
    effect = share_difference(treated, control, confidence=0.95)
    variance = 0.5 * (1 - 0.5) * (1 / 50 + 1 / 50) * 100 / (100 - 1)
    assert effect.estimate == 30 / 50 - 20 / 50
    assert effect.p_value == pytest.approx(2 * stats.norm.sf(0.2 / math.sqrt(variance)), rel=1e-12)
    assert risk_ratio(treated, control, confidence=0.95).estimate == pytest.approx((30 / 50) / (20 / 50))
    assert odds_ratio(treated, control, confidence=0.95).estimate == pytest.approx((30 / 20) / (20 / 30))


@pytest.mark.parametrize(("counts", "interval"), NEWCOMBE)
def test_equal_to_the_published_table(counts, interval):
    found = share_difference(*both(counts), confidence=0.95).interval
    assert (found.lower, found.upper) == pytest.approx(interval, abs=5e-5)


@pytest.mark.parametrize("counts", CASES)
@pytest.mark.parametrize("estimator", [risk_ratio, odds_ratio])
def test_ratios_equal_statsmodels(estimator, counts):
    with np.errstate(all="ignore"):  # it divides by 0 on the way
        lower, upper = proportion.confint_proportions_2indep(*counts, method="score", compare=COMPARED[estimator])
    effect = estimator(*both(counts), confidence=0.95)
    assert (effect.interval.lower, effect.interval.upper) == pytest.approx((lower, upper), rel=1e-8)
    assert effect.p_value == pytest.approx(proportion.test_proportions_2indep(*counts, method="score").pvalue, rel=1e-8)


@given(arms, arms, st.floats(-0.95, 0.95))
@settings(max_examples=30)
def test_the_likeliest_shares_are_found(treated, control, difference):
    """The score's variance is that of the maximum which a plain search finds."""

    def unlikely(share):
        both_shares = ((treated, share + difference), (control, share))
        return -sum(stats.binom.logpmf(arm.successes, arm.trials, value) for arm, value in both_shares)

    low, high = max(0, -difference), min(1, 1 - difference)
    share = minimize_scalar(unlikely, bounds=(low, high), method="bounded", options={"xatol": 1e-10}).x
    tried = min(1, max(0, share + difference))
    units = treated.trials + control.trials
    variance = tried * (1 - tried) / treated.trials + share * (1 - share) / control.trials
    distance = treated.share - control.share - difference
    if variance > 1e-5:
        assert difference_score(treated, control, difference) == pytest.approx(
            distance / math.sqrt(variance * units / (units - 1)), rel=2e-3, abs=1e-6
        )


@given(arms, arms, st.sampled_from([0.8, 0.95, 0.99]))
@settings(max_examples=40)
def test_the_interval_leaves_out_no_effect_exactly_when_p_is_small(treated, control, confidence):
    for estimator, none in ((share_difference, 0.0), (risk_ratio, 1.0), (odds_ratio, 1.0)):
        try:
            effect = estimator(treated, control, confidence=confidence)
        except CannotEstimate:
            continue
        assert effect.interval.lower <= effect.estimate <= effect.interval.upper
        if abs(effect.p_value - (1 - confidence)) > 1e-6:
            assert effect.interval.contains(none) == (effect.p_value > 1 - confidence)


@given(arms, arms)
@settings(max_examples=25)
def test_exchanging_the_arms_turns_the_sign(treated, control):
    forward = share_difference(treated, control, confidence=0.9)
    backward = share_difference(control, treated, confidence=0.9).interval
    assert (backward.lower, backward.upper) == pytest.approx(
        (-forward.interval.upper, -forward.interval.lower), abs=1e-9
    )


def test_resumes_with_white_and_black_names():
    """The audit of employers in Boston and Chicago: 9.65 % against 6.45 % were called back."""
    white, black = resumes()
    effect = share_difference(white, black, confidence=0.95)
    assert (round(100 * white.share, 2), round(100 * black.share, 2)) == (9.65, 6.45)
    assert round(effect.estimate, 4) == 0.0320
    assert effect.p_value < 0.0001


def test_mammography_saved_no_lives_that_the_trial_could_see():
    screened, control = mammography()
    effect = share_difference(screened, control, confidence=0.95)
    assert (screened.successes, control.successes) == (500, 505)
    assert effect.interval.contains(0)
    assert 0.87 < risk_ratio(screened, control, confidence=0.95).interval.lower < 1


def test_shares_at_the_ends():
    assert share_difference(Counts(0, 5), Counts(0, 5), confidence=0.95).p_value == 1
    assert share_difference(Counts(5, 5), Counts(0, 5), confidence=0.95).interval.upper == 1
    assert share_difference(Counts(0, 5), Counts(5, 5), confidence=0.95).interval.lower == -1
    none = risk_ratio(Counts(0, 10), Counts(3, 30), confidence=0.95)
    assert (none.estimate, none.interval.lower) == (0, 0)
    assert none.interval.upper == pytest.approx(3.35397, abs=1e-5)  # statsmodels
    lost = risk_ratio(Counts(0, 100), Counts(40, 100), confidence=0.95).interval
    upper = proportion.confint_proportions_2indep(0, 100, 40, 100, method="score", compare="ratio")[1]
    assert (lost.lower, lost.upper) == (0, pytest.approx(upper, rel=1e-8))
    rare = odds_ratio(Counts(0, 10), Counts(1, 1_000_000), confidence=0.95)
    assert rare.interval.lower == 0 < rare.interval.upper


@pytest.mark.parametrize(
    ("estimator", "treated", "control"),
    [(risk_ratio, (3, 10), (0, 10)), (odds_ratio, (10, 10), (5, 10)), (odds_ratio, (5, 10), (10, 10))],
)
def test_no_ratio_of_nothing(estimator, treated, control):
    with pytest.raises(CannotEstimate, match="cannot be estimated"):
        estimator(Counts(*treated), Counts(*control), confidence=0.95)


def test_bad_counts():
    with pytest.raises(CannotEstimate, match="Nobody is in this group"):
        Counts(0, 0)
    with pytest.raises(ValueError, match="11 successes among 10"):
        Counts(11, 10)
    with pytest.raises(ValueError, match="confidence is 95"):
        share_difference(Counts(1, 2), Counts(1, 2), confidence=95)


def coverage(replications, share, units, *, seed=8):
    """How many intervals hold a difference of 3 points, or a tenth of it for rare events."""
    random = np.random.default_rng(seed)
    tried = share * 1.3
    held = 0
    for treated, control in zip(
        random.binomial(units, tried, replications), random.binomial(units, share, replications), strict=True
    ):
        effect = share_difference(Counts(int(treated), units), Counts(int(control), units), confidence=0.95)
        held += effect.interval.contains(tried - share)
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert coverage(200, 0.1, 200) == pytest.approx(0.95, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize(("share", "units"), [(0.01, 1000), (0.1, 300), (0.5, 100)])
def test_intervals_hold_the_truth(share, units):
    assert coverage(8_000, share, units) == pytest.approx(0.95, abs=0.01)
