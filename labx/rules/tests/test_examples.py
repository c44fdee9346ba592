"""The examples in docstrings say what the code does."""

import labx.rules
from labx.stats.tests.examples import failed_and_tried


def test_examples():
    counts = failed_and_tried(labx.rules)
    assert {name for name, (failed, _) in counts.items() if failed} == set()
    assert counts["labx.rules.zones"][1] == 2
