"""How the ledger is read: the newest line that applies decides."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from labx.people.consent.models import Answer, ConsentEntry, Purpose

# Answers and uses of one person wait for each other by a lock. There are this many for everybody together, so that
# a use of thousands of people holds a few locks and not thousands.
LOCKS = 64


def newest_first(purpose: str, project: UUID | None) -> QuerySet[ConsentEntry]:
    """Lines about this purpose that hold for the project (or, without one, for the whole laboratory)."""
    scope = Q(project=None) if project is None else Q(project=None) | Q(project=project)
    return ConsentEntry.objects.filter(scope, purpose=purpose).order_by("-number")


def standing(subject: UUID, purpose: str, project: UUID | None = None) -> ConsentEntry | None:
    """The agreement in force, or nothing: never given, taken back, or over."""
    newest = ConsentEntry.objects.filter(
        pk=Subquery(newest_first(purpose, project).filter(subject=subject).values("pk")[:1])
    )
    return newest.filter(answer=Answer.GIVEN, expires_at__gt=Now()).first()


def allowed(people: QuerySet, purpose: str, project: UUID | None = None, *, subject: str = "subject__id") -> QuerySet:
    """Those of any queryset who agree now, each with the line that says so; `subject` leads to their random number."""
    newest = newest_first(purpose, project).filter(subject=OuterRef(subject)).values("pk")[:1]
    agreeing = ConsentEntry.objects.filter(answer=Answer.GIVEN, expires_at__gt=Now())
    return people.annotate(consent_line=Subquery(newest)).filter(consent_line__in=agreeing.values("pk"))


def withdrawn(project: UUID | None = None) -> frozenset[UUID]:
    """Everyone whose newest answer about taking part is a withdrawal."""
    newest = newest_first(Purpose.TAKE_PART, project).order_by("subject", "-number").distinct("subject")
    took_back = ConsentEntry.objects.filter(answer=Answer.WITHDRAWN, purpose=Purpose.TAKE_PART)
    candidates = newest.filter(subject__in=took_back.values("subject"))
    return frozenset(
        subject for subject, answer in candidates.values_list("subject", "answer") if answer == Answer.WITHDRAWN
    )


class WrongIsolation(RuntimeError):
    """A use was begun in a transaction that cannot see a withdrawal committed meanwhile."""


def hold(subjects: Iterable[UUID] | None, *, alone: bool) -> None:
    """Until the transaction ends: `alone` for an answer, together with other uses for a use. None is everybody."""
    numbers = range(LOCKS) if subjects is None else sorted({subject.int % LOCKS for subject in subjects})
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_isolation')")
        if (found := cursor.fetchone()[0]) != "read committed":
            raise WrongIsolation(f"Consent was asked in a {found} transaction, which reads the past. Ask outside it.")
        for number in numbers:
            cursor.execute(f"SELECT {function}(hashtextextended('consent', %s))", [number])


@contextmanager
def nobody_withdraws(project: UUID | None) -> Iterator[frozenset[UUID]]:
    """Who is to be left out of what tells of single people; until the end of the block no withdrawal can be added."""
    with transaction.atomic():
        hold(None, alone=False)
        yield withdrawn(project)
