"""Addresses of working together for the walk over every route."""

from dataclasses import dataclass
from typing import Any

from labx.people.middleware import actor_of
from labx.portfolio.collaboration.actions import attachments, comments, tasks
from labx.portfolio.collaboration.models import Attachment, Comment, Task

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@dataclass(frozen=True)
class Made:
    comment: Comment
    task: Task
    file: Attachment


def prepare(world) -> Made:
    """By the researcher of the published project; the task is the observer's."""
    by = actor_of(world.people["project:researcher"])
    place = {"by": by, "thing": world.published}
    return Made(
        comments.write_comment(text="Falta o grupo de comparação.", **place),
        tasks.make_task(
            by=by, project=world.published, title="Ligar ao registo", assignee=world.people["project:observer"]
        ),
        attachments.attach_file(pieces=[PDF], name="ata.pdf", description="Ata", **place),
    )


def either(world) -> list[dict[str, Any]]:
    return [{"slug": world.published.slug}, {"slug": world.hidden.slug}]


def thing(world) -> list[dict[str, Any]]:
    projects = [(project.slug, "projeto", project.pk) for project in (world.published, world.hidden)]
    found = [*projects, (world.published.slug, "protocolo", world.draft.pk)]
    return [{"slug": slug, "kind": kind, "thing": pk} for slug, kind, pk in found]


def own(name: str):
    def addresses(world) -> list[dict[str, Any]]:
        return [{"slug": world.published.slug, name: getattr(world.made["collaboration"], name).pk}]

    return addresses


def draft(world) -> list[dict[str, Any]]:
    return [{"slug": world.published.slug, "code": world.draft.code, "version": world.draft.version}]


EXAMPLES = {
    **{
        f"collaboration:{name}": either
        for name in (
            "of_project",
            "tasks",
            "project_calendar",
            "new_task",
            "files",
            "activity",
            "mark_read",
            "project_versions",
        )
    },
    **{f"collaboration:{name}": thing for name in ("conversation", "attach")},
    **{
        f"collaboration:{name}": own("comment")
        for name in ("answer", "edit_comment", "delete_comment", "comment_versions")
    },
    **{
        f"collaboration:{name}": own("task")
        for name in ("task", "edit_task", "finish_task", "reopen_task", "delete_task")
    },
    **{f"collaboration:{name}": own("file") for name in ("file", "file_content", "remove_file")},
    "collaboration:protocol_versions": draft,
    "api:list_comments": either,
    "api:list_tasks": either,
    "api:list_files": either,
}
