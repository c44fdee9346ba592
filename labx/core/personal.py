"""What a room announces about people: what it keeps of a person, how that is told, erased, and for how long."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from labx.core.actors import ACCOUNTS, Actor

SHORTEST_TERM = 4
COUNTRY = "351"
MOBILE_DIGITS = 9
# What a column holds, against every way the person is written, whatever the accents and capitals.
MENTIONED = "lower(unaccent({})) LIKE ANY (ARRAY(SELECT lower(unaccent(term)) FROM unnest(%s::text[]) AS term))"


@dataclass(frozen=True)
class Person:
    """Everything one person is known by here. Names and addresses (e-mail, telephone, post) are looked for in texts."""

    accounts: frozenset[UUID] = frozenset()
    participants: frozenset[UUID] = frozenset()
    subjects: frozenset[UUID] = frozenset()
    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    def with_more(self, other: "Person") -> "Person":
        return Person(
            self.accounts | other.accounts,
            self.participants | other.participants,
            self.subjects | other.subjects,
            tuple(dict.fromkeys([*self.names, *other.names])),
            tuple(dict.fromkeys([*self.addresses, *other.addresses])),
        )

    @property
    def ids(self) -> frozenset[UUID]:
        return self.accounts | self.participants | self.subjects

    @property
    def terms(self) -> tuple[str, ...]:
        """Every way the person may be written in a text, the longest first so that it is found whole."""
        written = [form for name in self.names for form in forms_of_name(name)]
        written += [form for address in self.addresses for form in forms_of_address(address)]
        return tuple(
            sorted({text for text in written if len(text) >= SHORTEST_TERM}, key=lambda text: (-len(text), text))
        )

    @property
    def patterns(self) -> list[str]:
        """The terms for LIKE; with none, one that nothing matches."""
        return [f"%{escaped(term)}%" for term in self.terms] or [NOTHING]

    @property
    def actor_keys(self) -> list[str]:
        """How the person is written where an actor is kept."""
        accounts = [f"{kind}:{account}" for account in sorted(self.accounts) for kind in sorted(ACCOUNTS)]
        return [*accounts, *(f"participant:{participant}" for participant in sorted(self.participants))]


NOTHING = "\x01"


def escaped(term: str) -> str:
    return term.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def forms_of_name(name: str) -> list[str]:
    """The whole name, and the first with the last as colleagues write it."""
    words = name.split()
    return [" ".join(words), f"{words[0]} {words[-1]}"] if len(words) > 1 else words


def forms_of_address(address: str) -> list[str]:
    """As it was given; a telephone also without spaces, without the country, and in threes."""
    digits = re.sub(r"\D", "", address)
    if len(digits) < MOBILE_DIGITS or re.search(r"[^\d\s()+./-]", address):
        return [address.strip()]
    national = digits.removeprefix("00").removeprefix(COUNTRY)
    return [address.strip(), digits, national, " ".join(re.findall(r"\d{1,3}", national))]


@dataclass(frozen=True)
class PersonSource:
    """Where people are kept. `find`: who goes by this name, address or code; `widen`: what else is known of someone;
    `everyone`: each by one id, for whoever must find a person of whom only digests are known.
    """

    find: Callable[[str], Iterable[Person]]
    widen: Callable[[Person], Person]
    everyone: Callable[[], Iterable[Person]]


@dataclass(frozen=True)
class Retention:
    """How long rows are kept: `due` gives those that were over before the given moment, which lies `days` back."""

    days: int
    why: Any
    due: Callable[[datetime], QuerySet]
    erase: Callable[[QuerySet, Actor], int] | None = None  # where more than the rows goes


@dataclass(frozen=True)
class PersonalData:
    """One kind of personal data. `of` tells it, `erase` takes it away and returns how many rows.

    `rows`: the querysets that are the person's own, which is where a name is no mention by somebody else;
    with `columns` (`table.column`), only those columns of those rows.
    `stays`: what an erasure leaves, and under which obligation. `order`: when it goes; accounts and subjects go last.
    `redacts`: by table, how names leave a row whose cells must change together: its key, and what cleans any value.
    `purpose`, `basis` and `recipients` prefill the register of processing activities.
    """

    kind: str
    title: Any
    of: Callable[[Person], Iterable[dict[str, Any]]]
    erase: Callable[[Person, Actor], int]
    retention: Retention | None = None
    rows: Callable[[Person], Iterable[QuerySet]] = field(default=lambda _person: ())
    columns: frozenset[str] = frozenset()
    stays: Any = ""
    purpose: Any = ""
    basis: str = "public_task"
    recipients: Any = ""
    order: int = 50
    redacts: Mapping[str, Callable[[str, Callable[[Any], Any]], None]] = field(default_factory=dict)


_sources: list[PersonSource] = []


def people_from(source: PersonSource) -> None:
    _sources.append(source)


def find(text: str) -> list[Person]:
    """Everyone who goes by this, whole, each once."""
    found: dict[frozenset[UUID], Person] = {}
    for source in _sources:
        for person in source.find(text):
            whole = widen(person)
            found[whole.ids] = whole
    return list(found.values())


def everyone() -> Iterator[Person]:
    for source in _sources:
        yield from source.everyone()


def widen(person: Person) -> Person:
    """The person with all that any source knows: an account leads to a participant, that one to a telephone."""
    while True:
        wider = person
        for source in _sources:
            wider = wider.with_more(source.widen(wider))
        if wider == person:
            return person
        person = wider


def personal_data() -> tuple[PersonalData, ...]:
    """What every announced room keeps, in the order in which it is erased."""
    from labx.core.rooms import rooms

    declared = [data for room in rooms() for data in room.personal_data]
    return tuple(sorted(declared, key=lambda data: (data.order, data.kind)))


def own_rows(
    kind: str, title: Any, rows: Callable[[Person], QuerySet], *, hidden: Iterable[str] = (), **more: Any
) -> PersonalData:
    """The plain case: rows that are the person's, told column by column (secrets left out) and deleted."""
    secret = frozenset(hidden)

    def of(person: Person) -> Iterator[dict[str, Any]]:
        for row in rows(person).values():
            yield {name: value for name, value in row.items() if name not in secret}

    def erase(person: Person, by: Actor) -> int:
        return rows(person).delete()[0]

    return PersonalData(kind, title, of, erase, rows=lambda person: (rows(person),), **more)


@contextmanager
def erasing() -> Iterator[None]:
    """Triggers that refuse every change let an erasure through, until the end of this block or transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL labx.erasure = 'on'")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL labx.erasure = 'off'")
