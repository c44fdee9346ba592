"""Earlier versions of a project's words and of a protocol's draft, as the audit entries tell them, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from labx.core import rooms
from labx.core.accounts import Names
from labx.core.actors import Actor
from labx.core.audit import queries as audit
from labx.core.audit.models import AuditEntry
from labx.core.audit.record import named
from labx.core.pages.comparison import Difference, differences
from labx.portfolio.actions import projects, protocols
from labx.portfolio.models import Project, Protocol

PROJECT_ENTRIES = ("portfolio.start_project", "portfolio.edit_project")
PROTOCOL_ENTRIES = ("portfolio.write_protocol", "portfolio.edit_protocol", "portfolio.amend_protocol")
LONGEST = 200


class NotRestorable(ValueError):
    """This version cannot be brought back; the message says why."""


@dataclass(frozen=True)
class Version:
    """How a record stood after one entry. `differences` are against the version before; `is_current`: as it is now."""

    id: UUID
    at: datetime
    who: str
    what: str
    content: dict[str, Any] | None
    differences: list[Difference]
    is_current: bool


def versions_of(record: Project | Protocol) -> list[Version]:
    """Newest first. An entry whose words were erased is listed and says so."""
    kind, identifier = named(record)
    wanted = PROJECT_ENTRIES if isinstance(record, Project) else PROTOCOL_ENTRIES
    entries = audit.entries().filter(target_kind=kind, target_id=identifier, action__in=wanted)
    names, now = Names(), content_of(record)
    return [version(record, entry, names, now) for entry in entries.select_related("payload")[:LONGEST]]


def version(record: Project | Protocol, entry: AuditEntry, names: Names, now: dict[str, Any]) -> Version:
    payload = audit.payload_of(entry)
    after, before = (payload["after"], payload["before"]) if payload else (None, None)
    return Version(
        id=entry.id,
        at=entry.at,
        who=names(entry.actor),
        what=audit.title_of(entry.action),
        content=after,
        differences=differences(labels_of(record), told(before or {}), told(after or {})),
        is_current=after == now,
    )


def content_of(record: Project | Protocol) -> dict[str, Any]:
    return projects.snapshot(record) if isinstance(record, Project) else protocols.draft(record)


def told(content: dict[str, Any]) -> dict[str, str]:
    """Each field as text; a plan becomes one field for each of its lines."""
    flat = {name: value for name, value in content.items() if name not in ("plan", "room")}
    flat |= {f"plan.{key}": value for key, value in (content.get("plan") or {}).items()}
    return {name: audit.written(value) if value not in (None, "", []) else "" for name, value in flat.items()}


def labels_of(record: Project | Protocol) -> Callable[[str], str]:
    fields = {field.name: str(field.verbose_name) for field in record._meta.concrete_fields}

    def label(name: str) -> str:
        plan, _dot, key = name.partition(".")
        return _("plan: %(field)s") % {"field": key} if plan == "plan" else fields.get(name, name)

    return label


def restore(*, by: Actor, record: Project | Protocol, version: UUID, edition: int) -> None:
    """Bring a version back: an edit like any other, with its permission, its entry, and its own way back."""
    chosen = next((one for one in versions_of(record) if one.id == version), None)
    if chosen is None:
        raise Http404
    if chosen.content is None:
        raise NotRestorable(_("What this version said was erased, so it cannot be brought back."))
    words = dict(chosen.content)
    if isinstance(record, Project):
        projects.edit_project(by=by, project=record, edition=edition, **words)
        return
    plan, room = words.pop("plan"), words.pop("room")
    if room != record.room or rooms.room(room) is None:
        raise NotRestorable(_("That version was written for another room. Copy what you need from it by hand."))
    protocols.edit_protocol(by=by, protocol=record, edition=edition, plan=plan, **words)
