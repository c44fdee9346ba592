"""What long work and the queue under it keep of a person."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.jobs.models import Job, State
from labx.core.personal import MENTIONED, Person, PersonalData, Retention

TEXTS = "concat_ws(' ', arguments, message, result, error)"
FORGET = f"DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND {MENTIONED.format('args::text')}"  # noqa: S608
PURPOSE = _("Do long work and say how far it is")


def jobs_of(person: Person) -> QuerySet[Job]:
    """Asked for by the person, or telling of them; the erasure itself may be one that is running."""
    mentioned = Q(RawSQL(MENTIONED.format(TEXTS), [person.patterns], BooleanField()))  # noqa: S611 - a fixed phrase
    return Job.objects.filter(Q(owner_id__in=person.accounts) | mentioned).exclude(state=State.RUNNING)


def tell(person: Person) -> Iterator[dict[str, Any]]:
    yield from Job.objects.filter(owner_id__in=person.accounts).values("name", "state", "created_at", "finished_at")


def erase(person: Person, by: Actor) -> int:
    """The queue names records by their ids, so it is searched for those as well."""
    ids = [f"%{identifier}%" for identifier in person.ids]
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [[*person.patterns, *ids]])
        queued = cursor.rowcount
    return queued + jobs_of(person).delete()[0]


DATA = (
    PersonalData(
        "core.jobs",
        _("Long work and the queue"),
        tell,
        erase,
        rows=lambda person: (jobs_of(person),),
        purpose=PURPOSE,
        order=10,
        retention=Retention(
            730, _("Finished work is kept for two years."), lambda before: Job.objects.filter(finished_at__lt=before)
        ),
    ),
)
