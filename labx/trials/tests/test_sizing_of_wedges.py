"""How many places a stepped wedge needs: the number, the curve, what is refused."""

from dataclasses import replace

import pytest

from labx.stats.errors import CannotEstimate
from labx.trials.engine.panel.wedge_power import WedgePlan, power_of_stepped_wedge
from labx.trials.plan.reading import check_plan, read_plan
from labx.trials.plan.shape import Looks
from labx.trials.sizing.wedges import of_wedges
from labx.trials.tests import making
from labx.trials.tests.test_designs_over_time import OUTCOMES, PLAN

ASKED = {"power": 0.8, "spread": 4.0, "steps": 4, "cell_size": 20.0, "alikeness": 0.05, "decay": 0.04}


def plan(**outcome):
    outcomes = [{**OUTCOMES[0], **outcome}]
    return read_plan(check_plan({**making.SECOND, **PLAN, "design": "stepped_wedge", "outcomes": outcomes}))


def test_places_people_and_power():
    sample = of_wedges(plan(), ASKED)
    clusters = sample.units // (20 * 5)
    assert clusters % 4 == 0 and sum(sample.by_arm) == sample.units
    known = WedgePlan(steps=4, size=20, cell_correlation=0.05, cluster_correlation=0.04, standard_deviation=4)
    assert sample.power == power_of_stepped_wedge(known, difference=1, clusters=clusters, confidence=0.95) >= 0.8
    assert sample.detectable <= 1
    assert [power for _units, power in sample.curve] == sorted(power for _units, power in sample.curve)


def test_looks_take_more_places():
    once, watched = of_wedges(plan(), ASKED), of_wedges(replace(plan(), looks=Looks(kind="always_valid")), ASKED)
    assert watched.units == pytest.approx(1.91 * once.units, rel=0.2)
    assert 0.75 <= watched.power <= once.power + 0.05
    assert len(watched.notes) == len(once.notes) + 1


def test_a_planned_number_and_losses():
    whole, few = of_wedges(plan(), ASKED), of_wedges(plan(), {**ASKED, "units": 800, "dropout": 0.2})
    assert few.power < whole.power and few.detectable > 1


def test_shares_have_the_spread_of_their_baseline():
    asked = {**ASKED, "baseline": 0.4, "decay": 0.9}
    del asked["spread"]
    sample = of_wedges(plan(kind="share", unit="", worthwhile=0.1), asked)
    assert sample.power >= 0.8


def test_without_a_difference_worth_having_there_is_no_number():
    with pytest.raises(CannotEstimate, match="The plan does not say which difference"):
        of_wedges(plan(worthwhile=None), ASKED)
    with pytest.raises(CannotEstimate, match="The number of units cannot be reckoned"):
        of_wedges(plan(), {"power": 0.8})
