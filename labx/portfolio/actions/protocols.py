"""Protocols: written, amended, frozen."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy, rooms
from labx.core.actions import EditedMeanwhile, action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.frozen.canonical import canonical, digest
from labx.core.frozen.signing import sign
from labx.portfolio.actions.projects import free_slug
from labx.portfolio.models import Project, Protocol

WORDS = ("title", "question", "hypothesis", "decision_to_take", "ethics")


class ProtocolFrozen(Exception):
    """A frozen protocol does not change."""

    def __init__(self) -> None:
        super().__init__(
            _("This protocol is frozen and cannot change. Write an amendment: a new version that says why.")
        )


class NothingToFreeze(ValueError):
    """The protocol lacks something without which it promises nothing."""


@action
def write_protocol(
    *, by: Actor, project: Project, room: str, plan: dict[str, Any], title: str, code: str = "", **words: str
) -> Protocol:
    """Begin the first version of a protocol; the plan may still be incomplete. Without a code it gets a free one."""
    policy.require(by, "portfolio.write_protocol", project)
    alone(f"portfolio.write_protocol {project.id}")
    words["title"] = title
    code = code or free_slug(title, project.protocols.values_list("code", flat=True), 36)
    protocol = Protocol.objects.create(project=project, code=code, room=room, plan=plan, **words)
    record_audit(by=by, action="portfolio.write_protocol", target=protocol, project=project.id, after=draft(protocol))
    return protocol


@action
def edit_protocol(*, by: Actor, protocol: Protocol, edition: int, plan: dict[str, Any], **words: str) -> Protocol:
    policy.require(by, "portfolio.write_protocol", protocol)
    current = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if current.is_frozen:
        raise ProtocolFrozen
    if current.edition != edition:
        raise EditedMeanwhile
    before = draft(current)
    for name in WORDS:
        setattr(current, name, words.get(name, getattr(current, name)))
    current.plan, current.edition = plan, current.edition + 1
    current.save()
    record_audit(
        by=by,
        action="portfolio.edit_protocol",
        target=current,
        project=current.project_id,
        before=before,
        after=draft(current),
    )
    return current


@action
def amend_protocol(*, by: Actor, protocol: Protocol, justification: str) -> Protocol:
    """A new version to be edited and frozen; the old one stays as it is and is named."""
    policy.require(by, "portfolio.write_protocol", protocol)
    if not protocol.is_frozen:
        raise NothingToFreeze(_("This version is not frozen yet: edit it instead of amending it."))
    if not justification.strip():
        raise NothingToFreeze(_("Say why the protocol changes: readers of the result will ask."))
    alone(f"portfolio.amend_protocol {protocol.project_id}")
    latest = Protocol.objects.filter(project=protocol.project, code=protocol.code).order_by("-version").first()
    amended = Protocol.objects.create(
        project=protocol.project,
        code=protocol.code,
        version=latest.version + 1,
        room=protocol.room,
        plan=protocol.plan,
        amends=protocol,
        justification=justification,
        **{name: getattr(protocol, name) for name in WORDS},
    )
    record_audit(
        by=by,
        action="portfolio.amend_protocol",
        target=amended,
        project=amended.project_id,
        why=justification,
        after=draft(amended),
    )
    return amended


@action
def freeze_protocol(*, by: Actor, protocol: Protocol) -> Protocol:
    """Write the protocol's one spelling, hash it, sign it. The room's own schema has the last word on the plan."""
    policy.require(by, "portfolio.freeze_protocol", protocol)
    current = Protocol.objects.select_for_update().get(pk=protocol.pk)
    if current.is_frozen:
        raise ProtocolFrozen
    home = rooms.room(current.room)
    if home is None or home.plan_schema is None:
        raise NothingToFreeze(
            _("The room “%(room)s” is switched off: switch it on to freeze its plan.") % {"room": current.room}
        )
    missing = [name for name in ("question", "decision_to_take") if not getattr(current, name).strip()]
    if missing:
        raise NothingToFreeze(_("Write the question and the decision it serves before freezing."))
    if held := [hold.text for hold in rooms.holds_of(current) if hold.is_blocking]:
        raise NothingToFreeze(" ".join(held))
    current.plan = home.plan_schema(current.plan)
    current.frozen_at, current.frozen_by, current.signer = timezone.now(), by.key, by.name
    content = frozen_content(current)
    current.canonical, current.digest = canonical(content), digest(content)
    current.signature = sign(current.digest, purpose="protocol").as_json()
    current.save()
    record_audit(
        by=by,
        action="portfolio.freeze_protocol",
        target=current,
        project=current.project_id,
        after={"digest": current.digest, "version": current.version},
    )
    publish(
        name="portfolio.protocol_frozen",
        subject=current.project_id,
        project=current.project_id,
        context={"protocol": current.id, "version": current.version},
    )
    return current


def draft(protocol: Protocol) -> dict[str, Any]:
    return {**{name: getattr(protocol, name) for name in WORDS}, "plan": protocol.plan, "room": protocol.room}


def frozen_content(protocol: Protocol) -> dict[str, Any]:
    """What is hashed and signed: the words, the plan, when, by whom, and the version it replaces."""
    return {
        **draft(protocol),
        "id": str(protocol.id),
        "project": {"id": str(protocol.project_id), "title": protocol.project.title},
        "code": protocol.code,
        "version": protocol.version,
        "frozen_at": protocol.frozen_at.isoformat(),
        "frozen_by": protocol.frozen_by,
        "amends": {"id": str(protocol.amends_id), "digest": protocol.amends.digest} if protocol.amends else None,
        "justification": protocol.justification,
    }
