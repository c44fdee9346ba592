"""The log of a small shop, in a lake of its own."""

import pytest

from labx.core import rooms
from labx.core.events.declare import EventType, Key

EVENT_TYPES = (
    EventType("shop.exposed", "Exposed", context={"arm": Key("code")}),
    EventType("shop.used", "Used", context={"step": Key("code")}, has_value=True),
    EventType("shop.called", "Called", context={"minutes": Key("number")}),
)


@pytest.fixture
def shop(settings, tmp_path):
    settings.LAKE_DIR, settings.VAR = tmp_path / "lake", tmp_path
    rooms.announce(rooms.Room(name="shop", title="Shop", event_types=EVENT_TYPES))
    yield
    del rooms._rooms["shop"]
