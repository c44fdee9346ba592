"""The event log's test room, with measures over it."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from labx.core import rooms
from labx.core.events.declare import EventType, Key
from labx.core.measures.declare import Measure

DESKS = ("blue", "green", "red")
VISIT = EventType("shop.visited", "Visit", context={"desk": Key("code"), "minutes": Key("number", required=False)})
SALE = EventType("shop.sold", "Sale", context={"desk": Key("code")}, has_value=True)
MEASURES = (
    Measure("shop.visits", "Visits", "shop.visited"),
    Measure("shop.visits_not_red", "Visits", "shop.visited", where={"desk": ("blue", "green")}),
    Measure("shop.people", "People", "shop.visited", "unique_subjects"),
    Measure("shop.people_at_blue", "People", "shop.visited", "unique_subjects", {"desk": "blue"}),
    Measure("shop.takings", "Takings", "shop.sold", "sum"),
    Measure("shop.mean_sale", "Mean sale", "shop.sold", "mean"),
    Measure("shop.median_sale", "Median sale", "shop.sold", "median"),
    Measure("shop.mean_minutes", "Minutes", "shop.visited", "mean", of="minutes"),
    Measure("shop.share_blue", "Share", "shop.visited", where={"desk": "blue"}, denominator="shop.visits"),
    Measure("shop.sale_per_person", "Sale per person", "shop.sold", "sum", denominator="shop.people"),
)


@pytest.fixture(autouse=True)
def shop() -> Iterator[rooms.Room]:
    room = rooms.Room(name="shop", title="Shop", event_types=(VISIT, SALE), measures=MEASURES)
    rooms.announce(room)
    yield room
    del rooms._rooms["shop"]


@pytest.fixture(autouse=True)
def lake(settings, tmp_path):
    settings.LAKE_DIR = tmp_path / "lake"


@pytest.fixture
def project():
    return uuid4()
