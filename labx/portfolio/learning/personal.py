"""What learning keeps of a person: test sessions under their subject, and scores they gave to ideas."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData, own_rows
from labx.portfolio.learning.models import IdeaScore, Session, TaskResult

PURPOSE = _("Learn with people what works before it is built")


def sessions_of(person: Person) -> QuerySet[Session]:
    return Session.objects.filter(subject__in=person.subjects)


def tell_sessions(person: Person) -> Iterator[dict[str, Any]]:
    told = TaskResult.objects.filter(session__in=sessions_of(person))
    names = ("participant_code", "held_on", "note", "prototype__name", "prototype__version")
    words = ("task__text", "success", "seconds", "errors", "quote")
    yield from told.values(*(f"session__{name}" for name in names), *words)


def erase_sessions(person: Person, by: Actor) -> int:
    """How it went stays counted; the code, the words and the way to the person go."""
    sessions = list(sessions_of(person))
    TaskResult.objects.filter(session__in=sessions).update(quote="")
    for session in sessions:
        session.participant_code, session.subject, session.note = f"x-{uuid4().hex[:12]}", uuid4(), ""
    return Session.objects.bulk_update(sessions, ["participant_code", "subject", "note"])


DATA = (
    PersonalData(
        "learning.sessions",
        _("Test sessions"),
        tell_sessions,
        erase_sessions,
        rows=lambda person: [sessions_of(person), TaskResult.objects.filter(session__in=sessions_of(person))],
        purpose=PURPOSE,
        stays=_("How each task went, without code, words or any way to the person."),
    ),
    own_rows(
        "learning.idea_scores",
        _("Scores given to ideas"),
        lambda person: IdeaScore.objects.filter(scorer__in=person.accounts),
        purpose=PURPOSE,
    ),
)
