"""The acts that a source names: “Lei 15/2012; Portarias 329 a 331/2012” gives four of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import slugify

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
