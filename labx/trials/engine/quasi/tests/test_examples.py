"""The examples in docstrings say what the code does."""

import labx.trials.engine.quasi
from labx.stats.tests.examples import failed_and_tried


def test_examples():
    counts = failed_and_tried(labx.trials.engine.quasi)
    assert {name for name, (failed, _) in counts.items() if failed} == set()
    assert counts["labx.trials.engine.quasi.encouragement"][1] >= 2
