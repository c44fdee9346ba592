"""A room of the tests' own, and a lake that ends with the test."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from labx.core import rooms
from labx.core.events.declare import EventType, Key

VISIT = EventType(
    "shop.visited",
    "Someone visited",
    context={
        "desk": Key("code", choices=("blue", "green")),
        "minutes": Key("number", required=False),
        "day": Key("date", required=False),
        "case": Key("id", required=False),
        "first": Key("flag", required=False),
    },
)
SALE = EventType("shop.sold", "Something was sold", unit="case", has_value=True)


@pytest.fixture(autouse=True)
def shop() -> Iterator[rooms.Room]:
    """Rooms are announced when Django starts; the tests' room comes and goes."""
    room = rooms.Room(name="shop", title="Shop", event_types=(VISIT, SALE))
    rooms.announce(room)
    yield room
    del rooms._rooms["shop"]


@pytest.fixture(autouse=True)
def lake(settings, tmp_path):
    settings.LAKE_DIR = tmp_path / "lake"
    return settings.LAKE_DIR


@pytest.fixture
def project():
    return uuid4()
