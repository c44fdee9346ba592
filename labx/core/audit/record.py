"""Write one audit entry, inside the transaction of the action it tells."""

import json
import os
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from labx.core import policy
from labx.core.accounts import STANDS_FOR
from labx.core.actors import Actor
from labx.core.audit.chain import digest_of
from labx.core.audit.models import AuditEntry, AuditPayload
from labx.core.frozen.canonical import LARGEST_EXACT_INTEGER, canonical

SALT_BYTES = 16


class NoTransaction(RuntimeError):
    """An audit entry was written outside the transaction of the action it tells."""


def record(
    *,
    by: Actor,
    action: str,
    target: Model | tuple[str, UUID | str],
    why: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    project: UUID | None = None,
) -> None:
    """Who did what to which record, why, and how it was before and after."""
    if not connection.in_atomic_block:
        raise NoTransaction(f"{action}: write the audit entry inside the action's transaction (use @action).")
    kind, target_id = named(target)
    payload = canonical(told({"why": why, "before": before, "after": after}))
    salt = os.urandom(SALT_BYTES)
    entry = AuditEntry.objects.create(
        at=timezone.now(),
        actor=key_of(by, project),
        action=action,
        target_kind=kind,
        target_id=target_id,
        project_id=project,
        payload_digest=digest_of(salt, payload),
    )
    AuditPayload.objects.create(entry=entry, salt=salt, content=payload.decode())


def key_of(by: Actor, project: UUID | None) -> str:
    """Who acted; in a project where they stand in for someone who is away, for whom."""
    absent = policy.stands_for(by, project)
    return f"{by.key}{STANDS_FOR}account:{absent}" if absent else by.key


def named(target: Model | tuple[str, UUID | str]) -> tuple[str, str]:
    if isinstance(target, Model):
        return target._meta.label_lower, str(target.pk)
    return target[0], str(target[1])


def told(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as JSON holds it: dates, decimals, ids and very large numbers as text."""
    return exact(json.loads(json.dumps(payload, cls=DjangoJSONEncoder)))


def exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [exact(item) for item in value]
    return str(value) if isinstance(value, int) and abs(value) > LARGEST_EXACT_INTEGER else value
