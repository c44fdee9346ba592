"""Reads of the conversation, the tasks, the files and what happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from labx.core.actors import Actor
from labx.core.audit.models import AuditEntry
from labx.portfolio.collaboration import things
from labx.portfolio.collaboration.models import Attachment, Comment, Task, Visit
from labx.portfolio.models import Project


def comment_by_id(slug: str, comment: UUID) -> Comment:
    found = Comment.objects.select_related("project", "author", "answers")
    return get_object_or_404(found, pk=comment, project__slug=slug)


def task_by_id(slug: str, task: UUID) -> Task:
    return get_object_or_404(Task.objects.select_related("project", "assignee"), pk=task, project__slug=slug)


def file_by_id(slug: str, file: UUID) -> Attachment:
    return get_object_or_404(Attachment.objects.select_related("project"), pk=file, project__slug=slug)


def threads_of(project: Project, kind: str = "", thing: UUID | None = None) -> QuerySet[Comment]:
    """Comments that answer nothing, newest first, each with its answers in their order."""
    found = Comment.objects.filter(project=project, answers=None)
    if thing:
        found = found.filter(kind=kind, thing_id=thing)
    answers = Comment.objects.select_related("author").order_by("written_at")
    return found.select_related("author").prefetch_related(Prefetch("replies", answers)).order_by("-written_at")


def about(records: Iterable[Any]) -> dict[tuple[str, UUID], things.Said]:
    """What each of these comments or files is about."""
    return things.named({(record.kind, record.thing_id) for record in records})


def count_about(thing: Any) -> dict[str, int]:
    """How many comments and files a thing has."""
    kind, project = things.kind_of(thing).name, things.project_of(thing)
    place = {"project": project, "kind": kind, "thing_id": thing.pk}
    return {
        "comments": Comment.objects.filter(**place, deleted_at=None).count(),
        "files": Attachment.objects.filter(**place, removed_at=None).count(),
    }


def tasks_of(project: Project) -> QuerySet[Task]:
    return Task.objects.filter(project=project).select_related("assignee", "project")


def open_tasks_for(actor: Actor) -> QuerySet[Task]:
    """What somebody still has to do, in projects where they still have a role; the most urgent first."""
    mine = Task.objects.filter(assignee_id=actor.id, done_at=None, project__memberships__account_id=actor.id)
    return mine.select_related("project").distinct().order_by("due_on", "made_at")


def files_of(project: Project) -> QuerySet[Attachment]:
    return Attachment.objects.filter(project=project).select_related("added_by", "project")


def activity_of(project: Project) -> QuerySet[AuditEntry]:
    """Everything that was done in a project, newest first."""
    return AuditEntry.objects.filter(project_id=project.id).order_by("-at", "-id")


def seen_until(actor: Actor, project: Project) -> datetime | None:
    visit = Visit.objects.filter(project=project, account_id=actor.id).first()
    return visit.seen_until if visit else None


@dataclass(frozen=True)
class News:
    """A project in which others did something since this reader was last there."""

    project: Project
    count: int
    since: datetime


def news_for(actor: Actor) -> list[News]:
    """Projects somebody has read before, with what others did there since."""
    visits = {
        visit.project_id: visit
        for visit in Visit.objects.filter(
            account_id=actor.id, project__memberships__account_id=actor.id
        ).select_related("project")
    }
    unseen = Q(pk=None)
    for visit in visits.values():
        unseen |= Q(project_id=visit.project_id, at__gt=visit.seen_until)
    counts = AuditEntry.objects.filter(unseen).exclude(actor=actor.key).order_by().values("project_id")
    counted = counts.annotate(count=Count("id")).values_list("project_id", "count")
    return [News(visits[project].project, count, visits[project].seen_until) for project, count in counted]
