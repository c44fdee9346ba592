"""The examples in docstrings say what the code does."""

import labx.trials.engine.panel
from labx.stats.tests.examples import failed_and_tried


def test_examples():
    counts = failed_and_tried(labx.trials.engine.panel)
    assert {name for name, (failed, _) in counts.items() if failed} == set()
    assert counts["labx.trials.engine.panel.stepped_wedge"][1] >= 2
