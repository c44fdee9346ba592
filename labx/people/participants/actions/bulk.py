"""Many people at once, by the same steps as one: for imports and the demonstration."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.events.publish import NewEvent, publish_many
from labx.people.consent.actions.answers import give_many
from labx.people.consent.models import ConsentText
from labx.people.participants.events import PANEL
from labx.people.participants.models import Contact, Import, Participant, Subject

AT_ONCE = 2000
TRIES = 20


@dataclass(frozen=True)
class Newcomer:
    """Coarse attributes, how to reach the person, and what shows that they agreed."""

    about: dict[str, Any]
    reached: dict[str, str]
    proof: str


@action
def join_many(
    *,
    by: Actor,
    people: Sequence[Newcomer],
    texts: Sequence[ConsentText],
    is_example: bool = False,
    brought_by: Import | None = None,
) -> int:
    """All of them join, or none; each with what shows the agreement.

    The event of each goes under the person's random number, so that it can be taken back: one number joins once.
    """
    policy.require(by, "participants.import")
    made = [Participant(is_example=is_example, brought_by=brought_by, **one.about) for one in people]
    give_own_codes(made)
    Participant.objects.bulk_create(made, batch_size=AT_ONCE)
    subjects = Subject.objects.bulk_create([Subject(participant=one) for one in made], batch_size=AT_ONCE)
    now = timezone.now()
    Contact.objects.bulk_create(
        [
            Contact(participant=participant, confirmed_at=now, **one.reached)
            for participant, one in zip(made, people, strict=True)
        ],
        batch_size=AT_ONCE,
    )
    notes = {subject.id: one.proof for subject, one in zip(subjects, people, strict=True)}
    give_many(by=by, notes=notes, texts=texts, channel="paper")
    publish_many(
        NewEvent("participants.joined", subject.id, PANEL, context={"channel": "paper"}, id=subject.id)
        for subject in subjects
    )
    if made:
        record(by=by, action="participants.import", target=brought_by or made[0], after={"people": len(made)})
    return len(made)


def give_own_codes(made: list[Participant]) -> None:
    """Among thousands of random codes two may be the same: those get another."""
    taken: set[str] = set()
    for _try in range(TRIES):
        fresh = [one.code for one in made]
        known = set(Participant.objects.filter(code__in=fresh).values_list("code", flat=True))
        taken.clear()
        again = []
        for one in made:
            if one.code in known or one.code in taken:
                again.append(one)
            taken.add(one.code)
        if not again:
            return
        for one in again:
            one.code = Participant._meta.get_field("code").get_default()
    raise RuntimeError("No free pseudonyms were found.")
