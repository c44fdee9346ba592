"""A file's rows beside the register: who is here already, who belongs to whom."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from labx.people.organisations.models import Organisation, PublicEntity
from labx.people.organisations.names import first_like
from labx.people.organisations.rows import KNOWN, SIMILAR, Row, Twin

Fault = tuple[Row, str, str]


def twins(model: type[Organisation], rows: list[Row]) -> dict[int, Twin]:
    """By row: the same number here or earlier in the file, else a name that looks like another's."""
    return {twin.row: twin for twin in [*similar(model, rows), *known(model, rows)]}


def similar(model: type[Organisation], rows: list[Row]) -> Iterator[Twin]:
    here = list(model.objects.filter(merged_into=None).values_list("name_key", "name", "code"))
    keys = [key for key, _name, _code in here] + [row.organisation.name_key for row in rows]
    for place, earlier in first_like(keys).items():
        if place < len(here):
            continue
        row = rows[place - len(here)]
        if earlier < len(here):
            _key, name, code = here[earlier]
            yield Twin(row.number, row.organisation.name, SIMILAR, name, other_code=code)
        else:
            yield in_file(row, rows[earlier - len(here)], SIMILAR)


def known(model: type[Organisation], rows: list[Row]) -> Iterator[Twin]:
    numbers = [row.organisation.nipc for row in rows if row.organisation.nipc]
    registered = model.objects.filter(nipc__in=numbers, merged_into=None).values_list("nipc", "name", "code")
    here = {nipc: (name, code) for nipc, name, code in registered}
    first: dict[str, Row] = {}
    for row in rows:
        nipc = row.organisation.nipc
        if nipc in here:
            name, code = here[nipc]
            yield Twin(row.number, row.organisation.name, KNOWN, name, other_code=code)
        elif nipc and (other := first.setdefault(nipc, row)) is not row:
            yield in_file(row, other, KNOWN)


def in_file(row: Row, other: Row, sort: str) -> Twin:
    return Twin(row.number, row.organisation.name, sort, other.organisation.name, other_row=other.number)


def link_parents(rows: list[Row]) -> Iterator[Fault]:
    """Point each entity to its parent, here or in the file; a number that is nobody's and a circle are faults."""
    below = [row for row in rows if row.parent]
    registered = PublicEntity.objects.filter(nipc__in={row.parent for row in below}, merged_into=None)
    here = {one.nipc: one for one in registered} if below else {}
    in_file = {row.organisation.nipc: row.organisation for row in reversed(rows)}
    for row in below:
        row.organisation.parent = here.get(row.parent) or in_file.get(row.parent)
        if row.organisation.parent is None:
            message = _("No entity here, and no good row of this file, has this number.")
            yield row, message, _("Add or mend the parent's row, or leave the cell empty.")
    for row in below:
        way = way_up(row.organisation)
        if way[-1] in way[:-1]:
            names = " → ".join(one.name for one in way)
            message = _("It goes round in a circle: %(chain)s.") % {"chain": names}
            yield row, message, _("Correct who belongs to whom.")


def way_up(entity: Organisation) -> list[Organisation]:
    """The entity and those above it that came with the file; where they go round, the last one is there twice."""
    way = [entity]
    while (onward := way[-1].parent) is not None and onward._state.adding:
        way.append(onward)
        if onward in way[:-1]:
            break
    return way


def settle_parents(taken: list[Row], left_out: dict[int, Twin], rows: list[Row]) -> None:
    """Who belongs to a row that is not taken belongs to the organisation which that row is or looks like."""
    coming = {row.organisation.pk for row in taken}
    by_number = {row.number: row.organisation for row in rows}
    number_of = {row.organisation.pk: row.number for row in rows}
    codes = {twin.other_code for twin in left_out.values() if twin.other_code}
    here = {one.code: one for one in PublicEntity.objects.filter(code__in=codes)}
    for row in taken:
        parent = row.organisation.parent
        while parent is not None and parent._state.adding and parent.pk not in coming:
            twin = left_out[number_of[parent.pk]]
            parent = here[twin.other_code] if twin.other_code else by_number[twin.other_row]
        row.organisation.parent = None if parent is row.organisation else parent
