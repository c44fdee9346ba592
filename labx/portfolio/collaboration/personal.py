"""What working together keeps of a person: when they last looked, what they wrote, have to do and handed in."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData, own_rows
from labx.portfolio.collaboration.models import Attachment, Comment, Task, Visit

PURPOSE = _("Work together on a project")


def tell_comments(person: Person) -> Iterator[dict[str, Any]]:
    yield from Comment.objects.filter(author__in=person.accounts).values("project__title", "text", "answers")


def erase_comments(person: Person, by: Actor) -> int:
    """The words are the project's; who wrote them is no longer said."""
    return Comment.objects.filter(author__in=person.accounts).update(author=None)


def tell_tasks(person: Person) -> Iterator[dict[str, Any]]:
    yield from Task.objects.filter(assignee__in=person.accounts).values("project__title", "title", "due_on", "done_at")


def erase_tasks(person: Person, by: Actor) -> int:
    return Task.objects.filter(assignee__in=person.accounts).update(assignee=None)


def tell_files(person: Person) -> Iterator[dict[str, Any]]:
    found = Attachment.objects.filter(added_by__in=person.accounts)
    yield from found.values("project__title", "original_name", "description", "added_at")


def erase_files(person: Person, by: Actor) -> int:
    return Attachment.objects.filter(added_by__in=person.accounts).update(added_by=None)


DATA = (
    own_rows(
        "collaboration.visits",
        _("Last visits to projects"),
        lambda person: Visit.objects.filter(account__in=person.accounts),
        purpose=PURPOSE,
    ),
    PersonalData(
        "collaboration.comments",
        _("Comments"),
        tell_comments,
        erase_comments,
        purpose=PURPOSE,
        stays=_("The words of comments, without who wrote them: they are part of a project's file."),
    ),
    PersonalData(
        "collaboration.tasks",
        _("Tasks"),
        tell_tasks,
        erase_tasks,
        purpose=PURPOSE,
        stays=_("Tasks, without whom they were given to: they are part of a project's file."),
    ),
    PersonalData(
        "collaboration.files",
        _("Files"),
        tell_files,
        erase_files,
        purpose=PURPOSE,
        stays=_("Files, without who handed them in: they are part of a project's file."),
    ),
)
