"""Who is asked for the municipality: only those whose dates hang on it."""

import datetime

import pytest

from labx.desks.engine.compiling import read_desk
from labx.desks.engine.places import municipalities_that_matter
from labx.desks.engine.plans import plan
from labx.desks.engine.tests.moving_house import CONTENT
from labx.rules.dated import Dated, Period

DESK, _ = read_desk(CONTENT)
LISBOA = Dated((Period((6, 13)),))
EVORA = Dated((Period((6, 29), datetime.date(1961, 1, 1), None),))
KNOWN = {"lisboa": LISBOA, "evora": EVORA}
DOG = {"animal": "dog", "chip": True, "renting": False, "owner": False, "region": "mainland"}


def matter(**facts):
    return municipalities_that_matter(DESK, plan(DESK, facts), KNOWN)


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        # Ten working days from Monday 2 June 2025, over the 10th, a national holiday: the 17th; in Lisbon the 18th.
        (datetime.date(2025, 6, 2), ("lisboa",)),
        (datetime.date(2025, 6, 13), ()),  # the day of the event does not count, and 29 June is a Sunday
        (datetime.date(2025, 3, 3), ()),
        (datetime.date(2026, 6, 22), ("evora",)),
    ],
)
def test_only_where_the_holiday_lies_between(moved, expected):
    found = matter(moved=moved, **DOG)
    assert found == expected
    by = [
        [step.last_day for step in plan(DESK, {"moved": moved, **DOG}, municipal=days).tasks]
        for days in (Dated(()), LISBOA, EVORA)
    ]
    assert found == tuple(name for name, days in zip(KNOWN, by[1:], strict=True) if days != by[0])


def test_a_note_that_moves_matters_too():
    # Ninety days from 15 March 2025 end on Friday 13 June 2025.
    assert matter(renting=True, rent=200, deposit=True, moved=datetime.date(2025, 3, 15)) == ("lisboa",)


def test_nobody_is_asked_where_no_working_day_counts():
    assert matter(animal="cat", moved=datetime.date(2025, 6, 2), renting=True, rent=0) == ()
    assert matter() == ()
