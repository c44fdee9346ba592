"""What is wrong with the letters of a pack: names that nothing declares, fields that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.pack import Pack
from labx.desks.letters.filling import GIVEN, places_in

Content = Mapping[str, Any]


def undeclared_in_letters(content: Content) -> Iterator[tuple[str, str]]:
    """Tasks, facts and tables that a letter names and the pack does not declare."""
    declared = {kind: {entry["name"] for entry in content[f"{kind}s"] or ()} for kind in ("procedure", "fact", "table")}
    for at, letter in enumerate(content["letters"] or ()):
        for name in letter["procedures"] or ():
            if name not in declared["procedure"]:
                yield f"letters[{at}].procedures", name
    for key, entry in every_field(content):
        for kind in ("fact", "table"):
            if entry[kind] and entry[kind] not in declared[kind]:
                yield f"{key}.{kind}", entry[kind]


def every_field(content: Content) -> Iterator[tuple[str, Content]]:
    for at, entry in enumerate(content["letter_fields"] or ()):
        yield f"letter_fields[{at}]", entry
    for at, letter in enumerate(content["letters"] or ()):
        for inside, entry in enumerate(letter["fields"] or ()):
            yield f"letters[{at}].fields[{inside}]", entry


def letter_faults(pack: Pack) -> Iterator[str]:
    """Fields used without being declared, and declared without being used."""
    shared = {entry["name"] for entry in pack.content["letter_fields"] or ()}
    used_by_all: set[str] = set()
    for letter in pack.content["letters"] or ():
        own = {entry["name"] for entry in letter["fields"] or ()}
        used = set(places_in(pack.texts[letter["text"]]))
        used_by_all |= used - own
        for name in sorted(used - own - shared - GIVEN):
            yield _("The letter “{letter}” uses “{name}”, which is no field.").format(letter=letter["name"], name=name)
        for name in sorted((own - used) | (own & shared)):
            yield _("The field “{name}” of the letter “{letter}” is not used, or all letters share it.").format(
                letter=letter["name"], name=name
            )
    for name in sorted(shared - used_by_all):
        yield _("No letter uses the field “{name}”.").format(name=name)
