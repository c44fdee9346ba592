"""Equivalence and non-inferiority: by hand, against statsmodels and scipy, and as the interval says it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.weightstats import ttost_ind

from labx.stats.moments import Moments
from labx.trials.engine.difference import difference_in_means
from labx.trials.engine.effect import Effect
from labx.trials.engine.margins import equivalence, non_inferiority, share_equivalence, share_non_inferiority
from labx.trials.engine.shares.counts import Counts
from labx.trials.engine.shares.effects import share_difference
from labx.trials.engine.tests.studies import mammography

TRIED, COMPARED = np.array([4.0, 5, 6, 7, 9, 2]), np.array([3.0, 5, 5, 8, 1])
EFFECT = difference_in_means(Moments.of(TRIED), Moments.of(COMPARED), confidence=0.9)
arms = st.integers(20, 200).flatmap(lambda trials: st.builds(Counts, st.integers(1, trials - 1), st.just(trials)))


def test_by_hand():
    """An effect of 1 with standard error 1 against margins of 3: t of 4 and of 2."""
    effect = Effect.of(estimate=1, standard_error=1, degrees_of_freedom=10, confidence=0.95)
    assert equivalence(effect, margin=3, level=0.05).p_value == pytest.approx(stats.t.sf((3 - 1) / 1, 10))
    higher = non_inferiority(effect, margin=3, better="higher", level=0.025)
    assert higher.p_value == pytest.approx(stats.t.sf((1 + 3) / 1, 10))
    assert (higher.margin, higher.is_shown) == (3, True)
    assert non_inferiority(effect, margin=3, better="lower", level=0.025).p_value == pytest.approx(stats.t.sf(2, 10))


def test_equal_to_statsmodels_and_scipy():
    theirs = ttost_ind(TRIED, COMPARED, -2, 2, usevar="unequal")[0]
    test = equivalence(EFFECT, margin=2, level=0.05)
    assert test.p_value == pytest.approx(theirs, rel=1e-8) and test.margin == 2
    moved = stats.ttest_ind(TRIED + 2, COMPARED, equal_var=False, alternative="greater").pvalue
    assert non_inferiority(EFFECT, margin=2, better="higher", level=0.05).p_value == pytest.approx(moved, rel=1e-8)


@given(st.floats(0.01, 20))
def test_shown_exactly_when_the_interval_lies_within_the_margin(margin):
    within = -margin <= EFFECT.interval.lower and EFFECT.interval.upper <= margin
    assert equivalence(EFFECT, margin=margin, level=0.05).is_shown == within
    not_worse = non_inferiority(EFFECT, margin=margin, better="higher", level=0.05)
    assert not_worse.is_shown == (EFFECT.interval.lower >= -margin)


@given(arms, arms, st.floats(0.01, 0.5))
@settings(max_examples=25)
def test_shares_agree_with_their_interval(treated, control, margin):
    interval = share_difference(treated, control, confidence=0.9).interval
    within = max(-interval.lower, interval.upper) <= margin
    test = share_equivalence(treated, control, margin=margin, level=0.05)
    if abs(test.p_value - 0.05) > 1e-9:
        assert test.is_shown == within
    not_lower = share_non_inferiority(treated, control, margin=margin, better="higher", level=0.05)
    if abs(not_lower.p_value - 0.05) > 1e-9:
        assert not_lower.is_shown == (interval.lower >= -margin)
    mirrored = share_non_inferiority(control, treated, margin=margin, better="lower", level=0.05)
    assert mirrored.p_value == pytest.approx(not_lower.p_value, rel=1e-6, abs=1e-9)


def test_no_screening_is_not_shown_to_cost_two_lives_in_a_thousand():
    screened, control = mammography()
    assert share_equivalence(screened, control, margin=0.002, level=0.05).is_shown
    assert not share_equivalence(screened, control, margin=0.0005, level=0.05).is_shown
    assert share_non_inferiority(control, screened, margin=0.002, better="lower", level=0.025).is_shown


def test_margins_that_are_none():
    for wrong in (lambda: equivalence(EFFECT, margin=0, level=0.05), lambda: equivalence(EFFECT, margin=1, level=5)):
        with pytest.raises(ValueError, match=r"margin is 0|level is 5"):
            wrong()
    with pytest.raises(ValueError, match="margin is 2"):
        share_equivalence(Counts(1, 2), Counts(1, 2), margin=2, level=0.05)
    with pytest.raises(ValueError, match="margin is 0"):
        share_non_inferiority(Counts(1, 2), Counts(1, 2), margin=0, better="higher", level=0.05)


def wrongly_shown(replications, *, seed=2):
    """Share of trials that claim equivalence, or no loss, although the loss is exactly the margin."""
    random = np.random.default_rng(seed)
    shown = np.zeros(2)
    for _ in range(replications):
        effect = difference_in_means(
            Moments.of(random.normal(-1, 1, 40)), Moments.of(random.normal(0, 2, 40)), confidence=0.9
        )
        treated, control = Counts(int(random.binomial(200, 0.3)), 200), Counts(int(random.binomial(200, 0.4)), 200)
        shown += [
            non_inferiority(effect, margin=1, better="higher", level=0.05).is_shown,
            share_non_inferiority(treated, control, margin=0.1, better="higher", level=0.05).is_shown,
        ]
    return shown / replications


def test_wrongly_shown_in_a_few_draws():
    assert list(wrongly_shown(300)) == [pytest.approx(0.05, abs=0.04)] * 2


@pytest.mark.slow
def test_wrongly_shown():
    assert list(wrongly_shown(8_000)) == [pytest.approx(0.05, abs=0.01)] * 2
