"""The examples in docstrings say what the code does."""

import labx.people.participants.engine
from labx.stats.tests.examples import failed_and_tried


def test_examples():
    counts = failed_and_tried(labx.people.participants.engine)
    assert {name for name, (failed, _) in counts.items() if failed} == set()
    assert counts["labx.people.participants.engine.lottery"][1] == 5
