"""The pictures of a desk: they say what the lists say, and hide what the lists hide."""

import datetime as dt

import pytest
from django.utils import translation

from labx.core.charts.figure import draw
from labx.desks.service.pictures import pictures
from labx.desks.service.reckoning import falls, figures
from labx.desks.service.tests.test_reckoning import NOVEMBER, OCTOBER, counted

CASES = {"cases": 8, "counters_before": 32, "counters_after": 12, "received": 8, "visits_here": 12}
TASKS = {"tasks_due": 20, "tasks_on_time": 15, "rights_open": 16, "rights_claimed": 8}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def drawn(counts):
    return pictures(figures(counts), falls(counts))


@pytest.mark.django_db  # drawings are kept in the cache
def test_each_picture_says_its_finding_and_what_is_hidden_stays_hidden():
    visits = counted(begun=40, question_1=38, question_2=20, plan=30)
    ends, counters, tasks, rights = drawn([*visits, *counted(**CASES, **TASKS)])
    assert ends.title == "75% of the visits came to a plan"
    assert "between “Sent the first questions” and “Came to question 2”: 50%" in ends.description
    assert [row[1] for row in ends.rows] == ["100%", "too few to show", "50%", "75%"]
    assert counters.title == "A family goes to 1.5 counters, and would go to 4.0 without the joint one"
    assert [row[1] for row in counters.rows] == ["4.0", "1.5", "1.5"]
    assert tasks.title == "75% of the tasks were done in time"
    assert rights.title == "50% of the rights that could be claimed were claimed"
    assert [row[1] for row in rights.rows] == ["16", "8"]
    for chart in (ends, counters, tasks, rights):
        picture = draw(chart)
        assert "38" not in picture.wide and picture.narrow


def test_months_make_a_line_and_versions_of_a_month_are_one_point():
    october = counted(week=OCTOBER, cases=10, tasks_due=20, tasks_on_time=10)
    november = [
        *counted(week=NOVEMBER, cases=10, tasks_due=30, tasks_on_time=25),
        *counted(week=NOVEMBER, version="1.1.0", cases=10, tasks_due=10, tasks_on_time=5),
        *counted(week=dt.date(2026, 9, 7), cases=4, tasks_due=50, tasks_on_time=1),  # too few families
    ]
    _counters, line = drawn([*october, *november])
    assert line.title == "75% of the tasks were done in time in November 2026"  # (25 + 5) / (30 + 10)
    assert line.description.endswith("From 50% in October 2026.")
    assert [row[1] for row in line.rows] == ["50%", "75%"]


def test_nothing_is_drawn_of_what_is_too_small_or_absent():
    assert drawn([]) == []
    assert drawn(counted(begun=40, plan=37, cases=4, counters_before=9, counters_after=6, **TASKS)) == []
    (only,) = drawn(counted(begun=40, plan=40))
    assert only.description == "100% of the visits came to a plan."
    (steady,) = drawn(counted(begun=40, question_1=40, plan=40))
    assert steady.description == "100% of the visits came to a plan."
