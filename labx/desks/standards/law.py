"""The acts that a source names: “Lei 15/2012; Portarias 329 a 331/2012” gives four of them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

NUMBER = r"\d+(?:-[A-Z])?/\d{2,4}"
RANGE = re.compile(r"(\d+) a (\d+)/(\d{2,4})")
NUMBERED = re.compile(
    rf"(Lei Orgânica|Lei|Decreto-Lei|Decreto Regulamentar|Decreto|Portaria|Despacho|Regulamento)s?"
    rf"(?: n\.º)? ((?:{NUMBER}(?:, | e )?)+)"
)
CODE = re.compile(
    r"(Código (?:Civil|Penal|d[aeo]s? [A-ZÁÉÍÓÚ][\w-]*(?: (?:d[aeo]s? |e )?[A-ZÁÉÍÓÚ][\w-]*)*)"
    r"|Lei Geral do Trabalho em Funções Públicas|Constituição)"
)


@dataclass(frozen=True, slots=True)
class Act:
    """A law or another act. `number` is empty for a code, which is known by its name."""

    kind: str
    number: str = ""

    @property
    def title(self) -> str:
        return f"{self.kind} {self.number}".strip()

    @property
    def slug(self) -> str:
        return slugify(self.title.replace("/", "-"))


def acts_in(source: str) -> tuple[Act, ...]:
    """Each act once, in the order of the text. What is no act, such as a web page, gives none."""
    return tuple(dict.fromkeys(_found(RANGE.sub(_spelled_out, source))))


def _found(source: str) -> Iterator[Act]:
    for named in sorted([*NUMBERED.finditer(source), *CODE.finditer(source)], key=lambda one: one.start()):
        numbers = re.findall(NUMBER, named[2]) if named.re is NUMBERED else [""]
        yield from (Act(named[1], number) for number in numbers)


def _spelled_out(span: re.Match[str]) -> str:
    return ", ".join(f"{number}/{span[3]}" for number in range(int(span[1]), int(span[2]) + 1))


# Kinds of acts of the first series whose names in ELI addresses are certain. Before that day acts have none.
ELI_KINDS = {"Lei": "lei", "Decreto-Lei": "dec-lei", "Portaria": "port"}
FIRST_ELI_DAY = datetime.date(1991, 1, 2)
PLAIN_NUMBER = re.compile(r"(\d+)/(\d{2}|\d{4})")


def eli_of(act: Act, published_on: datetime.date) -> str:
    """The address of an act in the Diário da República; empty where its form is not certain, as with 308-A/2007."""
    numbered = PLAIN_NUMBER.fullmatch(act.number)
    if act.kind not in ELI_KINDS or numbered is None or published_on < FIRST_ELI_DAY:
        return ""
    return f"https://data.dre.pt/eli/{ELI_KINDS[act.kind]}/{numbered[1]}/{published_on:%Y/%m/%d}/p/dre/pt/html"


def unfit_acts(entries: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Acts of a pack that are not named as sources name them, or of another year than their number says."""
    for place, entry in enumerate(entries):
        found = acts_in(entry["name"])
        if [act.title for act in found] != [entry["name"]]:
            yield f"acts[{place}].name", _("Write the act as sources do: “Lei 15/2012”.")
        elif not entry["published_on"][:4].endswith(found[0].number.partition("/")[2]):
            yield f"acts[{place}].published_on", _("The number says another year.")
