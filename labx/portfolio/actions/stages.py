"""Moving a project from stage to stage: the one place where a stage changes."""

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.events.publish import publish
from labx.core.pages import formats
from labx.portfolio.models import Project, Stage, StageSpell

ORDER = list(Stage)


class NeedsReason(ValueError):
    """A stage was set back and nobody said why."""


class NotThatDay(ValueError):
    """A stage cannot begin in the future, nor before the one it follows."""


def is_backwards(before: str, after: str) -> bool:
    """Another round leads back on purpose; anything else that goes back is marked."""
    return before != Stage.ITERATE and ORDER.index(Stage(after)) < ORDER.index(Stage(before))


@action
def move_project(*, by: Actor, project: Project, stage: Stage, why: str, on: dt.date | None = None) -> Project:
    """Move to another stage, forwards or back; the reason stays in the project's history.

    `on`: the day it happened, where it is written down later.
    """
    policy.require(by, "portfolio.edit_project", project)
    current = Project.objects.select_for_update().get(pk=project.pk)
    if current.stage == stage:
        return current
    before = current.stage
    if is_backwards(before, stage) and not why.strip():
        raise NeedsReason(_("This goes back to an earlier stage. Say why: the history will show that it was set back."))
    require_day(current, on)
    enter_stage(current, stage, why=why, on=on)
    record_audit(
        by=by,
        action="portfolio.move_project",
        target=current,
        project=current.id,
        why=why,
        before={"stage": before},
        after={"stage": stage, "set_back": is_backwards(before, stage)},
    )
    return current


def possible_day(project: Project, day: dt.date) -> dt.date:
    """The nearest day on which the project can have left the stage it is in."""
    today = timezone.localdate()
    entered = project.spells.filter(left_on=None).values_list("entered_on", flat=True).first()
    return min(max(day, entered or day), today)


def require_day(project: Project, day: dt.date | None) -> None:
    if day and (nearest := possible_day(project, day)) != day:
        raise NotThatDay(
            _("A stage begins after the one before it and not in the future: the nearest possible day is %(day)s.")
            % {"day": formats.day(nearest)}
        )


def enter_stage(project: Project, stage: Stage, *, why: str = "", on: dt.date | None = None) -> None:
    """Close the stay in the old stage and open one in the new; within the action that decides it."""
    before, day = project.stage, on or timezone.localdate()
    if before == stage:
        return
    project.stage = stage
    project.save(update_fields=["stage", "edited_at"])
    StageSpell.objects.filter(project=project, left_on=None).update(left_on=day)
    event = publish(
        name="portfolio.stage_changed",
        subject=project.id,
        project=project.id,
        context={"from": str(before), "to": str(stage)},
        time=timezone.make_aware(dt.datetime.combine(on, dt.time(12))) if on and on < timezone.localdate() else None,
    )
    StageSpell.objects.create(
        project=project, stage=stage, entered_on=day, is_backwards=is_backwards(before, stage), why=why, event=event
    )
