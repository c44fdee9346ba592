"""How often intervals within strata hold the truth, kind by kind, as the trials' own path makes them."""

import numpy as np
import pytest

from labx.trials.analysis.table import Table
from labx.trials.designs.strata_ways import WAYS
from labx.trials.plan.shape import Outcome

SIZES = [60, 80, 100, 160]
STRATUM = np.repeat(np.arange(4), SIZES)
LEVEL = 0.3 + 0.4 * STRATUM
HORIZON = 4.0


def ratio(random, arm):
    days = 1.0 + random.poisson(4, len(arm))
    return {"y": random.poisson((LEVEL + 0.2 * arm) * days), "y.over": days}


def quantile(random, arm):
    return {"y": arm + LEVEL + random.normal(size=len(arm))}


def rank(random, arm):
    return {"y": np.digitize(LEVEL + random.normal(size=len(arm)), [0, 1, 2])}


def odds(random, arm):
    return {"y": np.digitize(0.5 * arm + LEVEL + random.logistic(size=len(arm)), [0, 1, 2])}


def time(random, arm):
    """Waits that many end after the horizon; some are followed no longer than day 2."""
    waits, until = random.exponential(3 + LEVEL + arm), random.uniform(2, 16, len(arm))
    return {"y": np.minimum(waits, until), "y.happened": waits <= until}


def mean_wait(usual):
    """Of waits that are exponential, counted up to the horizon."""
    return usual * (1 - np.exp(-HORIZON / usual))


LONGER = float(np.mean(mean_wait(4 + LEVEL) - mean_wait(3 + LEVEL)))
DRAWN = {ratio: 0.2, quantile: 1.0, rank: 0.0, odds: 0.5, time: LONGER}


def coverage(draw, replications, seed=1):
    """The effect is the same in four unequal strata."""
    random, held = np.random.default_rng(seed), 0
    outcome = Outcome(code="y", label="y", kind=draw.__name__, quantile=0.5, horizon=HORIZON)
    codes = {"stratum": STRATUM.astype(np.str_)}
    for _ in range(replications):
        arm = np.concatenate([random.permutation(np.arange(size) % 2) for size in SIZES])
        numbers = {name: np.asarray(values, dtype=float) for name, values in draw(random, arm).items()}
        table = Table(arm, numbers, codes)
        effect = WAYS[draw.__name__].effect(outcome, table.arm(1), table.arm(0), 0.95)
        held += effect.interval.contains(DRAWN[draw])
    return held / replications


def test_intervals_hold_the_truth_in_a_few_draws():
    for draw in (ratio, rank, time):
        assert coverage(draw, 50) >= 0.84


@pytest.mark.slow
@pytest.mark.parametrize("draw", DRAWN)
def test_intervals_hold_the_truth(draw):
    assert 0.935 <= coverage(draw, 2000) <= 0.97
