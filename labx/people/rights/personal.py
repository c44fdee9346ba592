"""What requests keep of the person who asked: what was asked and when stays, name, contact and words go."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData
from labx.people.rights.models import Request

EMPTY = {"account_id": None, "participant_id": None, "name": "", "contact": "", "wish": "", "also_written": ""}


def requests_of(person: Person) -> QuerySet[Request]:
    return Request.objects.filter(Q(account_id__in=person.accounts) | Q(participant_id__in=person.participants))


def tell(person: Person) -> Iterator[dict[str, Any]]:
    columns = ("code", "kind", "state", "channel", "received_on", "due_on", "name", "contact", "wish", "answer")
    yield from requests_of(person).values(*columns)


def erase(person: Person, by: Actor) -> int:
    """Answers are letters to the person, so their words go too."""
    return requests_of(person).update(**EMPTY, answer="")


DATA = (
    PersonalData(
        "rights.requests",
        _("Requests about your data"),
        tell,
        erase,
        rows=lambda person: (requests_of(person),),
        purpose=_("Answer people who use their rights, and show that it was done in time"),
        basis="legal_obligation",
        order=88,
        stays=_("That a request was made and answered, with its code and dates: we must be able to show it."),
    ),
)
