"""Names written after an @, found among the people of the project."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

BOUNDARY = re.compile(r"\w")


def plain(text: str) -> str:
    """Lower case, without accents, letter by letter as long as before."""
    return "".join(unicodedata.normalize("NFKD", letter)[0].lower()[:1] or letter for letter in text)


def mentioned(text: str, people: Iterable[Any]) -> list[Any]:
    """Whoever is called by whole name, or by a first name that nobody else there has."""
    people = [person for person in people if person.name.strip()]
    called = calls(people)
    flat, found = plain(text), {}
    for at, letter in enumerate(flat):
        if letter != "@" or (at and BOUNDARY.match(flat[at - 1])):
            continue
        rest = flat[at + 1 :]
        for name, person in called:
            end = rest[len(name) : len(name) + 1]
            if rest.startswith(name) and not BOUNDARY.match(end):
                found[person.pk] = person
                break
    return list(found.values())


def calls(people: list[Any]) -> list[tuple[str, Any]]:
    """What each may be called, the longest first, so that a whole name goes before the first name it begins with."""
    whole = [(plain(person.name.strip()), person) for person in people]
    firsts = [(name.split()[0], person) for name, person in whole]
    alone = [(first, person) for first, person in firsts if [other for other, _person in firsts].count(first) == 1]
    return sorted([*whole, *alone], key=lambda pair: -len(pair[0]))
