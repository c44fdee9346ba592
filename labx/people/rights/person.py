"""Who a request is about, with every name and address known here."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from labx.core.personal import Person, widen
from labx.people.models import Account
from labx.people.participants.models import Contact
from labx.people.rights.models import Erasure, Request

IDS = ("accounts", "participants", "subjects")


def person_of(request: Request) -> Person:
    """Nobody but the names on the letter, where the request is tied to no account and no participant."""
    if hasattr(request, "erasure") and request.erasure.held:
        return person_held(request.erasure)
    known = widen(
        Person(
            accounts=frozenset({request.account_id} if request.account_id else ()),
            participants=frozenset({request.participant_id} if request.participant_id else ()),
        )
    )
    names = tuple(name for name in (request.name, *request.extra_terms) if name and not is_address(name))
    addresses = tuple(text for text in (request.contact, *request.extra_terms) if text and is_address(text))
    return known.with_more(Person(names=names, addresses=addresses))


def is_address(text: str) -> bool:
    if sum(letter.isdigit() for letter in text) >= len(text) / 2:
        return True
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def held(person: Person) -> dict[str, Any]:
    """The person as an erasure remembers them until it is finished."""
    ids = {name: sorted(map(str, getattr(person, name))) for name in IDS}
    return {**ids, "names": list(person.names), "addresses": list(person.addresses)}


def person_held(erasure: Erasure) -> Person:
    stored = erasure.held
    ids = {name: frozenset(map(UUID, stored[name])) for name in IDS}
    return Person(**ids, names=tuple(stored["names"]), addresses=tuple(stored["addresses"]))


def language_of(person: Person) -> str:
    """The language in which the person is written to, by their account or else as a participant."""
    chosen = Account.objects.filter(pk__in=person.accounts).values_list("language", flat=True).first()
    joined = Contact.objects.filter(participant__in=person.participants).values_list("language", flat=True).first()
    return chosen or joined or str(settings.LANGUAGE_CODE)
