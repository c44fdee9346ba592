"""What delivery keeps of a person: who took a project over, and the address at which they are asked."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import Person, PersonalData
from labx.portfolio.delivery.models import Handover


def taken_over_by(person: Person) -> QuerySet[Handover]:
    wanted = Q(pk=None)
    for address in person.addresses:
        wanted |= Q(owner_email__iexact=address)
    return Handover.objects.filter(wanted)


def tell(person: Person) -> Iterator[dict[str, Any]]:
    yield from taken_over_by(person).values("project__title", "owner_name", "owner_email", "handed_over_on")


def erase(person: Person, by: Actor) -> int:
    """The handover stays; nobody is asked any more until another owner is named."""
    return taken_over_by(person).update(owner_name="–", owner_email="")


DATA = (
    PersonalData(
        "delivery.owners",
        _("Projects taken over"),
        tell,
        erase,
        rows=lambda person: [taken_over_by(person)],
        columns=frozenset({"delivery_handover.owner_name", "delivery_handover.owner_email"}),
        purpose=_("Ask what became of a project after it was handed over"),
    ),
)
