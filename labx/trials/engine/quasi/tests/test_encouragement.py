"""Effects of an invitation and of taking part: by hand, against other programs, and by how often they are right."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from causaldata import thornton_hiv
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.quasi.encouragement import encouragement
from tests.references import reference

STORED = reference("encouragement_linearmodels")
DATA = {name: np.array(values) for name, values in STORED["data"].items()}


def answered(outcome, part, invited, covariates=None, names=(), confidence=0.95):
    table = np.empty((len(np.asarray(outcome)), 0)) if covariates is None else covariates
    return encouragement(
        outcome, took_part=part, encouraged=invited, covariates=table, names=names, confidence=confidence
    )


def stored(covariates=None, names=(), **changes):
    return answered(DATA["outcome"], DATA["part"], DATA["invited"], covariates, names, **changes)


def test_by_hand():
    answer = answered([9, 8, 9, 3, 4, 2, 3, 3], [1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0, 0, 0], confidence=0.8)
    on_outcome, on_part = (9 + 8 + 9 + 3) / 4 - (4 + 2 + 3 + 3) / 4, 3 / 4 - 0 / 4
    assert answer.on_outcome.estimate == pytest.approx(on_outcome)
    assert answer.compliers == pytest.approx(on_part)
    assert answer.estimate == pytest.approx(on_outcome / on_part)
    # Outcome less the estimate times part: 9, 8, 9 less 5.667, and 3, among those invited.
    left = np.array([9, 8, 9, 3]) - on_outcome / on_part * np.array([1, 1, 1, 0])
    others = np.array([4, 2, 3, 3])
    error = math.sqrt(left.var(ddof=1) / 4 + others.var(ddof=1) / 4)
    assert answer.standard_error == pytest.approx(error / on_part)
    assert answer.strength == pytest.approx(on_part**2 / (np.var([1, 1, 1, 0], ddof=1) / 4))


def test_equal_to_linearmodels():
    """With half the people invited and no covariate, HC2 and the usual n / (n - k) are one."""
    plain = stored()
    assert plain.estimate == pytest.approx(STORED["plain"]["estimate"], rel=1e-9)
    assert plain.standard_error == pytest.approx(STORED["plain"]["standard_error"], rel=1e-9)
    with_age = stored(DATA["age"][:, None], ["age"])
    assert with_age.estimate == pytest.approx(STORED["with_age"]["estimate"], rel=1e-9)
    assert with_age.standard_error == pytest.approx(STORED["with_age"]["standard_error"], rel=0.005)


def t_of_invitation(effect, covariates):
    design = sm.add_constant(np.column_stack([DATA["invited"], covariates]))
    return sm.OLS(DATA["outcome"] - effect * DATA["part"], design).fit(cov_type="HC2", use_t=True)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_at_the_limits_the_invitation_just_acts_on_what_is_left(confidence):
    age = DATA["age"][:, None]
    answer = stored(age, ["age"], confidence=confidence)
    for limit in (answer.interval.lower, answer.interval.upper):
        assert t_of_invitation(limit, age).pvalues[1] == pytest.approx(1 - confidence, rel=1e-8)
    at_estimate = t_of_invitation(answer.estimate, age)
    assert answer.standard_error == pytest.approx(at_estimate.bse[1] / answer.compliers, rel=1e-9)
    assert answer.strength == pytest.approx(answer.compliers**2 / answer.on_taking_part.standard_error**2)


def test_incentives_to_learn_a_test_result_in_malawi():
    """Thornton (2008): an incentive moved 45 in 100 to learn their result."""
    data = thornton_hiv.load_pandas().data[["got", "any", "age", "hiv2004"]].dropna().to_numpy(dtype=float)
    answer = answered(data[:, 2], data[:, 0], data[:, 1])
    assert answer.compliers == pytest.approx(0.45, abs=0.005)
    assert answer.on_taking_part.standard_error == pytest.approx(0.0209, abs=2e-4)
    assert answer.strength > 400
    assert not answer.is_weak


@given(st.integers(-20, 20), st.sampled_from([0.01, 3.0, 1e4]))
def test_shift_and_scale(shift, factor):
    plain = stored()
    moved = answered(factor * DATA["outcome"] + shift, DATA["part"], DATA["invited"])
    assert moved.estimate == pytest.approx(factor * plain.estimate, rel=1e-7)
    assert moved.interval.lower == pytest.approx(factor * plain.interval.lower, rel=1e-6)
    assert moved.strength == pytest.approx(plain.strength)


def test_taking_part_leaves_out_0_when_the_invitation_does():
    for scale in (0.1, 0.3, 0.6, 1.5):
        answer = answered(DATA["outcome"] + scale * DATA["invited"], DATA["part"], DATA["invited"])
        assert answer.interval.contains(0) == answer.on_outcome.interval.contains(0)


def test_a_mean_of_a_billion_breaks_nothing():
    large = answered(DATA["outcome"] + 1e9, DATA["part"], DATA["invited"])
    assert large.estimate == pytest.approx(stored().estimate, rel=1e-5)
    assert large.interval.upper == pytest.approx(stored().interval.upper, rel=1e-5)


def test_an_invitation_that_moved_nobody():
    part = np.tile([1.0, 0.0, 0.0, 1.0], 15)
    with pytest.raises(CannotEstimate) as refusal:
        answered(DATA["outcome"], part, np.tile([1.0, 1.0, 0.0, 0.0], 15))
    assert str(refusal.value) == (
        "The effect of taking part cannot be bounded. The invitation moved too few people: the data fit any effect, "
        "however large. Report the effect of the invitation itself."
    )


@pytest.mark.parametrize("part", [0, 1])
def test_everyone_or_nobody_took_part(part):
    with pytest.raises(CannotEstimate, match="Everyone took part, or nobody did"):
        answered([1, 2, 3, 5], [part] * 4, [1, 1, 0, 0])


def test_everyone_did_as_drawn():
    with pytest.raises(CannotEstimate, match="Analyse it as an ordinary comparison of two arms"):
        answered([1, 2, 3, 5], [1, 1, 0, 0], [1, 1, 0, 0])


def test_bad_input():
    with pytest.raises(CannotEstimate, match="All units are in the same arm"):
        answered([1, 2, 3, 5], [1, 1, 0, 0], [1, 1, 1, 1])
    with pytest.raises(ValueError, match="confidence is 95"):
        stored(confidence=95)
    with pytest.raises(CannotEstimate, match=r"“taking part”. 1 of its values are missing"):
        answered([1, 2, 3, 5], [1, math.nan, 0, 0], [1, 1, 0, 0])


def held_share(replications, *, moved, seed=9):
    """Share of intervals that hold the true effect of 1 where the invitation moves few or many; how many exist."""
    random = np.random.default_rng(seed)
    invited = np.tile([1.0, 0.0], 60)
    held = exist = 0
    for _ in range(replications):
        trait = random.normal(size=120)
        part = (trait + moved * invited + random.normal(size=120) > 0.5).astype(float)
        outcome = part + 2 * trait + random.normal(size=120)
        try:
            held += answered(outcome, part, invited).interval.contains(1)
            exist += 1
        except CannotEstimate:
            held += 1  # any effect: the unbounded interval holds the truth
    return held / replications, exist / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    assert held_share(150, moved=2)[0] == pytest.approx(0.95, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("moved", [0.3, 2])
def test_intervals_hold_the_truth(moved):
    held, exist = held_share(3000, moved=moved)
    # Counting every unbounded answer as right, the share cannot fall below; with a strong invitation all are bounded.
    assert 0.938 <= held <= (0.962 if moved == 2 else 1)
    assert exist > (0.99 if moved == 2 else 0.1)


def test_quantiles_are_students():
    answer = stored()
    margin = stats.t.ppf(0.975, 58) * answer.on_taking_part.standard_error
    assert answer.on_taking_part.interval.upper == pytest.approx(answer.compliers + margin)
