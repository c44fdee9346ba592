"""Who is called by law to a role among several people, and why; the order of the law comes from the pack."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from labx.rules.errors import RuleRefused
from labx.rules.moments import years_between

AGREED, OLDEST, REPRESENTED = "agreed", "oldest", "represented"
FAR = 1_000  # the degree of who is no relation


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may be called. `traits` are those of the role that hold; `name` need not be a real one."""

    name: str
    relation: str = ""
    born: datetime.date | None = None
    traits: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Call:
    """One step of the order: whom it calls. Empty `relations` are any, empty `any_of` asks for no trait.

    `is_nearest` keeps of those it calls only the ones of the closest degree.
    """

    because: str
    relations: frozenset[str] = frozenset()
    any_of: frozenset[str] = frozenset()
    is_nearest: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """The order of the law. `degrees` of each relation; `ties` are traits that decide between equals, then age does.

    A person younger than `adult_years` acts through a representative.
    """

    name: str
    degrees: Mapping[str, int]
    traits: frozenset[str]
    order: tuple[Call, ...]
    ties: tuple[str, ...] = ()
    adult_years: int = 18


@dataclass(frozen=True, slots=True)
class Called:
    """Who has the role, or `between` whom the law cannot choose on what is known; and the chain of reasons."""

    person: str | None
    reasons: tuple[str, ...]
    between: tuple[str, ...] = ()


def called_to(role: Role, people: Sequence[Person], day: datetime.date, *, agreed: str = "") -> Called:
    """Find who is called to a role.

    Args:
        role: the order of the law, as the pack gives it.
        people: those who may be called, any number, in any order.
        day: the day on which ages count.
        agreed: name of the person on whom all agreed, if they did.

    Returns:
        The person and the chain of reasons: the step of the order, then what broke ties. Where a tie remains because an
        age is not known or is the same, no person, and the names between whom it stands. Where the order calls
        nobody, no person and no names.

    Raises:
        RuleRefused: two people have one name, a relation or a trait is not known to the role, or `agreed` is none of
            the people.

    Assumes:
        All may choose someone else together. Says who is called; a person may have grounds to decline.

    Source:
        The order: that of the pack, which names its law. Ties by trait, then by age: Código Civil, article 2080.

    Checked against:
        Cases read from article 2080 in labx/desks/engine/tests/test_roles.py; a plain sort of all pairs.

    Examples:
        >>> role = Role("helper", {"child": 1}, frozenset(), (Call("relative", frozenset({"child"})),))
        >>> ana = Person("Ana", "child", datetime.date(1980, 5, 1))
        >>> rui = Person("Rui", "child", datetime.date(1975, 5, 1))
        >>> called_to(role, [ana, rui], datetime.date(2024, 3, 15))
        Called(person='Rui', reasons=('relative', 'oldest'), between=())
    """
    _check(role, people, agreed)
    if agreed:
        return _settled(role, [one for one in people if one.name == agreed], (AGREED,), day)
    for step in role.order:
        candidates = _candidates(role, step, people)
        if candidates:
            return _among(role, candidates, (step.because,), day)
    return Called(None, ())


def _candidates(role: Role, step: Call, people: Sequence[Person]) -> list[Person]:
    found = [
        one
        for one in people
        if (not step.relations or one.relation in step.relations) and (not step.any_of or step.any_of & one.traits)
    ]
    if not step.is_nearest:
        return found
    degrees = [role.degrees.get(one.relation, FAR) for one in found]
    return [one for one, degree in zip(found, degrees, strict=True) if degree == min(degrees)]


def _among(role: Role, candidates: list[Person], reasons: tuple[str, ...], day: datetime.date) -> Called:
    for trait in role.ties:
        having = [one for one in candidates if trait in one.traits]
        if having and len(having) < len(candidates):
            candidates, reasons = having, (*reasons, trait)
    if len(candidates) > 1 and all(one.born for one in candidates):
        first = min(one.born for one in candidates if one.born)
        candidates, reasons = [one for one in candidates if one.born == first], (*reasons, OLDEST)
    return _settled(role, candidates, reasons, day)


def _settled(role: Role, candidates: list[Person], reasons: tuple[str, ...], day: datetime.date) -> Called:
    if len(candidates) > 1:
        return Called(None, reasons, tuple(sorted(one.name for one in candidates)))
    (person,) = candidates
    is_minor = person.born is not None and years_between(person.born, day) < role.adult_years
    return Called(person.name, (*reasons, REPRESENTED) if is_minor else reasons)


def _check(role: Role, people: Sequence[Person], agreed: str) -> None:
    names = [person.name for person in people]
    for person in people:
        if names.count(person.name) > 1:
            raise RuleRefused("“{name}” is there twice.", "Give each person a name of their own.", name=person.name)
        if person.relation not in {"", *role.degrees}:
            known = ", ".join(role.degrees)
            raise RuleRefused("“{name}” is no relation.", "Write one of: {known}.", name=person.relation, known=known)
        for trait in sorted(person.traits - role.traits):
            raise RuleRefused("“{name}” is not declared.", "Correct the name.", name=trait)
    if agreed and agreed not in names:
        raise RuleRefused("“{name}” is not among the people.", "Add the person first.", name=agreed)


def read_role(entry: Mapping[str, Any]) -> Role:
    """A role as the pack declares it.

    Args:
        entry: `name`, `relations` with their degrees, `traits`, `order`, `ties`, as the pack schema gives them.

    Returns:
        The role.

    Raises:
        RuleRefused: a step names a relation or a trait, or a tie a trait, that the role does not declare.

    Assumes:
        The shape was checked by the pack schema.

    Source:
        Our own format; docs of the room.

    Checked against:
        labx/desks/engine/tests/test_roles.py: one entry a fault.

    Examples:
        >>> read_role({"name": "helper", "relations": [], "traits": [], "order": [{"because": "any"}]}).order
        (Call(because='any', relations=frozenset(), any_of=frozenset(), is_nearest=False),)
    """
    degrees = {one["name"]: int(one["degree"]) for one in entry["relations"]}
    traits = frozenset(entry["traits"])
    order = tuple(
        Call(
            step["because"],
            frozenset(step.get("relations") or ()),
            frozenset(step.get("any_of") or ()),
            bool(step.get("is_nearest")),
        )
        for step in entry["order"]
    )
    ties = tuple(entry.get("ties") or ())
    used = {name for step in order for name in (*step.relations, *step.any_of)} | set(ties)
    for name in sorted(used - degrees.keys() - traits):
        raise RuleRefused("“{name}” is not declared.", "Correct the name.", place="order", name=name)
    return Role(entry["name"], degrees, traits, order, ties, int(entry.get("adult_years") or 18))
