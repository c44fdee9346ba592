"""Reading the audit chain."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet

from labx.core import policy, rooms
from labx.core.accounts import Names
from labx.core.audit.models import AuditEntry
from labx.core.audit.record import named
from labx.core.pages.entries import Moment

NOTHING = "—"
LONGEST_HISTORY = 50


@dataclass(frozen=True)
class Change:
    field: str
    before: str
    after: str


def entries() -> QuerySet:
    return AuditEntry.objects.order_by("-at", "-id")


def entry(entry_id: UUID) -> AuditEntry | None:
    return AuditEntry.objects.select_related("payload").filter(pk=entry_id).first()


def payload_of(found: AuditEntry) -> dict[str, Any] | None:
    """Why, before and after; nothing once erased."""
    payload = getattr(found, "payload", None)
    return json.loads(payload.content) if payload else None


def changes(payload: dict[str, Any]) -> list[Change]:
    before, after = payload["before"] or {}, payload["after"] or {}
    fields = dict.fromkeys([*before, *after])
    return [Change(field, written(before.get(field)), written(after.get(field))) for field in fields]


def written(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def title_of(action: str) -> str:
    """An action in the words of the room that did it: of its deeds, else of the permission of the same name."""
    for room in rooms.rooms():
        if action in room.deeds:
            return str(room.deeds[action])
    try:
        return str(policy.permission(action).title)
    except policy.UnknownPermission:
        return action


def history(record: Model) -> list[Moment]:
    """The newest entries about a record, for the foot of its page: when, who, what; never before and after."""
    kind, identifier = named(record)
    names = Names()
    found = entries().filter(target_kind=kind, target_id=identifier)[:LONGEST_HISTORY]
    return [Moment(title=title_of(one.action), when=one.at, who=names(one.actor)) for one in found]
