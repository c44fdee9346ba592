"""On paper the tried arm has the accent, the comparison is grey, and no marker is left."""

import pytest

from labx.core.charts.intervals import Estimate, interval_plot
from labx.core.charts.printed import ON_PAPER, picture
from labx.core.charts.style import COMPARISON, TRIED

# Drawings are kept in the cache, which lies in the database.
pytestmark = pytest.mark.django_db


def test_markers_become_colours():
    estimates = [
        Estimate(label="Tried", value=2.0, low=1.0, high=3.0, text="+2", arm="tried"),
        Estimate(label="Other", value=-1.0, low=-2.0, high=0.5, text="-1", arm="comparison"),
    ]
    drawn = picture(interval_plot(estimates, title="A finding", description="In words", axis="days"))
    assert drawn["words"] == "In words"
    assert ON_PAPER[TRIED] in drawn["svg"] and ON_PAPER[COMPARISON] in drawn["svg"]
    assert not any(f'"{marker}"' in drawn["svg"] for marker in ON_PAPER)
