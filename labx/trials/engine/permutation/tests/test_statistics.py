"""Effects of many assignments at once: each is what the engine gives for that one; p-values as scipy has them."""

import numpy as np
import pytest
from scipy import stats

from labx.stats.cross_moments import CrossMoments
from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.ordered import cluster_placements, clustered_superiority
from labx.trials.engine.outcomes.ratio import difference_of_ratios
from labx.trials.engine.outcomes.superiority import superiority
from labx.trials.engine.outcomes.survival import Times, difference_of_restricted_means
from labx.trials.engine.permutation.draws import blocked, complete
from labx.trials.engine.permutation.ratios import weigh_ratios
from labx.trials.engine.permutation.redrawing import redrawn_effect, weigh_means
from labx.trials.engine.permutation.statistics import (
    mean_times_drawn,
    means_drawn,
    quantiles_drawn,
    ranks_drawn,
    redrawn_statistic,
    within_strata,
)
from labx.trials.engine.strata.ordered import stratified_superiority
from labx.trials.engine.strata.ratios import stratified_difference_of_ratios

GIVEN = {"confidence": 0.95}
RANDOM = np.random.default_rng(5)
UNITS = 40
ARM = np.arange(UNITS) % 2 * 1.0
RATING = RANDOM.integers(1, 6, UNITS) + ARM
TIMES = np.round(RANDOM.exponential(10, UNITS), 0)
HAPPENED = (TIMES < 18).astype(float)
CUT = np.minimum(TIMES, 18)
CALLS = 1.0 + RANDOM.poisson(3, UNITS)
STRATUM = np.arange(UNITS) // 10
DRAWN = np.stack([complete(ARM)(RANDOM) for _ in range(6)])


def sides(values, assigned):
    return [values[assigned == side] for side in (1, 0)]


def test_by_hand():
    """Ratings 3, 2, 2, 1, the first and third tried: of 4 pairs 2 higher, 1 lower, 1 equal."""
    one = np.array([[1.0, 0, 1, 0]])
    assert ranks_drawn([3, 2, 2, 1])(one).tolist() == pytest.approx([(3 - 0) / 4])
    assert means_drawn([3, 2, 2, 1])(one).tolist() == [(3 + 2) / 2 - (2 + 1) / 2]


def test_each_is_the_engines_for_its_assignment():
    ranks, quantiles = ranks_drawn(RATING)(DRAWN), quantiles_drawn(TIMES, share=0.7)(DRAWN)
    means = mean_times_drawn(CUT, HAPPENED, horizon=15)(DRAWN)
    for place, assigned in enumerate(DRAWN):
        assert ranks[place] == pytest.approx(2 * superiority(*sides(RATING, assigned), **GIVEN).estimate)
        tried, compared = (np.quantile(side, 0.7, method="median_unbiased") for side in sides(TIMES, assigned))
        assert quantiles[place] == pytest.approx(tried - compared)
        arms = [Times.of(CUT[assigned == side], HAPPENED[assigned == side]) for side in (1, 0)]
        expected = difference_of_restricted_means(*arms, horizon=15, **GIVEN).estimate
        assert means[place] == pytest.approx(expected)


def test_within_strata_and_of_places():
    inside = within_strata(STRATUM, lambda places: ranks_drawn(RATING[places]))
    expected = 2 * stratified_superiority(RATING, ARM, STRATUM, **GIVEN).estimate
    assert inside(ARM[np.newaxis])[0] == pytest.approx(expected)
    whole = np.isin(STRATUM * 2 + (np.arange(UNITS) % 10 > 3), (0, 3, 4, 7)) * 1.0
    places = STRATUM * 2 + (np.arange(UNITS) % 10 > 3)
    chances, arm = cluster_placements(RATING, whole, places)
    estimate = 2 * clustered_superiority(RATING, whole, places, **GIVEN).estimate
    assert means_drawn(2 * chances)(arm[np.newaxis])[0] == pytest.approx(estimate)


@pytest.mark.parametrize("statistic", [ranks_drawn(RATING), mean_times_drawn(CUT, HAPPENED, horizon=15)])
def test_p_values_as_scipy_has_them(statistic):
    found = redrawn_statistic(ARM, draw=complete(ARM), statistic=statistic, draws=4000, seed=1)
    assert found.interval is None and found.draws == 4000

    def effect(assigned, axis):
        return statistic(np.atleast_2d(np.moveaxis(assigned, axis, -1)))

    theirs = stats.permutation_test(
        (ARM,), effect, permutation_type="pairings", n_resamples=4000, vectorized=True, rng=np.random.default_rng(2)
    )
    assert found.estimate == pytest.approx(float(np.squeeze(theirs.statistic)))
    assert found.p_value == pytest.approx(float(np.squeeze(theirs.pvalue)), abs=5 * found.error + 0.01)


def test_the_same_seed_gives_the_same_answer_for_any_number_of_workers():
    given = {"draw": complete(ARM), "statistic": ranks_drawn(RATING), "draws": 3000, "seed": 4}
    assert redrawn_statistic(ARM, **given, workers=1) == redrawn_statistic(ARM, **given, workers=3)


def test_ratios_drawn_again():
    """The estimate is the ratio's; an effect for each call is taken away exactly by the interval's middle."""
    minutes = RANDOM.gamma(2, 5, UNITS) * CALLS
    again = {"draw": complete(ARM), "weigh": weigh_ratios(CALLS), "over": CALLS, "draws": 2000, "seed": 3, **GIVEN}
    found = redrawn_effect(minutes, ARM, **again)
    names = {"numerator": "above", "denominator": "below"}
    rows = np.column_stack([minutes, CALLS])
    arms = [CrossMoments.of(rows[side == ARM], names=("above", "below")) for side in (1, 0)]
    expected = difference_of_ratios(*arms, **names, **GIVEN)
    assert found.estimate == pytest.approx(expected.estimate)
    assert found.interval.lower < found.estimate < found.interval.upper
    shifted = redrawn_effect(minutes + 7 * CALLS * ARM, ARM, **again)
    assert shifted.interval.lower == pytest.approx(found.interval.lower + 7)
    assert shifted.interval.upper == pytest.approx(found.interval.upper + 7)
    alike = redrawn_effect(minutes, ARM, **{**again, "over": np.ones(UNITS), "weigh": weigh_ratios(np.ones(UNITS))})
    plain = redrawn_effect(minutes, ARM, draw=complete(ARM), weigh=weigh_means, draws=2000, seed=3, **GIVEN)
    assert (alike.p_value, alike.interval.lower) == (plain.p_value, pytest.approx(plain.interval.lower))


def test_ratios_within_strata_and_what_has_nothing_below():
    minutes = RANDOM.gamma(2, 5, UNITS) * CALLS
    weights = weigh_ratios(CALLS, STRATUM)(ARM)
    expected = stratified_difference_of_ratios(minutes, CALLS, ARM, STRATUM, **GIVEN).estimate
    assert weights @ minutes == pytest.approx(expected)
    drawn = weigh_ratios(CALLS, STRATUM)(blocked(ARM, STRATUM)(RANDOM))
    assert (drawn * CALLS).sum() == pytest.approx(0)
    with pytest.raises(CannotEstimate, match="nothing to divide by"):
        weigh_ratios([1, 0, 1, 0])(np.array([1.0, 0, 1, 0]))
    with pytest.raises(ValueError, match="40 outcomes and 2 numbers"):
        redrawn_effect(minutes, ARM, draw=complete(ARM), weigh=weigh_means, over=[1, 2], draws=2, seed=1, **GIVEN)
