"""The room whose events are published under torture."""

from uuid import UUID

import django

from labx.core import rooms
from labx.core.events.declare import EventType, Key

PROJECT = UUID(int=1)
HIT = EventType("torture.hit", "Hit", context={"by": Key("code", choices=("server", "writer"))})


def join() -> None:
    django.setup()
    if rooms.room("torture") is None:
        rooms.announce(rooms.Room(name="torture", title="Torture", event_types=(HIT,)))
