"""The examples in docstrings say what the code does."""

import labx.trials.engine.permutation
from labx.stats.tests.examples import failed_and_tried


def test_examples():
    counts = failed_and_tried(labx.trials.engine.permutation)
    assert {name for name, (failed, _) in counts.items() if failed} == set()
    assert counts["labx.trials.engine.permutation.redrawing"][1] == 8
