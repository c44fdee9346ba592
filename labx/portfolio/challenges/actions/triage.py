"""Scores of the team, and the decision that the laboratory's lead takes and may take back."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.notices.send import notify
from labx.people.models import Account
from labx.portfolio.actions import projects
from labx.portfolio.actions.organisations import link_entity
from labx.portfolio.challenges.actions.intake import locked
from labx.portfolio.challenges.models import CLOSED_WITHOUT_PROJECT, OUTCOMES, Assessment, Challenge, State
from labx.portfolio.challenges.packs import HIGHEST
from labx.portfolio.challenges.problems import NotNow
from labx.portfolio.models import Project


@action
def assess_challenge(*, by: Actor, challenge: Challenge, scores: Mapping[str, int], note: str = "") -> Assessment:
    """One's own scores, each criterion once; given again they replace one's earlier ones, which the history keeps."""
    policy.require(by, "challenges.assess", challenge)
    current = locked(challenge)
    if not current.is_waiting:
        raise NotNow(_("Only a challenge that waits for the laboratory is scored."))
    check_scores(current, scores)
    given = Assessment.objects.filter(challenge=current, scorer_id=by.id).first()
    before = {"scores": given.scores, "note": given.note} if given else None
    assessment = given or Assessment(challenge=current, scorer_id=by.id)
    assessment.scores, assessment.note = dict(scores), note
    assessment.challenge_edition = current.edition
    assessment.revised_at = timezone.now() if given else None
    assessment.save()
    record_audit(
        by=by,
        action="challenges.assess_challenge",
        target=current,
        before=before,
        after={"scores": assessment.scores, "note": note},
    )
    return assessment


def check_scores(challenge: Challenge, scores: Mapping[str, int]) -> None:
    wanted = {criterion["name"] for criterion in challenge.rubric.pack.content["criteria"]}
    if scores.keys() != wanted:
        raise NotNow(_("Score every criterion of the rubric, and no other."))
    if any(not isinstance(score, int) or not 0 <= score <= HIGHEST for score in scores.values()):
        raise NotNow(_("A score is a whole number from 0 to 3."))


@action
def decide_challenge(*, by: Actor, challenge: Challenge, outcome: str, reason: str) -> Challenge:
    """Answer the entity in writing. Accepting starts a project that carries the challenge's words."""
    policy.require(by, "challenges.decide", challenge)
    current = locked(challenge)
    if outcome not in OUTCOMES:
        raise NotNow(_("Choose one of the answers that the laboratory gives."))
    if not current.is_waiting:
        raise NotNow(_("This challenge does not wait for a decision."))
    if not reason.strip():
        raise NotNow(_("Write the reason: the entity reads it, whatever the answer."))
    if not current.assessments.exists():
        raise NotNow(
            _("Nobody has scored this challenge yet. Score it first, so that the entity gets more than a word.")
        )
    current.state, current.reason = outcome, reason
    current.decided_at, current.decided_by = timezone.now(), by.key
    current.project = begun(by, current) if outcome == State.ACCEPTED else None
    current.save()
    record_audit(
        by=by,
        action="challenges.decide_challenge",
        target=current,
        project=current.project_id,
        why=reason,
        after={"outcome": str(outcome), "project": current.project and current.project.slug},
    )
    publish(
        name="challenges.decided",
        subject=current.id,
        project=current.id,
        value=float(current.wait_days or 0),
        context={"outcome": str(outcome)},
    )
    tell(current)
    return current


def begun(by: Actor, challenge: Challenge) -> Project:
    """The project in the challenge's words, with the entity's contact in it."""
    project = projects.start_project(
        by=by,
        title=challenge.title,
        question=challenge.problem,
        beneficiaries=challenge.sufferers,
        is_example=challenge.is_example,
    )
    if challenge.entity:
        link_entity(by=by, project=project, entity=challenge.entity.standing)
    if challenge.contact:
        projects.add_member(by=by, project=project, account=challenge.contact, role="entity_contact")
    return project


@action
def reopen_challenge(*, by: Actor, challenge: Challenge, why: str) -> Challenge:
    """Take a refusal back: the challenge waits again, and the days it waited are counted from its submission."""
    policy.require(by, "challenges.decide", challenge)
    current = locked(challenge)
    if current.state not in CLOSED_WITHOUT_PROJECT:
        raise NotNow(_("Only a challenge that was declined or sent elsewhere can be opened again."))
    if not why.strip():
        raise NotNow(_("Say why the decision is taken back: the entity reads it."))
    before = {"state": current.state, "reason": current.reason}
    current.state, current.reason = State.SUBMITTED, ""
    current.decided_at, current.decided_by = None, ""
    current.save()
    record_audit(by=by, action="challenges.reopen_challenge", target=current, why=why, before=before)
    publish(name="challenges.reopened", subject=current.id, project=current.id)
    tell(current, why)
    return current


def tell(challenge: Challenge, why: str = "") -> None:
    """Whoever brought the challenge reads the answer and its reason, here and by e-mail, in their own language."""
    contact: Account | None = challenge.contact
    if contact is None:
        return
    with translation.override(contact.language):
        answer = State(challenge.state).label
        title = _("Your challenge “%(title)s”: %(answer)s") % {"title": challenge.title, "answer": answer}
        url = reverse("challenges:record", args=[challenge.code])
        notify("challenges.answered", to=[contact.id], title=title, text=why or challenge.reason, url=url)
