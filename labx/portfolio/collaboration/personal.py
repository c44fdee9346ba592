"""What working together keeps of a person: when they last looked, and what they wrote."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData, own_rows
from labx.portfolio.collaboration.models import Comment, Visit

PURPOSE = _("Work together on a project")


def tell_comments(person: Person) -> Iterator[dict[str, Any]]:
    yield from Comment.objects.filter(author__in=person.accounts).values("project__title", "text", "answers")


def erase_comments(person: Person, by: Actor) -> int:
    """The words are the project's; who wrote them is no longer said."""
    return Comment.objects.filter(author__in=person.accounts).update(author=None)


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
)
