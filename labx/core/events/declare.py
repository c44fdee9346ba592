"""How a room declares its event types: name, unit, context keys with their kinds, value or none."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from labx.core import rooms
from labx.core.events.errors import EventRefused

KeyKind = Literal["code", "number", "date", "id", "flag"]
# The columns of an event: a context key of that name would hide one of them in the reader's frames.
EVENT_FIELDS = frozenset(
    {"id", "name", "time", "recorded_at", "subject", "value", "project", "context", "retracts", "batch"}
)
EVENT_NAME = re.compile(r"[a-z][a-z_]*\.[a-z][a-z0-9_]*")
KEY_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Key:
    """What one context key holds. Codes are short words of a fixed vocabulary: never free text, never personal data."""

    kind: KeyKind
    required: bool = True
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in ("code", "number", "date", "id", "flag"):
            raise ValueError(f"A context key is a code, number, date, id or flag, not {self.kind!r}.")
        if self.choices and self.kind != "code":
            raise ValueError(f"Only codes have choices, not a {self.kind}.")


@dataclass(frozen=True)
class EventType:
    """A kind of event. `unit` says whose random number `subject` is: a person, a case, a session."""

    name: str
    title: str
    unit: str = "person"
    context: Mapping[str, Key] = field(default_factory=dict)
    has_value: bool = False

    def __post_init__(self) -> None:
        if not EVENT_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no event name. Write room.happened, such as trials.exposed.")
        for key in self.context:
            if key in EVENT_FIELDS or not KEY_NAME.fullmatch(key):
                raise ValueError(
                    f"{self.name}: {key!r} cannot be a context key. Use a lower-case word that no field has."
                )


_declared: dict[tuple[int, ...], dict[str, EventType]] = {}


def event_types() -> dict[str, EventType]:
    """Every declared event type by name, read from the rooms that are announced now."""
    announced = rooms.rooms()
    mark = tuple(id(room) for room in announced)
    if mark not in _declared:
        types = [declared for room in announced for declared in room.event_types]
        by_name = {declared.name: declared for declared in types}
        if len(by_name) < len(types):
            raise ValueError("An event type is declared twice; each name belongs to one room.")
        _declared.clear()
        _declared[mark] = by_name
    return _declared[mark]


def event_type(name: str) -> EventType:
    try:
        return event_types()[name]
    except KeyError:
        raise EventRefused(
            f"No room declares the event {name!r}. Add an EventType of that name to the room's events.py."
        ) from None
