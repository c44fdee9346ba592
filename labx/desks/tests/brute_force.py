"""The engine against the slow evaluator, on generated cases with gaps."""

import numpy as np

from labx.desks.engine.batch import stand
from labx.desks.engine.generated import facts_at, generated_columns
from labx.desks.engine.tests.slow_plan import slow_standings
from labx.rules.columns import Column

CODES = {True: 1, False: 0, None: -1}
UNKNOWN_SHARE = 0.2


def with_gaps(columns, seed):
    """The same cases with some answers missing."""
    random = np.random.default_rng(seed)
    return {
        name: Column(column.values, random.random(len(column.values)) > UNKNOWN_SHARE)
        for name, column in columns.items()
    }


def agree(desk, content, count, seed):
    columns = with_gaps(generated_columns(desk, count=count, seed=seed), seed)
    found = stand(desk, columns, count=count)
    for place in range(count):
        answers = facts_at(desk, columns, place)
        for name, (applies, last_day) in slow_standings(content, answers).items():
            assert found.states[name][place] == CODES[applies], (name, answers)
            assert found.last_days[name][place].item() == last_day, (name, answers)
