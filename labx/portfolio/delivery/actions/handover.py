"""Handing a project over, and asking afterwards."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action, rewrite
from labx.core.actors import Actor, system
from labx.core.audit.record import record
from labx.core.events.publish import publish
from labx.core.frozen.canonical import digest
from labx.core.pages.numbers import DesignGrade
from labx.core.rooms import Reference
from labx.portfolio.actions.evidence import NotReady, record_evidence
from labx.portfolio.actions.stages import enter_stage
from labx.portfolio.delivery.models import FollowUp, Handover, StillUsed
from labx.portfolio.models import Project, Stage
from labx.portfolio.models.decisions import Outcome
from labx.rules.calendar import add_months

THINGS = ("budget", "legal", "training", "monitoring")
EDITABLE = (
    *("entity", "owner_name", "owner_email"),
    *(name for thing in THINGS for name in (thing, f"{thing}_on")),
    "handed_over_on",
)
MONTHS = (6, 12)


class AlreadyAnswered(ValueError):
    """The follow-up was answered before."""


@action
def write_handover(*, by: Actor, project: Project, edition: int, **words: Any) -> Handover:
    """Prepare the handover, or change it; with its date the project moves on and the follow-ups are due."""
    policy.require(by, "delivery.hand_over", project)
    locked = Project.objects.select_for_update().get(pk=project.pk)
    if not locked.decisions.filter(replaced_by=None, outcome=Outcome.SCALE).exists():
        raise NotReady(_("A project is handed over once it was decided to scale it. Record that decision first."))
    current = Handover.objects.filter(project=project).first() or Handover(project=project, edition=0)
    if current.edition != edition:
        raise EditedMeanwhile
    before, was_over = snapshot(current), current.handed_over_on
    rewrite(current, EDITABLE, words)
    if was_over and not current.handed_over_on:
        raise NotReady(_("The handover has a date already. Correct the date instead of taking it away."))
    current.save()
    record(
        by=by,
        action="delivery.write_handover",
        target=current,
        project=project.id,
        before=before if edition else None,
        after=snapshot(current),
    )
    if current.handed_over_on:
        plan_follow_ups(current)
        hand_over(locked, is_first=was_over is None)
    return current


def hand_over(project: Project, *, is_first: bool) -> None:
    if is_first:
        publish(name="delivery.handed_over", subject=project.id, project=project.id)
    if project.stage == Stage.SCALE:
        enter_stage(project, Stage.HANDOVER)


def plan_follow_ups(handover: Handover) -> None:
    """Due at 6 and 12 months; a corrected date moves those not asked yet."""
    for months in MONTHS:
        due = add_months(handover.handed_over_on, months)
        planned, is_new = FollowUp.objects.get_or_create(handover=handover, months=months, defaults={"due_on": due})
        if not is_new and planned.asked_at is None:
            planned.due_on = due
            planned.save(update_fields=["due_on"])


@action
def answer_follow_up(
    *, by: Actor, follow_up: FollowUp, still_used: str, changed: str = "", numbers: str = "", problems: str = ""
) -> FollowUp:
    """What the owner says, kept once; it lands as evidence of the project."""
    policy.require(by, "delivery.answer_follow_up", follow_up)
    current = FollowUp.objects.select_for_update(of=("self",)).select_related("handover__project").get(pk=follow_up.pk)
    if current.answered_at:
        raise AlreadyAnswered(_("This was answered already. Write to the laboratory if something has to be corrected."))
    project = current.handover.project
    current.still_used, current.changed, current.numbers, current.problems = still_used, changed, numbers, problems
    current.answered_at = timezone.now()
    current.evidence = record_evidence(
        by=system("delivery.follow_up"),
        project=project,
        statement=statement(current),
        design_grade=DesignGrade.NONE,
        reference=Reference("delivery", "follow_up", current.id, answer_digest(current)),
        caveats=_("What the owner says, not measured by the laboratory."),
    )
    current.save()
    record(
        by=by,
        action="delivery.answer_follow_up",
        target=current,
        project=project.id,
        after={"months": current.months, "still_used": still_used},
    )
    publish(
        name="delivery.follow_up_answered",
        subject=project.id,
        project=project.id,
        context={"months": current.months, "use": str(still_used)},
    )
    return current


def statement(follow_up: FollowUp) -> str:
    """The answer as one piece of evidence says it."""
    said = _("%(months)s months after the handover, the owner says of its use: %(use)s.") % {
        "months": follow_up.months,
        "use": StillUsed(follow_up.still_used).label,
    }
    more = [
        (_("What changed:"), follow_up.changed),
        (_("Numbers:"), follow_up.numbers),
        (_("Problems:"), follow_up.problems),
    ]
    return " ".join([said, *(f"{label} {text}" for label, text in more if text)])


def answer_digest(follow_up: FollowUp) -> str:
    told = {name: getattr(follow_up, name) for name in ("still_used", "changed", "numbers", "problems", "months")}
    return digest({**told, "id": str(follow_up.id)})


def snapshot(handover: Handover) -> dict[str, Any]:
    """Without the person's name and address: those are personal and stay in their one row."""
    told = {name: getattr(handover, name) for name in EDITABLE if name not in ("entity", "owner_name", "owner_email")}
    return {**told, "entity": str(handover.entity_id or "")}
