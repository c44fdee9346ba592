"""Odds ratios with errors by cluster: by hand, against statsmodels, and by false findings."""

import math
import warnings

import numpy as np
import pytest
from statsmodels.miscmodels.ordinal_model import OrderedModel

from labx.stats.errors import CannotEstimate
from labx.trials.engine.clusters.odds import clustered_proportional_odds
from labx.trials.engine.outcomes.proportional_odds import proportional_odds, pulls_on_odds
from tests.references import odds_statsmodels, reference

GIVEN = {"confidence": 0.95}


def answers(random, level):
    """Five answers by a logistic number behind them."""
    return np.digitize(level + random.logistic(size=len(level)), [-1.5, -0.5, 0.5, 1.5]) + 1.0


def in_places(random, count, *, spread, sizes=(2, 30)):
    """Answers, arms and places of unequal sizes whose people are alike; without any effect."""
    where = np.repeat(np.arange(count), random.integers(*sizes, count))
    arm = random.permutation(np.arange(count) % 2)[where]
    return answers(random, spread * random.normal(size=count)[where]), arm, where


def statsmodels_error(rating, arm, **more):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = OrderedModel(rating, arm[:, np.newaxis].astype(float), distr="logit")
        return float(model.fit(method="bfgs", disp=0, **more).bse[0])


def test_pulls_of_two_levels_by_hand():
    """The log odds of a share p of n: each yes pulls by (1 - p) / (n p (1 - p)), each no by -p of the same."""
    found = pulls_on_odds([1, 1, 1, 0], [1, 0, 0, 0, 0])
    assert found.estimate == pytest.approx(math.log(3 / 1) - math.log(1 / 4))
    assert found.treated == pytest.approx([1 / (4 * 0.75)] * 3 + [-1 / (4 * 0.25)])
    assert found.control == pytest.approx([-1 / (5 * 0.2)] + [1 / (5 * 0.8)] * 4)


def test_pulls_equal_statsmodels_and_what_leaving_one_out_does():
    random = np.random.default_rng(3)
    arm = np.arange(300) % 2
    rating = answers(random, 0.6 * arm)
    found = pulls_on_odds(rating[arm == 1], rating[arm == 0])
    pulls = np.concatenate([found.treated, found.control])
    assert found.estimate == proportional_odds(rating[arm == 1], rating[arm == 0], **GIVEN).effect.estimate
    assert pulls.sum() == pytest.approx(0, abs=1e-8)
    theirs = statsmodels_error(rating, arm, cov_type="HC0")
    assert math.sqrt((pulls**2).sum()) == pytest.approx(theirs, rel=1e-3)
    one_less = proportional_odds(rating[arm == 1][1:], rating[arm == 0], **GIVEN).effect.estimate
    assert found.estimate - one_less == pytest.approx(found.treated[0], rel=0.05)


def test_errors_by_place_equal_statsmodels():
    """Twenty places of ten in each arm: CR2 is theirs times the root of 20 / 19."""
    random = np.random.default_rng(5)
    where = np.repeat(np.arange(40), 10)
    arm = where % 2
    rating = answers(random, random.normal(size=40)[where] + 0.5 * arm)
    effect = clustered_proportional_odds(rating, arm, where, **GIVEN)
    theirs = statsmodels_error(rating, arm, cov_type="cluster", cov_kwds={"groups": where, "use_correction": False})
    assert effect.standard_error == pytest.approx(theirs * math.sqrt(20 / 19), rel=0.02)
    assert effect.degrees_of_freedom == pytest.approx(38)
    as_if = proportional_odds(rating[arm == 1], rating[arm == 0], **GIVEN).effect
    assert effect.estimate == as_if.estimate and effect.standard_error > as_if.standard_error


def test_two_levels_equal_statsmodels_equations():
    """Patients of four visits each: CR2 is the robust variance of each arm times patients / (patients - 1)."""
    theirs = reference("odds_statsmodels")["places"]
    outcome, arm, patient = odds_statsmodels.places()
    effect = clustered_proportional_odds(outcome, arm, patient, **GIVEN)
    tried, compared = (patient[arm == side].nunique() for side in (1, 0))
    of_tried = theirs["variance"] - theirs["of_comparison"]
    variance = of_tried * tried / (tried - 1) + theirs["of_comparison"] * compared / (compared - 1)
    assert effect.estimate == pytest.approx(theirs["estimate"], rel=1e-8)
    assert effect.standard_error == pytest.approx(math.sqrt(variance), rel=1e-8)


def test_five_levels_near_statsmodels():
    """Theirs are numeric derivatives and no correction for few clusters: some 150 patients in each arm."""
    theirs = reference("odds_statsmodels")["rated_places"]
    rating, arm, patient = odds_statsmodels.rated_places()
    effect = clustered_proportional_odds(rating, arm, patient, **GIVEN)
    pulls = pulls_on_odds(rating[arm == 1], rating[arm == 0])
    by_patient = [
        np.bincount(np.unique(patient[arm == side], return_inverse=True)[1], weights=own)
        for side, own in ((1, pulls.treated), (0, pulls.control))
    ]
    assert effect.estimate == pytest.approx(theirs["estimate"], abs=2e-5)
    assert math.sqrt(sum((one**2).sum() for one in by_patient)) == pytest.approx(theirs["error"], rel=1e-3)
    assert effect.standard_error == pytest.approx(theirs["error"], rel=0.01)


def test_order_and_names_do_not_matter():
    rating, arm, where = in_places(np.random.default_rng(6), 12, spread=0.5)
    first = clustered_proportional_odds(rating, arm, where, **GIVEN)
    order = np.random.default_rng(1).permutation(len(rating))
    again = clustered_proportional_odds(rating[order], arm[order], [f"p{one}" for one in where[order]], **GIVEN)
    assert (again.estimate, again.standard_error) == pytest.approx((first.estimate, first.standard_error))


def test_what_is_refused():
    with pytest.raises(CannotEstimate, match="No answer of one arm"):
        clustered_proportional_odds([1, 2, 3, 4], [0, 0, 1, 1], ["a", "b", "c", "d"], **GIVEN)


def false_findings(count, draws, *, spread, seed=8):
    random = np.random.default_rng(seed)
    found = 0
    for _ in range(draws):
        interval = clustered_proportional_odds(*in_places(random, count, spread=spread), **GIVEN).interval
        found += not interval.lower <= 0 <= interval.upper
    return found / draws


def test_false_findings_in_a_few_draws():
    assert false_findings(20, 60, spread=0.5) <= 0.17


@pytest.mark.slow
@pytest.mark.parametrize("count", [20, 40])
@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_false_findings(count, spread):
    assert 0.035 <= false_findings(count, 2_000, spread=spread) <= 0.068
