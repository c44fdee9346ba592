"""Measures over a handful of events, by hand."""

import datetime as dt
from uuid import uuid4

import pytest

from labx.core.events.compaction import compact
from labx.core.events.publish import publish
from labx.core.measures.compute import compute, compute_by
from labx.core.measures.declare import BadMeasure, Measure, UnknownMeasure
from labx.stats.errors import CannotEstimate

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 31, 12, tzinfo=dt.UTC)
ANA, RUI, EVA = uuid4(), uuid4(), uuid4()


@pytest.fixture(params=["hot", "lake", "both"])
def day(request, project):
    """Ana visits blue twice and green once, Rui red, Eva blue in another project; three sales."""

    def visit(subject, desk, minutes=None, at=project, hour=0):
        context = {"desk": desk} if minutes is None else {"desk": desk, "minutes": minutes}
        time = NOON + dt.timedelta(hours=hour)
        return publish(name="shop.visited", subject=subject, project=at, context=context, time=time)

    visit(ANA, "blue", 4)
    visit(ANA, "blue", 8)
    if request.param == "both":
        compact()
    visit(ANA, "green", hour=1)
    visit(RUI, "red", 3, hour=2)
    visit(EVA, "blue", at=uuid4())
    for person, value in ((ANA, 10.0), (ANA, 20.5), (RUI, -0.5)):
        publish(name="shop.sold", subject=person, project=project, context={"desk": "blue"}, value=value, time=NOON)
    wrong = visit(RUI, "blue", 1000)
    publish(name="shop.visited", subject=RUI, project=project, retracts=wrong)
    if request.param == "lake":
        compact()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shop.visits", 5),
        ("shop.visits_not_red", 4),
        ("shop.people", 3),
        ("shop.people_at_blue", 2),
        ("shop.takings", 10.0 + 20.5 - 0.5),
        ("shop.mean_sale", (10.0 + 20.5 - 0.5) / 3),
        ("shop.median_sale", 10.0),
        ("shop.mean_minutes", (4 + 8 + 3) / 3),
        ("shop.share_blue", 3 / 5),
        ("shop.sale_per_person", (10.0 + 20.5 - 0.5) / 3),
    ],
)
def test_over_everything(day, name, value):
    assert compute(name).value == value


@pytest.mark.parametrize(
    ("name", "value"),
    [("shop.visits", 4), ("shop.people", 2), ("shop.share_blue", 2 / 4), ("shop.sale_per_person", 30 / 2)],
)
def test_in_one_project(day, project, name, value):
    result = compute(name, project=project)
    assert (result.value, result.project) == (value, project)


def test_until_a_moment(day, project):
    assert compute("shop.visits", project=project, until=NOON).value == 2
    assert compute("shop.visits", project=project, until=NOON + dt.timedelta(hours=1)).value == 3
    assert compute("shop.visits", until=NOON).cut_off == NOON


def test_by_a_key(day):
    found = {result.group["desk"]: result.value for result in compute_by("shop.people", by=("desk",))}
    assert found == {"blue": 2, "green": 1, "red": 1}
    shares = {result.group["desk"]: result for result in compute_by("shop.sale_per_person", by=("desk",))}
    assert shares["blue"].value == 30 / 2
    assert (shares["red"].numerator, shares["red"].denominator) == (0, 1)


@pytest.mark.parametrize("name", ["shop.mean_sale", "shop.median_sale", "shop.share_blue", "shop.mean_minutes"])
def test_without_events_there_is_no_ratio(name):
    result = compute(name)
    assert not result.has_value
    with pytest.raises(CannotEstimate, match="nothing to divide by"):
        _ = result.value


@pytest.mark.parametrize("name", ["shop.visits", "shop.people", "shop.takings"])
def test_without_events_a_count_is_zero(name):
    result = compute(name)
    assert result.has_value
    assert result.value == 0


def test_says_why_a_measure_cannot_be():
    with pytest.raises(UnknownMeasure, match=r"No room declares the measure 'shop\.x'"):
        compute("shop.x")
    with pytest.raises(BadMeasure, match="'most' is no aggregation"):
        Measure("shop.x", "x", "shop.visited", "most")
    with pytest.raises(BadMeasure, match="a mean has its own denominator"):
        Measure("shop.x", "x", "shop.sold", "mean", denominator="shop.visits")
    with pytest.raises(BadMeasure, match=r"No room declares the event 'shop\.burnt'"):
        compute(Measure("shop.x", "x", "shop.burnt"))
    with pytest.raises(BadMeasure, match="has no context key mood"):
        compute(Measure("shop.x", "x", "shop.visited", where={"mood": "sad"}))
    with pytest.raises(BadMeasure, match=r"value of shop\.visited is no number"):
        compute(Measure("shop.x", "x", "shop.visited", "sum"))
    with pytest.raises(BadMeasure, match=r"desk of shop\.sold is no number"):
        compute(Measure("shop.x", "x", "shop.sold", "sum", of="desk"))
