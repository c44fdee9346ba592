"""Assumptions: written, edited, settled by evidence, opened again."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.portfolio.learning.models import Assumption
from labx.portfolio.learning.nodes import Node
from labx.portfolio.learning.problems import NotNow
from labx.portfolio.models import Project

WORDS = ("side", "statement", "importance", "uncertainty", "protocol", "prototype", "activity")


@action
def write_assumption(*, by: Actor, project: Project, **words: Any) -> Assumption:
    policy.require(by, "learning.record", project)
    check_activity(project, words)
    assumption = Assumption.objects.create(project=project, **words)
    record_audit(
        by=by, action="learning.write_assumption", target=assumption, project=project.id, after=told(assumption)
    )
    return assumption


@action
def edit_assumption(*, by: Actor, assumption: Assumption, edition: int, **words: Any) -> Assumption:
    policy.require(by, "learning.record", assumption)
    current = locked(assumption)
    if current.edition != edition:
        raise EditedMeanwhile
    if not current.is_open:
        raise NotNow(_("This assumption is settled. Open it again before changing it."))
    check_activity(current.project, words)
    before = told(current)
    rewrite(current, WORDS, words)
    current.save()
    record_audit(
        by=by,
        action="learning.edit_assumption",
        target=current,
        project=current.project_id,
        before=before,
        after=told(current),
    )
    return current


@action
def settle_assumption(
    *, by: Actor, assumption: Assumption, has_held: bool, evidence: Node | None, why: str
) -> Assumption:
    """It held or failed, and this is the evidence that says so."""
    policy.require(by, "learning.record", assumption)
    current = locked(assumption)
    if not current.is_open:
        raise NotNow(_("This assumption is settled already. Open it again to settle it otherwise."))
    if evidence is None or evidence.project_id != current.project_id:
        raise NotNow(_("Name the evidence of this project that settles it. If there is none, record a finding first."))
    if not why.strip():
        raise NotNow(_("Say what the evidence says of the assumption."))
    current.state = Assumption.State.HELD if has_held else Assumption.State.FAILED
    current.evidence_kind, current.evidence_id = evidence.kind, evidence.id
    current.settled_why, current.settled_at = why, timezone.now()
    current.save()
    record_audit(
        by=by,
        action="learning.settle_assumption",
        target=current,
        project=current.project_id,
        why=why,
        after={"state": str(current.state), "evidence": str(evidence.id)},
    )
    publish(
        name="learning.assumption_settled", subject=current.id, project=current.project_id, context={"held": has_held}
    )
    return current


@action
def reopen_assumption(*, by: Actor, assumption: Assumption, why: str) -> Assumption:
    policy.require(by, "learning.record", assumption)
    current = locked(assumption)
    if current.is_open:
        return current
    before = {"state": current.state, "why": current.settled_why, "evidence": str(current.evidence_id)}
    current.state, current.settled_why, current.settled_at = Assumption.State.OPEN, "", None
    current.evidence_kind, current.evidence_id = "", None
    current.save()
    record_audit(
        by=by, action="learning.reopen_assumption", target=current, project=current.project_id, why=why, before=before
    )
    return current


def locked(assumption: Assumption) -> Assumption:
    return Assumption.objects.select_for_update(no_key=True).get(pk=assumption.pk)


def check_activity(project: Project, words: dict[str, Any]) -> None:
    for name in ("protocol", "prototype"):
        if words.get(name) and words[name].project_id != project.id:
            raise NotNow(_("An assumption is tested by an activity of its own project."))


def told(assumption: Assumption) -> dict[str, Any]:
    plain = {name: getattr(assumption, name) for name in WORDS}
    return {**plain, "protocol": str(assumption.protocol_id or ""), "prototype": str(assumption.prototype_id or "")}
