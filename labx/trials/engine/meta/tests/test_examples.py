"""The examples in docstrings say what the code does."""

import labx.trials.engine.meta
from labx.stats.tests.examples import failed_and_tried


def test_examples():
    counts = failed_and_tried(labx.trials.engine.meta)
    assert counts["labx.trials.engine.meta.random_effects"] == (0, 2)
    assert counts["labx.trials.engine.meta.prediction"] == (0, 2)
