"""Tasks: made, changed, done, opened again, deleted."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core import policy
from labx.core.actions import action, in_edition
from labx.core.actors import Actor
from labx.core.audit.record import record as record_audit
from labx.core.ids import new_id
from labx.core.notices.send import notify
from labx.people.models import Account
from labx.portfolio.collaboration.models import Task
from labx.portfolio.models import Membership, Project

EDITABLE = ("title", "details", "due_on", "assignee_id")


class NotInTheTeam(ValueError):
    """A task was given to somebody who cannot read the project."""


def check_assignee(project: Project, assignee: Account | None) -> None:
    if assignee and not Membership.objects.filter(project=project, account=assignee).exists():
        raise NotInTheTeam(_("%(name)s has no role in this project. Add them to the team first.") % {"name": assignee})


@action
def make_task(
    *,
    by: Actor,
    project: Project,
    title: str,
    details: str = "",
    due_on: date | None = None,
    assignee: Account | None = None,
    id: UUID | None = None,
) -> Task:
    """The same id sent twice is one task."""
    policy.require(by, "collaboration.plan_tasks", project)
    check_assignee(project, assignee)
    values = {"project": project, "title": title, "details": details, "due_on": due_on, "assignee": assignee}
    task, is_new = Task.objects.get_or_create(pk=id or new_id(), defaults=values)
    policy.require(by, "collaboration.plan_tasks", task)
    if is_new:
        record_audit(by=by, action="collaboration.make_task", target=task, project=project.id, after=snapshot(task))
        tell_assignee(by, task)
    return task


@action
def edit_task(
    *,
    by: Actor,
    task: Task,
    edition: int,
    title: str,
    details: str = "",
    due_on: date | None = None,
    assignee: Account | None = None,
) -> Task:
    policy.require(by, "collaboration.plan_tasks", task)
    check_assignee(task.project, assignee)
    current = in_edition(task, edition)
    before = snapshot(current)
    current.title, current.details, current.due_on, current.assignee = title, details, due_on, assignee
    current.edition += 1
    current.save()
    record_audit(
        by=by,
        action="collaboration.edit_task",
        target=current,
        project=current.project_id,
        before=before,
        after=snapshot(current),
    )
    if before["assignee_id"] != current.assignee_id:
        tell_assignee(by, current)
    return current


@action
def finish_task(*, by: Actor, task: Task) -> Task:
    policy.require(by, "collaboration.finish_task", task)
    policy.require(by, "collaboration.read", task.project)
    current = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if not current.is_done:
        current.done_at = timezone.now()
        current.save(update_fields=["done_at"])
        record_audit(by=by, action="collaboration.finish_task", target=current, project=current.project_id)
    return current


@action
def reopen_task(*, by: Actor, task: Task) -> Task:
    policy.require(by, "collaboration.finish_task", task)
    policy.require(by, "collaboration.read", task.project)
    current = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if current.is_done:
        current.done_at = None
        current.save(update_fields=["done_at"])
        record_audit(by=by, action="collaboration.reopen_task", target=current, project=current.project_id)
    return current


@action
def delete_task(*, by: Actor, task: Task) -> None:
    """What it said stays in the audit entry."""
    policy.require(by, "collaboration.plan_tasks", task)
    record_audit(by=by, action="collaboration.delete_task", target=task, project=task.project_id, before=snapshot(task))
    task.delete()


def snapshot(task: Task) -> dict[str, Any]:
    return {name: getattr(task, name) for name in EDITABLE}


def tell_assignee(by: Actor, task: Task) -> None:
    if task.assignee_id in {None, by.id}:
        return
    notify(
        "collaboration.task",
        to=[task.assignee_id],
        title=task.title,
        text=lambda: _("In the project “%(project)s”.") % {"project": task.project.title},
        url=reverse("collaboration:task", args=[task.project.slug, task.pk]),
    )
