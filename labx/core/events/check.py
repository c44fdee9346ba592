"""Whether an event fits its declaration, and the form in which it is kept."""

import contextlib
import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from labx.core.events.declare import EventType, Key, event_type
from labx.core.events.errors import EventRefused
from labx.core.ids import new_id

CODE = re.compile(r"[\w.:-]{1,64}")
CLOCK_DIFFERENCE = dt.timedelta(days=1)


@dataclass(frozen=True)
class NewEvent:
    """An event about to be published. Without `id` and `time` it gets new ones; a caller that may retry gives both."""

    name: str
    subject: UUID
    project: UUID
    context: Mapping[str, Any] | None = None
    value: float | None = None
    time: dt.datetime | None = None
    id: UUID | None = None
    retracts: UUID | None = None


@dataclass(frozen=True, slots=True)
class CheckedEvent:
    """An event that fits: its id, the digest of what the caller said, and the row in JSON's types."""

    id: UUID
    digest: int
    row: dict[str, Any]


def checked(event: NewEvent, now: dt.datetime) -> CheckedEvent:
    """The event as it will be stored, or `EventRefused` with the reason."""
    declared = event_type(event.name)
    said = {
        "name": event.name,
        "time": checked_time(event, now),
        "subject": identifier(event, "subject"),
        "project": identifier(event, "project"),
        "value": checked_value(declared, event),
        "context": checked_context(declared, event),
        "retracts": identifier(event, "retracts") if event.retracts is not None else None,
    }
    key = UUID(identifier(event, "id")) if event.id is not None else new_id()
    digest = content_digest(said)
    return CheckedEvent(key, digest, {**said, "id": key.hex, "digest": digest, "time": said["time"] or now.isoformat()})


def content_digest(said: Mapping[str, Any]) -> int:
    """64 bits of what the caller said; a time that was left out stays out, so that a repeat is recognised."""
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def identifier(event: NewEvent, name: str) -> str:
    value = getattr(event, name)
    if not isinstance(value, UUID):
        raise EventRefused(f"{event.name}: {name} is {value!r}. Give a UUID.")
    return value.hex


def checked_time(event: NewEvent, now: dt.datetime) -> str | None:
    if event.time is None:
        return None
    if not isinstance(event.time, dt.datetime) or event.time.utcoffset() is None:
        raise EventRefused(f"{event.name}: time is {event.time!r}. Give a datetime with a time zone.")
    if event.time > now + CLOCK_DIFFERENCE:
        raise EventRefused(
            f"{event.name}: time is {event.time:%Y-%m-%d %H:%M %z}, which has not come. Check the clock."
        )
    return event.time.astimezone(dt.UTC).isoformat()


def checked_value(declared: EventType, event: NewEvent) -> float | None:
    if event.retracts is not None or not declared.has_value:
        if event.value is not None:
            whose = "a retraction" if event.retracts is not None else "this event type"
            raise EventRefused(f"{event.name}: {whose} has no value, got {event.value!r}. Leave it out.")
        return None
    if event.value is None:
        raise EventRefused(f"{event.name}: the value is missing. Give a number.")
    return checked_number(event.name, "value", event.value)


def checked_context(declared: EventType, event: NewEvent) -> dict[str, Any]:
    given = event.context or {}
    if unknown := given.keys() - declared.context.keys():
        known = ", ".join(sorted(declared.context)) or "none"
        raise EventRefused(f"{event.name}: {', '.join(sorted(unknown))} is not declared. Context keys it has: {known}.")
    kept = {}
    for name, key in declared.context.items():
        value = given.get(name)
        if value is not None:
            kept[name] = KINDS[key.kind](event.name, name, value)
            refuse_other_choice(event.name, name, key, value)
        elif key.required and event.retracts is None:
            raise EventRefused(f"{event.name}: the context key {name} is missing. Give a {key.kind}.")
    return kept


def refuse_other_choice(event: str, name: str, key: Key, value: Any) -> None:
    if key.choices and value not in key.choices:
        raise EventRefused(f"{event}: {name} is {value!r}. Choose one of {', '.join(key.choices)}.")


def checked_code(event: str, name: str, value: Any) -> str:
    if not isinstance(value, str) or not CODE.fullmatch(value):
        raise EventRefused(
            f"{event}: {name} is {value!r}. A code is 1 to 64 letters, digits or _ . : - without spaces."
        )
    return str(value)


def checked_number(event: str, name: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise EventRefused(f"{event}: {name} is {value!r}. Give a finite number.")
    return float(value)


def checked_date(event: str, name: str, value: Any) -> str:
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = dt.date.fromisoformat(value)
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise EventRefused(f"{event}: {name} is {value!r}. Give a date, such as 2026-05-31.")
    return value.isoformat()


def checked_id(event: str, name: str, value: Any) -> str:
    if not isinstance(value, UUID):
        raise EventRefused(f"{event}: {name} is {value!r}. Give a UUID.")
    return str(value)


def checked_flag(event: str, name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise EventRefused(f"{event}: {name} is {value!r}. Give true or false.")
    return value


KINDS: dict[str, Callable[[str, str, Any], Any]] = {
    "code": checked_code,
    "number": checked_number,
    "date": checked_date,
    "id": checked_id,
    "flag": checked_flag,
}
