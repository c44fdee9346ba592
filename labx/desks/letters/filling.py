"""From the text of a letter and what was typed to the letter; what is missing becomes a dotted line to write on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

PLACE = re.compile(r"\{([a-z][a-z0-9-]*)\}")
TODAY, SIGNATURE = "today", "signature"
# Known without a field: the day on which the letter is made, and a line to sign on.
GIVEN = frozenset({TODAY, SIGNATURE})
UNWRITABLE = frozenset({"Cc", "Cs"})
DOTTED_LINE = "." * 40
DOTTED_DAY = f"{'.' * 6} / {'.' * 6} / {'.' * 10}"


def places_in(text: str) -> list[str]:
    """The names of the fields that a letter uses, each once, in order of first use."""
    return [*dict.fromkeys(PLACE.findall(text))]


def filled(text: str, values: Mapping[str, str], days: frozenset[str] = frozenset()) -> str:
    r"""The letter with its values; what a person typed is never read as a field.

    Examples:
        >>> filled("Eu, {your-name}, digo.", {"your-name": "Ana {today}"})
        'Eu, Ana {today}, digo.\n'
        >>> filled("{a} e {b}", {"a": "Ana"})
        'Ana e ........................................\n'
    """

    def written(found: re.Match[str]) -> str:
        name = found[1]
        return values.get(name) or (DOTTED_DAY if name in days else DOTTED_LINE)

    return plain_lines(PLACE.sub(written, text))


def plain_lines(text: str) -> str:
    """Text as a form sends it back: line ends of one kind, no space at their ends, no control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").split("\n")
    kept = ("".join(letter for letter in line if unicodedata.category(letter) not in UNWRITABLE) for line in lines)
    return "\n".join(line.rstrip() for line in kept).strip() + "\n"
