"""What the panel keeps of a person, and how a person is found and widened from a participant."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db.models import BooleanField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.personal import (
    MENTIONED,
    Person,
    PersonalData,
    PersonSource,
    Retention,
    own_rows,
    personal_data,
)
from labx.core.personal import widen as whole
from labx.people.participants.models import Contact, Invitation, JoinRequest, Participant, Subject

PURPOSE = _("Invite people to take part in what the laboratory tries")


def find(text: str) -> Iterable[Person]:
    """By e-mail, telephone, pseudonym, or the whole name. Whoever shares an address is another person."""
    wanted = text.strip()
    own = Q(email__iexact=wanted) | Q(phone=wanted) | Q(name__iexact=wanted) | Q(participant__code__iexact=wanted)
    found = Contact.objects.filter(own).values_list("participant_id", flat=True)
    coded = Participant.objects.filter(code__iexact=wanted).values_list("id", flat=True)
    return [Person(participants=frozenset({participant})) for participant in {*found, *coded}]


def widen(person: Person) -> Person:
    contacts = list(Contact.objects.filter(Q(participant__in=person.participants) | Q(account__in=person.accounts)))
    participants = person.participants | {contact.participant_id for contact in contacts}
    return Person(
        accounts=frozenset(contact.account_id for contact in contacts if contact.account_id),
        participants=participants,
        subjects=frozenset(Subject.objects.filter(participant__in=participants).values_list("id", flat=True)),
        names=tuple(contact.name for contact in contacts if contact.name),
        addresses=tuple(
            text for contact in contacts for text in (contact.email, contact.phone, contact.address) if text
        ),
    )


def everyone() -> Iterator[Person]:
    for identifier in Participant.objects.values_list("id", flat=True).iterator():
        yield Person(participants=frozenset({identifier}))


SOURCE = PersonSource(find, widen, everyone)


def requests_to_join(person: Person) -> QuerySet[JoinRequest]:
    mentioned = RawSQL(MENTIONED.format("answers::text"), [person.patterns], BooleanField())  # noqa: S611 - fixed
    return JoinRequest.objects.filter(Q(mentioned))


def erase_participants(person: Person, by: Actor) -> int:
    """With them the link to their random number: what they took part in stays counted, and is nobody's."""
    return Participant.objects.filter(pk__in=person.participants).delete()[0]


def forget(rows: QuerySet[Participant], by: Actor) -> int:
    """Everything of those who left, except an account, which has its own life."""
    left = list(rows.values_list("id", flat=True))
    for identifier in left:
        person = replace(whole(Person(participants=frozenset({identifier}))), accounts=frozenset())
        for data in personal_data():
            data.erase(person, by)
    return len(left)


def tell_participants(person: Person) -> Iterator[dict[str, Any]]:
    yield from Participant.objects.filter(pk__in=person.participants).values()


DATA = (
    own_rows(
        "participants.requests",
        _("Requests to join the panel"),
        requests_to_join,
        purpose=PURPOSE,
        basis="consent",
        hidden=("code_digest",),
        retention=Retention(
            1,
            _("A request to join that nobody confirmed is kept for a day after it ended."),
            lambda before: JoinRequest.objects.filter(ends_at__lt=before),
        ),
    ),
    own_rows(
        "participants.invitations",
        _("Invitations to take part"),
        lambda person: Invitation.objects.filter(participant__in=person.participants),
        purpose=PURPOSE,
        basis="consent",
        order=70,
    ),
    own_rows(
        "participants.contact",
        _("Contact data"),
        lambda person: Contact.objects.filter(participant__in=person.participants),
        purpose=PURPOSE,
        basis="consent",
        order=75,
        hidden=("link_number", "edition"),
    ),
    own_rows(
        "participants.subject",
        _("Link to your random number"),
        lambda person: Subject.objects.filter(participant__in=person.participants),
        purpose=PURPOSE,
        basis="consent",
        order=76,
        stays=_("What was counted under the random number, which nobody can link to you any more."),
    ),
    PersonalData(
        "participants.participant",
        _("Panel"),
        tell_participants,
        erase_participants,
        purpose=PURPOSE,
        basis="consent",
        order=80,
        rows=lambda person: (Participant.objects.filter(pk__in=person.participants),),
        retention=Retention(
            365,
            _("Who left the panel is forgotten a year later."),
            lambda before: Participant.objects.filter(left_at__lt=before),
            forget,
        ),
    ),
)
