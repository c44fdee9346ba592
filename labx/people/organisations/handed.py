"""What applications above hand down to the pages of organisations, which cannot look up to them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from labx.core.actors import PROJECT_ROLES, Actor
from labx.core.rooms import Part
from labx.people.organisations.models import Affiliation, Organisation


@dataclass(frozen=True)
class HeldRole:
    """A role an account holds in a project, with the project's title for the reader."""

    project: UUID
    title: str
    role: str

    @property
    def key(self) -> str:
        return f"{self.project}:{self.role}"

    @property
    def label(self) -> str:
        return f"{self.title}: {PROJECT_ROLES[self.role]}"


PartSource = Callable[[Organisation, Actor], Iterable[Part]]
EndListener = Callable[[Actor, Affiliation], None]
RoleSource = Callable[[UUID], Iterable[HeldRole]]
_parts: list[PartSource] = []
_roles: list[RoleSource] = []
_listeners: list[EndListener] = []


def show_on_record(source: PartSource) -> None:
    """Have this shown on the page of an entity or partner: what it took part in, say. Call it in `ready()`."""
    _parts.append(source)


def parts_of(organisation: Organisation, reader: Actor) -> list[Part]:
    return [part for source in _parts for part in source(organisation, reader)]


def when_affiliation_ends(listener: EndListener) -> None:
    """Have this done in the transaction in which somebody stops speaking for an entity. Call it in `ready()`."""
    _listeners.append(listener)


def affiliation_ended(by: Actor, affiliation: Affiliation) -> None:
    for listener in _listeners:
        listener(by, affiliation)


def roles_from(source: RoleSource) -> None:
    """The portfolio says here which project roles an account holds itself."""
    _roles[:] = [source]


def roles_held_by(account: UUID) -> list[HeldRole]:
    return [held for source in _roles for held in source(account)]
