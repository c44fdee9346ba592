"""The one gate: whoever uses what a person agreed to passes here, and a withdrawal shuts it at once."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.people.consent import ledger
from labx.people.consent.errors import NotAgreed
from labx.people.consent.ledger import allowed
from labx.people.consent.models import ConsentEntry, ConsentUse, Purpose

__all__ = ["allowed", "may_use", "needs_consent", "using", "using_many"]


def may_use(subject: UUID, purpose: str, project: UUID | None = None) -> bool:
    """Whether the person agrees now. To act on the answer, act inside `using`: it may change the next moment."""
    return ledger.standing(subject, purpose, project) is not None


@contextmanager
def using(subject: UUID, purpose: str, project: UUID | None = None, *, by: Actor, what: str) -> Iterator[ConsentEntry]:
    """Use what was agreed to inside this block. A withdrawal waits for its end; after one, `NotAgreed` is raised.

    The use is noted with it: `what` is a short code such as `interviews.played`.
    """
    with transaction.atomic():
        ledger.hold({subject}, alone=False)
        entry = ledger.standing(subject, purpose, project)
        if entry is None:
            raise NotAgreed(
                _("“%(purpose)s” is not agreed to, or no longer: this may not be used. Nothing was done.")
                % {"purpose": Purpose(purpose).label}
            )
        ConsentUse.objects.bulk_create([use_of(entry, project, by, what)])
        yield entry


@contextmanager
def using_many(
    people: QuerySet, purpose: str, project: UUID | None = None, *, by: Actor, what: str, subject: str = "subject__id"
) -> Iterator[QuerySet]:
    """Those of many who agree, each use noted; while the block lasts none of them can take it back."""
    with transaction.atomic():
        ledger.hold(None, alone=False)
        agreeing = allowed(people, purpose, project, subject=subject)
        entries = ConsentEntry.objects.filter(pk__in=list(agreeing.values_list("consent_line", flat=True)))
        ConsentUse.objects.bulk_create([use_of(entry, project, by, what) for entry in entries], batch_size=5000)
        yield agreeing


def use_of(entry: ConsentEntry, project: UUID | None, by: Actor, what: str) -> ConsentUse:
    return ConsentUse(
        entry=entry,
        subject=entry.subject,
        purpose=entry.purpose,
        project=project,
        what=what,
        by=who(by),
        at=timezone.now(),
    )


def who(by: Actor) -> str:
    """The actor as the ledger keeps it; of a participant only that it was one, for the line is theirs anyway."""
    return "participant" if by.kind == "participant" else by.key


def needs_consent(purpose: str, *, what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For a job about one person: it runs inside the gate. The job takes `subject` (and `project`) as text."""

    def declared(run: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(run)
        def inside(progress: Any, *, by: Actor, subject: str, project: str | None = None, **arguments: Any) -> Any:
            where = UUID(project) if project else None
            with using(UUID(subject), purpose, where, by=by, what=what):
                return run(progress, by=by, subject=subject, project=project, **arguments)

        return inside

    return declared
