"""What visits cost a family: by hand, hidden where means are, and again with other assumptions."""

import datetime as dt

import pytest
from django.utils import translation

from labx.desks.engine.burden import Range, Trips
from labx.desks.service import costing
from labx.desks.service.assuming import ASSUMED
from labx.desks.service.forms import AssumptionsForm, form_sent
from labx.desks.service.reckoning import figures
from labx.desks.service.tests.test_reckoning import counted

CLOSED = {"cases": 20, "counters_before": 80, "counters_after": 30, "received": 20, "visits_here": 24}


def found(**changed):
    return figures(counted(dt.date(2026, 10, 5), **{**CLOSED, **changed}))


def plain(form=None):
    return costing.ranges_of(form or AssumptionsForm())


def test_trips_are_those_that_were_counted():
    """80 / 20 counters before; 30 / 20 after, of which one is the joint one, to which they came 24 / 20 times."""
    assert costing.trips_of(found()) == (Trips(4.0), Trips(0.5, 1.2))
    assert costing.trips_of(found(received=18, visits_here=30)) == (Trips(4.0), Trips(0.5, 1.0))


@pytest.mark.parametrize("hidden", [{"cases": 4, "received": 4}, {"cases": 0}])
def test_where_means_are_hidden_nothing_is_reckoned(hidden):
    assert costing.cost_rows(found(**hidden), plain()) == [] and costing.cost_sentence([]) == ""


def test_rows_by_hand():
    rows = costing.cost_rows(found(), plain())
    assert [one["visits"] for one in rows] == [4.0, 1.7, pytest.approx(2.3)]
    assert (rows[0]["hours_low"], rows[0]["hours_high"]) == (4 * 60 / 60, 4 * 180 / 60)
    assert rows[0]["euros_low"] == pytest.approx(4 * 7.37) and rows[0]["euros_high"] == 12 * 17 + 4 * 10
    assert rows[2]["hours_low"] == pytest.approx((3.5 * 60 - 1.2 * 180) / 60)
    with translation.override("pt"):
        assert "não se pode dizer" in costing.cost_sentence(rows)


def test_what_is_changed_says_so_and_counts():
    sent = {f"{one.name}_{end}": str(value) for one in ASSUMED for end, value in (("from", 30), ("to", 60))}
    with translation.override("pt"):
        form = form_sent(sent)
        ranges = plain(form)
        assert set(ranges.values()) == {Range(30.0, 60.0)}
        assert [one["is_verified"] for one in costing.assumption_rows(ranges)] == [False] * 4
        rows = costing.cost_rows(found(), ranges)
        assert "e 2,9 horas a menos" in costing.cost_sentence(rows)  # (3.5 * 60 - 1.2 * 30) / 60
        wrong = form_sent({**sent, "fare_to": "2", "hour_value_from": "muito"})
        assert plain(wrong) == plain() and {"fare_to", "hour_value_from"} <= set(wrong.errors)
        comma = form_sent({**sent, "fare_from": "2,50"})
        assert plain(comma)["fare"] == Range(2.5, 60.0)


def test_only_what_has_a_source_is_told_as_verified():
    rows = costing.assumption_rows(plain())
    assert [one["is_verified"] for one in rows] == [False, False, True, False]
    assert not form_sent({"numero": "on_time"}).is_bound
