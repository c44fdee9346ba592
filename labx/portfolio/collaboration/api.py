"""What working together answers to programs: comments, tasks and files of a project."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.portfolio.collaboration import queries
from labx.portfolio.collaboration.models import Attachment, Comment, Task
from labx.portfolio.queries import project_by_slug

router = Router(tags=["collaboration"])
MOST = 200


class CommentOut(Schema):
    """A deleted comment has no words and says when it went."""

    id: UUID
    kind: str
    thing_id: UUID
    answers_id: UUID | None
    author: str
    text: str
    written_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None

    @staticmethod
    def resolve_author(comment: Comment) -> str:
        return comment.author.name if comment.author else ""


class TaskOut(Schema):
    id: UUID
    title: str
    details: str
    due_on: date | None
    assignee: str
    done_at: datetime | None

    @staticmethod
    def resolve_assignee(task: Task) -> str:
        return task.assignee.name if task.assignee else ""


class FileOut(Schema):
    """The content is taken from the pages; a removed file says why it went."""

    id: UUID
    kind: str
    thing_id: UUID
    original_name: str
    description: str
    content_type: str
    size_bytes: int
    sha256: str
    added_at: datetime
    removed_at: datetime | None
    removed_why: str


@router.get(
    "/projects/{slug:slug}/comments",
    response={200: list[CommentOut], 404: Problem},
    summary="What was said, newest first",
)
@permit("collaboration.read", record=project_by_slug)
def list_comments(
    request: HttpRequest, slug: str, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
) -> Any:
    found = Comment.objects.filter(project=request.record).select_related("author").order_by("-written_at", "pk")
    return found[offset : offset + limit]


@router.get("/projects/{slug:slug}/tasks", response={200: list[TaskOut], 404: Problem}, summary="A project's tasks")
@permit("collaboration.read", record=project_by_slug)
def list_tasks(
    request: HttpRequest, slug: str, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
) -> Any:
    return queries.tasks_of(request.record)[offset : offset + limit]


@router.get("/projects/{slug:slug}/files", response={200: list[FileOut], 404: Problem}, summary="A project's files")
@permit("collaboration.read", record=project_by_slug)
def list_files(
    request: HttpRequest, slug: str, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
) -> Any:
    found = Attachment.objects.filter(project=request.record)
    return found[offset : offset + limit]
