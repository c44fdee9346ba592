"""Erase again, in a database that was restored, everyone whom the register of erasures knows."""

from dataclasses import dataclass, field

from django.db import transaction

from labx.core.actors import Actor, system
from labx.core.personal import Person, everyone, personal_data, widen
from labx.core.search.personal import learn_again
from labx.people.rights import cells, files, register
from labx.people.rights.errors import RightsProblem
from labx.people.rights.models import Erasure

WHO = "restore"


@dataclass
class Replayed:
    people: int = 0
    rows: int = 0
    left: list[str] = field(default_factory=list)  # frozen texts that name someone, and what could not be opened


def replay() -> Replayed:
    """Nobody is asked: what was decided to stay stays, every other mention goes. Running it twice changes nothing."""
    entries, secret, by, told = register.entries(), register.key(), system(WHO), Replayed()
    known = {digest: entry for entry in entries for digest in entry.people}
    for minimal in everyone() if known else ():
        entry = next((known[one] for one in register.digests_of(minimal, secret) if one in known), None)
        if entry:
            erase_again(by, widen(minimal), entry, told)
    Erasure.objects.filter(pk__in=[entry.erasure for entry in entries]).exclude(held={}).update(held={})
    return told


@transaction.atomic
def erase_again(by: Actor, person: Person, entry: register.Entry, told: Replayed) -> None:
    places = [place for place in cells.mentions_of(person) if not is_kept(place.table, place.column, place.row, entry)]
    papers = [path for path, _count in files.files_naming(person) if not is_kept(files.MEDIA, "", path, entry)]
    told.people += 1
    for data in personal_data():
        try:
            told.rows += data.erase(person, by)
        except RightsProblem as problem:
            told.left.append(f"{data.kind}: {problem}")
    for place in places:
        try:
            cells.redact(place.table, place.column, place.row, person.terms)
        except cells.CannotRedact:
            told.left.append(f"{place.table}.{place.column} {place.row}")
    for path in papers:
        files.remove_named(path)
    learn_again(person)


def is_kept(table: str, column: str, row: str, entry: register.Entry) -> bool:
    return register.cell(table, column, row) in entry.kept
