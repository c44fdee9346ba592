"""Evidence, claims, decisions, and the public page that shows them."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.pages.numbers import DesignGrade
from labx.core.rooms import Reference
from labx.core.search.index import refresh
from labx.portfolio.actions.stages import enter_stage, possible_day
from labx.portfolio.models import Claim, Decision, DecisionEvidence, Evidence, Project, Stage


class NotReady(ValueError):
    """Something must be there first; the message says what and how to get it."""


@action
def record_evidence(
    *, by: Actor, project: Project, statement: str, design_grade: str, reference: Reference, caveats: str = ""
) -> Evidence:
    policy.require(by, "portfolio.record_evidence", project)
    evidence = Evidence.objects.create(
        project=project,
        statement=statement,
        design_grade=design_grade,
        caveats=caveats,
        room=reference.room,
        kind=reference.kind,
        reference_id=reference.id,
        reference_digest=reference.digest,
        recorded_by=by.key,
    )
    record_audit(
        by=by,
        action="portfolio.record_evidence",
        target=evidence,
        project=project.id,
        after={"statement": statement, "grade": design_grade, "digest": reference.digest},
    )
    publish(
        name="portfolio.evidence_recorded",
        subject=project.id,
        project=project.id,
        context={"evidence": evidence.id, "grade": str(design_grade)},
    )
    return evidence


@action
def publish_claim(*, by: Actor, evidence: Evidence, **card: Any) -> Claim:
    """Publish the number a piece of evidence gives. A claim never grades higher than its evidence.

    Without a denominator it is allowed, and graded lowest.
    """
    policy.require(by, "portfolio.publish", evidence.project)
    grade = evidence.design_grade if card.get("denominator", "").strip() else DesignGrade.NONE
    claim = Claim.objects.create(project=evidence.project, evidence=evidence, design_grade=grade, **card)
    record_audit(
        by=by,
        action="portfolio.publish_claim",
        target=claim,
        project=claim.project_id,
        after={"sentence": claim.sentence, "value": claim.value, "grade": claim.design_grade},
    )
    publish(
        name="portfolio.claim_published",
        subject=claim.project_id,
        project=claim.project_id,
        context={"claim": claim.id, "grade": str(DesignGrade(claim.design_grade))},
    )
    return claim


@action
def withdraw_claim(*, by: Actor, claim: Claim, why: str) -> Claim:
    """The number leaves the public page; that it was there, and why it left, stays."""
    policy.require(by, "portfolio.publish", claim.project)
    if not why.strip():
        raise NotReady(_("Say why the number is withdrawn: those who read it have a right to know."))
    current = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_why = timezone.now(), why
        current.save(update_fields=["withdrawn_at", "withdrawn_why"])
        record_audit(by=by, action="portfolio.withdraw_claim", target=current, project=current.project_id, why=why)
    return current


@action
def record_decision(
    *,
    by: Actor,
    project: Project,
    outcome: str,
    reasons: str,
    decided_by: str,
    decided_on: date,
    would_change: str,
    citations: list[tuple[Evidence, bool, str]],
    dissent: str = "",
    replaces: Decision | None = None,
) -> Decision:
    """Record what was decided and on which evidence: `citations` are (evidence, whether it supports, strength)."""
    policy.require(by, "portfolio.record_decision", project)
    if not citations:
        raise NotReady(
            _("A decision cites at least one piece of evidence. Record the evidence first, even if it is weak.")
        )
    if any(evidence.project_id != project.id for evidence, _supports, _strength in citations):
        raise NotReady(_("A decision cites evidence of its own project only."))
    alone(f"portfolio.record_decision {project.id}")
    if replaces != project.decisions.filter(replaced_by=None).first():
        raise NotReady(_("Another decision was recorded meanwhile: read it, then say whether yours replaces it."))
    decision = Decision.objects.create(
        project=project,
        outcome=outcome,
        reasons=reasons,
        decided_by=decided_by,
        decided_on=decided_on,
        would_change=would_change,
        dissent=dissent,
        replaces=replaces,
        recorded_by=by.key,
    )
    DecisionEvidence.objects.bulk_create(
        DecisionEvidence(decision=decision, evidence=evidence, is_support=supports, strength=strength)
        for evidence, supports, strength in citations
    )
    current = Project.objects.select_for_update().get(pk=project.pk)
    enter_stage(current, STAGE_AFTER[outcome], why=reasons, on=possible_day(current, decided_on))
    record_audit(
        by=by,
        action="portfolio.record_decision",
        target=decision,
        project=project.id,
        why=reasons,
        after={"outcome": outcome, "decided_by": decided_by, "evidence": [str(item[0].id) for item in citations]},
    )
    publish(
        name="portfolio.decision_recorded",
        subject=project.id,
        project=project.id,
        context={"decision": decision.id, "outcome": str(outcome)},
    )
    return decision


STAGE_AFTER = {"scale": Stage.SCALE, "iterate": Stage.ITERATE, "stop": Stage.STOP, "inconclusive": Stage.DECISION}


@action
def publish_project(*, by: Actor, project: Project, at: datetime | None = None) -> Project:
    """Make the page public now, or `at` a moment to come; without one, an embargo is lifted."""
    policy.require(by, "portfolio.publish", project)
    project.refresh_from_db(from_queryset=Project.objects.select_for_update(no_key=True))
    require_texts(project)
    before, was_public = project.published_at, project.is_published
    if at is not None:
        require_to_come(project, at)
        project.published_at, deed = at, "portfolio.set_embargo"
    else:
        project.published_at = before if was_public else timezone.now()
        deed = "portfolio.lift_embargo" if before and not was_public else "portfolio.publish_project"
    project.save(update_fields=["published_at", "edited_at"])
    told = {"before": {"public_from": before}, "after": {"public_from": project.published_at}}
    record_audit(by=by, action=deed, target=project, project=project.id, **told)
    refresh(project)
    return project


def require_texts(project: Project) -> None:
    if not all(getattr(project, name).strip() for name in ("asked", "did", "learned", "next_step")):
        raise NotReady(
            _("Write first what was asked, done and learned, and what comes next: citizens read nothing else.")
        )


def require_to_come(project: Project, at: datetime) -> None:
    if project.is_published:
        raise NotReady(_("The page is public already, and may have been read. Take it down first, then set a moment."))
    if at <= timezone.now():
        raise NotReady(_("This moment has passed. Write one to come, or publish the page now."))


@action
def unpublish_project(*, by: Actor, project: Project, why: str) -> Project:
    """Take the page down; one that is embargoed keeps no moment."""
    policy.require(by, "portfolio.publish", project)
    project.refresh_from_db(from_queryset=Project.objects.select_for_update(no_key=True))
    before, project.published_at = project.published_at, None
    project.save(update_fields=["published_at", "edited_at"])
    record_audit(
        by=by,
        action="portfolio.unpublish_project",
        target=project,
        project=project.id,
        why=why,
        before={"public_from": before},
    )
    refresh(project)
    return project
