"""Blockers: noted, changed, closed, opened again."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, in_edition, rewrite
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.publish import publish
from labx.core.ids import new_id
from labx.portfolio.days import midnight
from labx.portfolio.delivery.models import ENDS_TOO_SOON, Blocker
from labx.portfolio.models import Project

EDITABLE = ("kind", "owner", "note", "opened_on", "closed_on", "how_closed")


class NotPossible(ValueError):
    """What was asked cannot be; `place` names the field, the message the cure."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.place = place


@action
def open_blocker(*, by: Actor, project: Project, **words: Any) -> Blocker:
    """Note what keeps a project waiting; `words` are its editable fields."""
    policy.require(by, "delivery.manage_blockers", project)
    blocker = Blocker(project=project, **words)
    check_dates(blocker)
    tell(blocker)
    blocker.save(force_insert=True)
    record(by=by, action="delivery.open_blocker", target=blocker, project=project.id, after=snapshot(blocker))
    return blocker


@action
def edit_blocker(*, by: Actor, blocker: Blocker, edition: int, **changes: Any) -> Blocker:
    """Change it; `edition` is the one the writer had opened. Its events are told anew where they say otherwise."""
    policy.require(by, "delivery.manage_blockers", blocker)
    current = in_edition(blocker, edition)
    before = snapshot(current)
    take_back(current)
    rewrite(current, EDITABLE, changes)
    check_dates(current)
    tell(current)
    current.save()
    record(
        by=by,
        action="delivery.edit_blocker",
        target=current,
        project=current.project_id,
        before=before,
        after=snapshot(current),
    )
    return current


def reopen_blocker(*, by: Actor, blocker: Blocker, edition: int) -> Blocker:
    """It was closed by mistake."""
    return edit_blocker(by=by, blocker=blocker, edition=edition, closed_on=None, how_closed="")


def check_dates(blocker: Blocker) -> None:
    today = timezone.localdate()
    if blocker.opened_on > today:
        raise NotPossible("opened_on", _("A blocker cannot begin in the future. Write the day it began."))
    if blocker.closed_on and blocker.closed_on < blocker.opened_on:
        raise NotPossible("closed_on", str(ENDS_TOO_SOON))
    if blocker.closed_on and blocker.closed_on > today:
        raise NotPossible("closed_on", _("A blocker cannot end in the future. Leave the day empty while it lasts."))


def tell(blocker: Blocker) -> None:
    """Its events, dated on its own days."""
    blocker.opening = published("delivery.blocker_opened", blocker, blocker.opened_on)
    closed_on = blocker.closed_on
    blocker.closing = published("delivery.blocker_closed", blocker, closed_on, blocker.days) if closed_on else None


def published(name: str, blocker: Blocker, day: dt.date, value: float | None = None) -> UUID:
    return publish(
        name=name,
        subject=blocker.project_id,
        project=blocker.project_id,
        context={"blocker": blocker.id, "kind": str(blocker.kind)},
        value=value,
        time=midnight(day),
        id=new_id(),
    )


def take_back(blocker: Blocker) -> None:
    told = {"delivery.blocker_opened": blocker.opening, "delivery.blocker_closed": blocker.closing}
    for name, event in told.items():
        if event:
            publish(
                name=name,
                subject=blocker.project_id,
                project=blocker.project_id,
                context={"blocker": blocker.id, "kind": str(blocker.kind)},
                retracts=event,
            )


def snapshot(blocker: Blocker) -> dict[str, Any]:
    return {name: getattr(blocker, name) for name in EDITABLE}
