"""Copies of a person's data: made when asked for, kept nowhere."""

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.personal import Person, widen
from labx.people.rights.copying import Copy, copy_of
from labx.people.rights.errors import IdentityFirst
from labx.people.rights.models import Request
from labx.people.rights.person import person_of


@action
def copy_for(*, by: Actor, request: Request) -> Copy:
    """For an officer who sends it to somebody without an account; who asks must be known first."""
    policy.require(by, "rights.answer")
    if not request.identity:
        raise IdentityFirst
    record(by=by, action="rights.download_copy", target=request)
    return copy_of(person_of(request))


@action
def own_copy(*, by: Actor) -> Copy:
    policy.require(by, "rights.ask")
    record(by=by, action="rights.download_copy", target=(f"rights.{by.kind}", str(by.id)))
    return copy_of(own_person(by))


def own_person(by: Actor) -> Person:
    ids = frozenset({by.id})
    return widen(Person(participants=ids) if by.kind == "participant" else Person(accounts=ids))
