"""Beliefs after the data: by hand, against numerical integration by scipy, and as they must move."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from labx.trials.engine.bayes import BetaPrior, NormalPrior, believed_effect, believed_share_difference
from labx.trials.engine.shares.counts import Counts

FLAT = BetaPrior(1, 1)
arms = st.integers(0, 300).flatmap(lambda failures: st.builds(Counts, st.integers(0, 300), st.just(failures + 300)))


def shares(treated, control, *, prior=FLAT, better="higher", worthwhile=None, confidence=0.95):
    return believed_share_difference(
        treated, control, prior=prior, better=better, worthwhile=worthwhile, confidence=confidence
    )


def effect(estimate, error, prior, *, better="higher", worthwhile=None):
    return believed_effect(
        estimate=estimate, standard_error=error, prior=prior, better=better, worthwhile=worthwhile, confidence=0.95
    )


def test_shares_by_hand():
    """One person each: beliefs 2p and 2(1 - p); the chance that p > q is the integral of 2p x (2p - p²), 5/6."""
    belief = shares(Counts(1, 1), Counts(0, 1))
    assert belief.mean == pytest.approx(2 / 3 - 1 / 3)
    assert belief.better_chance == pytest.approx(4 / 3 - 2 / 4, abs=1e-12)
    assert shares(Counts(1, 1), Counts(0, 1), better="lower").better_chance == pytest.approx(1 / 6, abs=1e-12)


@pytest.mark.parametrize("counts", [((56, 70), (48, 80)), ((3, 1000), (9, 1100)), ((0, 4), (4, 4))])
@pytest.mark.parametrize("prior", [FLAT, BetaPrior(2, 3), BetaPrior(8, 2)])
def test_shares_equal_integration_by_scipy(counts, prior):
    treated, control = (Counts(*arm) for arm in counts)
    tried, compared = (
        stats.beta(prior.successes + arm.successes, prior.failures + arm.trials - arm.successes)
        for arm in (treated, control)
    )
    belief = shares(treated, control, prior=prior, worthwhile=0.05)

    def above(bound):
        """Integrated piece by piece between the corner and the bulk."""
        corners = {min(1 - 1e-16, max(0.0, corner)) for corner in (-bound, 1 - bound)}
        edges = sorted({0.0, 1 - 1e-16, *corners, *compared.ppf([1e-7, 1e-3, 0.5, 0.999, 1 - 1e-7])})
        parts = [
            integrate.quad(lambda share: compared.pdf(share) * tried.sf(share + bound), *piece, epsabs=1e-11)[0]
            for piece in itertools.pairwise(edges)
        ]
        return math.fsum(parts)

    assert belief.better_chance == pytest.approx(above(0), abs=1e-7)
    assert belief.worthwhile_chance == pytest.approx(above(0.05), abs=1e-7)
    assert above(belief.interval.lower) == pytest.approx(0.975, abs=1e-7)
    assert above(belief.interval.upper) == pytest.approx(0.025, abs=1e-7)


@given(arms, arms)
@settings(max_examples=25)
def test_shares_equal_the_closed_sum(treated, control):
    """Chance that the tried share is the larger, for whole-numbered beliefs: a sum over the tried arm's successes."""
    a, b = 1 + control.successes, 1 + control.trials - control.successes
    c, d = 1 + treated.successes, 1 + treated.trials - treated.successes
    total = math.fsum(
        math.exp(special.betaln(a + i, b + d) - math.log(d + i) - special.betaln(1 + i, d) - special.betaln(a, b))
        for i in range(c)
    )
    assert shares(treated, control).better_chance == pytest.approx(total, abs=1e-9)


@given(arms, arms)
@settings(max_examples=25)
def test_exchanging_arms_and_direction_changes_nothing(treated, control):
    forward = shares(treated, control, worthwhile=0.01)
    backward = shares(control, treated, better="lower", worthwhile=0.01)
    assert backward.better_chance == pytest.approx(forward.better_chance, abs=1e-9)
    assert backward.worthwhile_chance == pytest.approx(forward.worthwhile_chance, abs=1e-9)
    assert backward.interval.lower == pytest.approx(-forward.interval.upper, abs=1e-8)


def test_effect_by_hand():
    """Estimate 6 with error 1, belief 0 with deviation 2: weights 1 and 1/4."""
    belief = effect(6, 1, NormalPrior(0, 2), worthwhile=4)
    mean, deviation = 6 / (1 + 1 / 4), math.sqrt(1 / (1 + 1 / 4))
    assert belief.mean == pytest.approx(mean)
    assert belief.interval.upper == pytest.approx(mean + stats.norm.ppf(0.975) * deviation)
    assert belief.better_chance == pytest.approx(stats.norm.cdf(mean / deviation))
    assert belief.worthwhile_chance == pytest.approx(stats.norm.sf((4 - mean) / deviation))
    assert effect(-6, 1, NormalPrior(0, 2), better="lower").better_chance == pytest.approx(belief.better_chance)


def test_a_vague_belief_leaves_the_data_alone():
    belief = effect(4, 1, NormalPrior(0, 1e6))
    assert belief.mean == pytest.approx(4, abs=1e-9)
    assert belief.interval.lower == pytest.approx(4 - stats.norm.ppf(0.975), abs=1e-6)
    assert belief.worthwhile_chance is None


def test_beliefs_that_are_none():
    with pytest.raises(ValueError, match="failures of the prior is 0"):
        BetaPrior(1, 0)
    with pytest.raises(ValueError, match="standard_deviation of the prior is 0"):
        NormalPrior(0, 0)
    with pytest.raises(ValueError, match="worthwhile is 0"):
        effect(1, 1, NormalPrior(0, 1), worthwhile=0)
    with pytest.raises(ValueError, match="confidence is 95"):
        shares(Counts(1, 2), Counts(1, 2), confidence=95)
