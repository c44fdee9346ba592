"""What each subject did, for a trial."""

import datetime as dt
from uuid import UUID, uuid4

import pytest

from labx.core.events.compaction import compact
from labx.core.events.publish import publish
from labx.core.measures.subjects import per_subject

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 5, 31, 12, tzinfo=dt.UTC)
ANA, RUI = UUID(int=1), UUID(int=2)


@pytest.fixture(params=["hot", "lake"])
def sales(request, project):
    for person, desk, value, hour in (
        (RUI, "blue", 5.0, 0),
        (ANA, "green", 1.5, 2),
        (ANA, "green", 2.0, 1),
        (ANA, "blue", 7.0, 3),
    ):
        time = NOON + dt.timedelta(hours=hour)
        publish(name="shop.sold", subject=person, project=project, context={"desk": desk}, value=value, time=time)
    publish(name="shop.sold", subject=ANA, project=uuid4(), context={"desk": "red"}, value=9.0, time=NOON)
    if request.param == "lake":
        compact()


def test_sums_for_each_subject(sales, project):
    found = per_subject("shop.sold", project=project).rows(named=True)
    hour = dt.timedelta(hours=1)
    assert found == [
        {"subject": ANA, "events": 3, "numbers": 3, "total": 1.5 + 2.0 + 7.0, "first_time": NOON + hour},
        {"subject": RUI, "events": 1, "numbers": 1, "total": 5.0, "first_time": NOON},
    ]


def test_keys_split_and_conditions_narrow(sales, project):
    found = per_subject("shop.sold", project=project, keys=("desk",), until=NOON + dt.timedelta(hours=2))
    assert found.select("subject", "desk", "total").rows() == [(ANA, "green", 3.5), (RUI, "blue", 5.0)]
    assert per_subject("shop.sold", where={"desk": "red"}).rows()[0][1:4] == (1, 1, 9.0)


def test_without_a_number_the_total_says_so_by_its_count(project):
    publish(name="shop.visited", subject=ANA, project=project, context={"desk": "blue"})
    assert per_subject("shop.visited", of="minutes").select("events", "numbers").rows() == [(1, 0)]
    assert per_subject("shop.sold").rows() == []
