"""The examples in docstrings say what the code does."""

import labx.desks.engine
from labx.stats.tests.examples import failed_and_tried


def test_examples():
    counts = failed_and_tried(labx.desks.engine)
    assert {name for name, (failed, _) in counts.items() if failed} == set()
    assert counts["labx.desks.engine.roles"][1] == 5
