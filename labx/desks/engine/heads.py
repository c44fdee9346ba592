"""Who heads an undivided estate, and why."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from labx.rules.errors import RuleRefused
from labx.rules.moments import years_between

ADULT_YEARS = 18
# Degrees of kinship as the Civil Code counts generations (articles 1580 and 1581).
DEGREES = {
    "child": 1,
    "parent": 1,
    "grandchild": 2,
    "grandparent": 2,
    "sibling": 2,
    "great_grandchild": 3,
    "great_grandparent": 3,
    "nephew": 3,
    "uncle": 3,
    "cousin": 4,
}


class Because(StrEnum):
    """The steps of the chain of reasons."""

    AGREED = "agreed"  # all heirs agree on this person
    SPOUSE = "spouse"  # survives, and is heir or has half of what the couple owned
    EXECUTOR = "executor"  # named in the will
    CLOSEST_RELATIVE = "closest_relative"  # legal heir of the closest degree
    NAMED_IN_WILL = "named_in_will"  # heir by the will
    LIVED_TOGETHER = "lived_together"  # at least one year with the person who died
    OLDEST = "oldest"
    REPRESENTED = "represented"  # a minor acts through a legal representative


@dataclass(frozen=True, slots=True)
class Person:
    """Someone near the estate. `relation` is `spouse`, one of `DEGREES`, or empty; `name` need not be a real one."""

    name: str
    relation: str = ""
    born: datetime.date | None = None
    is_legal_heir: bool = False
    owns_half: bool = False
    is_executor: bool = False
    is_heir_by_will: bool = False
    lived_together: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """Who heads the estate, or `between` whom the law cannot choose on what is known; and the chain of reasons."""

    person: str | None
    reasons: tuple[Because, ...]
    between: tuple[str, ...] = ()


def head_of_estate(people: Sequence[Person], death: datetime.date, *, agreed: str = "") -> Head:
    """Find who heads the estate until it is divided.

    Args:
        people: those near the estate, any number, in any order.
        death: day of death, on which ages count.
        agreed: name of the person on whom all heirs agreed, if they did.

    Returns:
        The person and the chain of reasons. Where a tie remains because a birth day is not known or is the same, no
        person, and the names between whom it stands. Where nobody is named at all, no person and no names.

    Raises:
        RuleRefused: two people have one name, a relation is not known, or `agreed` is none of the people.

    Assumes:
        The spouse was not separated in law. Not for estates under the law of another country. Says who is called; a
        person may have grounds to decline.

    Source:
        Código Civil, articles 2080 (order and ties) and 2084 (agreement); degrees after articles 1580 and 1581.

    Checked against:
        Cases read from article 2080 in labx/desks/engine/tests/test_heads.py; a plain sort of all pairs.

    Examples:
        >>> child = Person("Ana", "child", datetime.date(1980, 5, 1), is_legal_heir=True)
        >>> older = Person("Rui", "child", datetime.date(1975, 5, 1), is_legal_heir=True)
        >>> found = head_of_estate([child, older], datetime.date(2024, 3, 15))
        >>> found.person, [reason.value for reason in found.reasons]
        ('Rui', ['closest_relative', 'oldest'])
    """
    _check(people, agreed)
    if agreed:
        chosen = next(person for person in people if person.name == agreed)
        return _settled([chosen], (Because.AGREED,), death)
    for reason, choose in ORDER:
        candidates = choose(people)
        if candidates:
            return _among(candidates, (reason,), death)
    return Head(None, ())


def _spouse(people: Sequence[Person]) -> list[Person]:
    return [one for one in people if one.relation == "spouse" and (one.is_legal_heir or one.owns_half)]


def _closest(people: Sequence[Person]) -> list[Person]:
    heirs = [one for one in people if one.is_legal_heir and one.relation in DEGREES]
    nearest = min((DEGREES[one.relation] for one in heirs), default=0)
    return [one for one in heirs if DEGREES[one.relation] == nearest]


ORDER: tuple[tuple[Because, Callable[[Sequence[Person]], list[Person]]], ...] = (
    (Because.SPOUSE, _spouse),
    (Because.EXECUTOR, lambda people: [one for one in people if one.is_executor]),
    (Because.CLOSEST_RELATIVE, _closest),
    (Because.NAMED_IN_WILL, lambda people: [one for one in people if one.is_heir_by_will]),
)


def _among(candidates: list[Person], reasons: tuple[Because, ...], death: datetime.date) -> Head:
    if len(candidates) > 1:
        together = [one for one in candidates if one.lived_together]
        if together and len(together) < len(candidates):
            candidates, reasons = together, (*reasons, Because.LIVED_TOGETHER)
    if len(candidates) > 1 and all(one.born for one in candidates):
        first = min(one.born for one in candidates if one.born)
        candidates, reasons = [one for one in candidates if one.born == first], (*reasons, Because.OLDEST)
    return _settled(candidates, reasons, death)


def _settled(candidates: list[Person], reasons: tuple[Because, ...], death: datetime.date) -> Head:
    if len(candidates) > 1:
        return Head(None, reasons, tuple(sorted(one.name for one in candidates)))
    person = candidates[0]
    return Head(person.name, (*reasons, Because.REPRESENTED) if _is_minor(person, death) else reasons)


def _is_minor(person: Person, day: datetime.date) -> bool:
    return person.born is not None and years_between(person.born, day) < ADULT_YEARS


def _check(people: Sequence[Person], agreed: str) -> None:
    names = [person.name for person in people]
    for person in people:
        if names.count(person.name) > 1:
            raise RuleRefused("“{name}” is there twice.", "Give each person a name of their own.", name=person.name)
        if person.relation not in {"", "spouse", *DEGREES}:
            known = ", ".join(["spouse", *DEGREES])
            raise RuleRefused("“{name}” is no relation.", "Write one of: {known}.", name=person.relation, known=known)
    if agreed and agreed not in names:
        raise RuleRefused("“{name}” is not among the people.", "Add the person first.", name=agreed)
