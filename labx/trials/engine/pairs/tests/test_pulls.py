"""Odds ratios and mean times in pairs: by hand, against scipy, statsmodels and the jackknife, and by false findings."""

import math

import numpy as np
import pytest
from scipy import stats

from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.tests.test_odds import answers, statsmodels_error
from labx.trials.engine.outcomes.survival import Times, difference_of_restricted_means, pulls_on_mean_time
from labx.trials.engine.pairs.pulls import paired_difference_of_times, paired_proportional_odds
from labx.trials.engine.tests.studies import frame
from tests.references import odds_statsmodels, reference

GIVEN = {"confidence": 0.95}


def levels(random, pairs, *, spread):
    """What both of a pair have in common, their pairs and arms."""
    return np.repeat(spread * random.normal(size=pairs), 2), np.repeat(np.arange(pairs), 2), np.tile([1.0, 0.0], pairs)


def waits(random, level):
    """Times of exponential length, some of them cut off."""
    times = np.round(10 * np.exp(level) * random.exponential(size=len(level)), 1) + 0.1
    until = random.uniform(15, 60, len(level))
    return np.minimum(times, until), (times <= until).astype(float)


def test_pulls_on_a_mean_time_by_hand():
    """Nobody lost: each cut time less the mean, divided by how many there are."""
    mean, pulls = pulls_on_mean_time([1, 2, 3, 6], [1, 1, 1, 1], horizon=4)
    assert mean == (1 + 2 + 3 + 4) / 4
    assert pulls == pytest.approx([(cut - mean) / 4 for cut in (1, 2, 3, 4)])


def test_pulls_on_a_mean_time_where_people_are_lost():
    """They add up to nothing, their squares to nearly the squared error; each is what leaving one out does."""
    times, happened = waits(np.random.default_rng(2), np.zeros(200))
    mean, pulls = pulls_on_mean_time(times, happened, horizon=12)
    assert pulls.sum() == pytest.approx(0, abs=1e-9)
    arm = Times.of(times, happened)
    error = difference_of_restricted_means(arm, arm, horizon=12, **GIVEN).standard_error / math.sqrt(2)
    assert math.sqrt((pulls**2).sum()) == pytest.approx(error, rel=0.02)
    for place in (0, 7, 19):
        others = np.arange(200) != place
        without, _ = pulls_on_mean_time(times[others], happened[others], horizon=12)
        assert mean - without == pytest.approx(pulls[place], rel=0.05, abs=2e-3)


def test_times_that_nobody_lost_are_a_paired_t_test_of_the_cut_times():
    random = np.random.default_rng(4)
    level, pair, arm = levels(random, 40, spread=0.6)
    times = np.exp(level) * random.exponential(10, 80)
    effect = paired_difference_of_times(times, np.ones(80), arm, pair, horizon=15, **GIVEN)
    cut = np.minimum(times, 15)
    theirs = stats.ttest_rel(cut[arm == 1], cut[arm == 0])
    assert effect.p_value == pytest.approx(theirs.pvalue)
    assert effect.interval.lower == pytest.approx(theirs.confidence_interval().low)


def test_times_that_were_cut_off_as_leaving_out_a_pair_at_a_time_has_them():
    random = np.random.default_rng(5)
    level, pair, arm = levels(random, 60, spread=0.6)
    times, happened = waits(random, level)
    effect = paired_difference_of_times(times, happened, arm, pair, horizon=12, **GIVEN)

    def without(left_out):
        sides = [(pair != left_out) & (arm == side) for side in (1, 0)]
        return np.subtract(*(pulls_on_mean_time(times[own], happened[own], horizon=12)[0] for own in sides))

    assert effect.estimate == pytest.approx(without(-1))
    left = [without(one) for one in range(60)]
    jackknife = math.sqrt(59 / 60 * ((left - np.mean(left)) ** 2).sum())
    assert effect.standard_error == pytest.approx(jackknife, rel=0.03)
    apart = difference_of_restricted_means(
        *(Times.of(times[arm == side], happened[arm == side]) for side in (1, 0)), horizon=12, **GIVEN
    )
    assert effect.estimate == apart.estimate and effect.standard_error < apart.standard_error


def test_odds_in_pairs_equal_statsmodels_with_pairs_as_clusters():
    random = np.random.default_rng(6)
    level, pair, arm = levels(random, 100, spread=1.5)
    rating = answers(random, level + 0.5 * arm)
    effect = paired_proportional_odds(rating, arm, pair, **GIVEN)
    theirs = statsmodels_error(rating, arm, cov_type="cluster", cov_kwds={"groups": pair, "use_correction": False})
    assert effect.standard_error == pytest.approx(theirs * math.sqrt(100 / 99), rel=0.01)
    assert effect.degrees_of_freedom == 99


def test_odds_of_two_levels_equal_statsmodels_equations():
    """Both eyes of 197 patients, of which one was treated: the robust variance times 197 / 196."""
    theirs = reference("odds_statsmodels")["pairs"]
    effect = paired_proportional_odds(*odds_statsmodels.pairs(), **GIVEN)
    assert effect.estimate == pytest.approx(theirs["estimate"], rel=1e-8)
    assert effect.standard_error == pytest.approx(math.sqrt(theirs["variance"] * 197 / 196), rel=1e-8)


def test_odds_of_five_levels_near_statsmodels():
    """Nine judges; theirs by numeric derivatives, to the digits that those carry."""
    theirs = reference("odds_statsmodels")["rated_pairs"]
    effect = paired_proportional_odds(*odds_statsmodels.rated_pairs(), **GIVEN)
    assert effect.estimate == pytest.approx(theirs["estimate"], abs=2e-5)
    assert effect.standard_error == pytest.approx(theirs["error"] * math.sqrt(9 / 8), rel=1e-3)


def test_times_of_both_eyes_as_lifelines_has_them():
    """The difference is theirs; leaving out each patient gives nearly the error, which is its limit for many."""
    theirs, rows = reference("pairs_lifelines"), frame("survival", "retinopathy")
    columns = [rows[name].to_numpy(float) for name in ("futime", "status", "trt")]
    effect = paired_difference_of_times(*columns, rows["id"], horizon=theirs["horizon"], **GIVEN)
    assert effect.degrees_of_freedom == theirs["pairs"] - 1
    assert effect.estimate == pytest.approx(theirs["difference"], rel=1e-8)
    assert effect.standard_error == pytest.approx(theirs["jackknife_error"], rel=0.01)


def test_places_as_members_are_added_up():
    """Each row twice says nothing more: the same estimate, and the same error."""
    random = np.random.default_rng(7)
    level, pair, arm = levels(random, 30, spread=1.0)
    rating = answers(random, level)
    once = paired_proportional_odds(rating, arm, pair, **GIVEN)
    twice = paired_proportional_odds(np.repeat(rating, 2), np.repeat(arm, 2), np.repeat(pair, 2), **GIVEN)
    assert (twice.estimate, twice.standard_error) == pytest.approx((once.estimate, once.standard_error))


def test_what_is_refused():
    with pytest.raises(CannotEstimate, match="1 of the 3 pairs"):
        paired_proportional_odds([1, 2, 3, 1, 2], [1, 0, 1, 0, 1], ["a", "a", "b", "b", "c"], **GIVEN)
    with pytest.raises(ValueError, match="2 times and 1 marks"):
        paired_difference_of_times([1, 2], [1], [1, 0], ["a", "a"], horizon=1, **GIVEN)


def false_findings(kind, pairs, draws, *, spread, seed=9):
    random = np.random.default_rng(seed)
    found = 0
    for _ in range(draws):
        level, pair, arm = levels(random, pairs, spread=spread)
        if kind == "odds":
            interval = paired_proportional_odds(answers(random, level), arm, pair, **GIVEN).interval
        else:
            interval = paired_difference_of_times(*waits(random, level), arm, pair, horizon=12, **GIVEN).interval
        found += not interval.lower <= 0 <= interval.upper
    return found / draws


@pytest.mark.parametrize("kind", ["odds", "time"])
def test_false_findings_in_a_few_draws(kind):
    assert false_findings(kind, 40, 60, spread=1.0) <= 0.17


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["odds", "time"])
@pytest.mark.parametrize(("pairs", "spread"), [(30, 0.0), (30, 1.0), (60, 1.0)])
def test_false_findings(kind, pairs, spread):
    assert 0.035 <= false_findings(kind, pairs, 2_000, spread=spread) <= 0.068
