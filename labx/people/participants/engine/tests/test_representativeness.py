"""Gaps to a population: by hand, and their refusals."""

import pytest

from labx.people.participants.engine.representativeness import distance, gaps
from labx.stats.errors import CannotEstimate
from labx.stats.intervals import share_interval


def test_by_hand():
    found = gaps({"old": 1, "young": 3}, {"old": 0.5, "young": 0.4, "child": 0.1})
    assert found["old"].gap == 1 / 4 - 0.5
    assert found["child"].gap == 0 / 4 - 0.1
    around = share_interval(1, 4, confidence=0.95)
    assert (found["old"].interval.lower, found["old"].interval.upper) == (around.lower - 0.5, around.upper - 0.5)
    assert distance(found) == pytest.approx((0.25 + 0.35 + 0.1) / 2)


def test_refusals():
    with pytest.raises(CannotEstimate, match="nobody"):
        gaps({}, {"old": 1.0})
    with pytest.raises(ValueError, match="add up"):
        gaps({"old": 1}, {"old": 0.6})
    with pytest.raises(ValueError, match="no share for other"):
        gaps({"other": 1}, {"old": 1.0})
