"""The care a project takes: answers to the questions, and who answered for what they ask."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, alone
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.portfolio.challenges import rubric
from labx.portfolio.challenges.models import Screening, SignOff
from labx.portfolio.challenges.problems import NotNow
from labx.portfolio.models import Project


@action
def answer_screening(
    *, by: Actor, project: Project, answers: Mapping[str, bool], note: str = "", edition: int = 0
) -> Screening:
    """Answer every question with yes or no. `edition` is the one the writer had opened; 0 where there was none."""
    policy.require(by, "challenges.answer_screening", project)
    alone(f"challenges.answer_screening {project.id}")
    found = Screening.objects.filter(project=project).first()
    if edition != (found.edition if found else 0):
        raise EditedMeanwhile
    questions = rubric.kept(rubric.QUESTIONS)
    if answers.keys() != {question["name"] for question in questions.pack.content["questions"]}:
        raise NotNow(_("Answer every question with yes or no."))
    screening = found or Screening(project=project, edition=0)
    before = {"answers": found.answers, "note": found.note} if found else None
    screening.questions, screening.answers, screening.note = questions, dict(answers), note
    screening.answered_by, screening.edition = by.key, screening.edition + 1
    screening.save()
    record_audit(
        by=by,
        action="challenges.answer_screening",
        target=screening,
        project=project.id,
        before=before,
        after={"answers": screening.answers, "note": note},
    )
    return screening


@action
def record_sign_off(
    *, by: Actor, project: Project, kind: str, signed_by: str, signed_on: date, document: str
) -> SignOff:
    """Someone answered for this, in a document that can be found again."""
    policy.require(by, "challenges.sign_off", project)
    if signed_on > timezone.localdate():
        raise NotNow(_("A signature cannot be dated in the future."))
    sign_off = SignOff.objects.create(
        project=project, kind=kind, signed_by=signed_by, signed_on=signed_on, document=document, recorded_by=by.key
    )
    record_audit(
        by=by,
        action="challenges.record_sign_off",
        target=sign_off,
        project=project.id,
        after={"kind": kind, "signed_by": signed_by, "signed_on": signed_on, "document": document},
    )
    publish(name="challenges.signed_off", subject=project.id, project=project.id, context={"kind": str(kind)})
    return sign_off


@action
def withdraw_sign_off(*, by: Actor, sign_off: SignOff, why: str) -> SignOff:
    """It no longer counts; that it was there, and why it left, stays."""
    policy.require(by, "challenges.sign_off", sign_off)
    if not why.strip():
        raise NotNow(_("Say why the sign-off no longer counts."))
    current = SignOff.objects.select_for_update(no_key=True).get(pk=sign_off.pk)
    if current.withdrawn_at is None:
        current.withdrawn_at, current.withdrawn_why = timezone.now(), why
        current.save(update_fields=["withdrawn_at", "withdrawn_why"])
        record_audit(by=by, action="challenges.withdraw_sign_off", target=current, project=current.project_id, why=why)
    return current
