"""Running the checks of a pack: each case's input through the room, its output against what was expected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from labx.core.packs.pack import Case, Pack
from labx.core.packs.schema import PackSchema


@dataclass(frozen=True)
class CaseResult:
    """`differences` is empty when the case holds."""

    case: Case
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        return not self.differences


@dataclass(frozen=True)
class Proofs:
    """What a room can say of a pack without its checks: what does not hold, and what was counted, in sentences."""

    problems: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()


def run_proofs(pack: Pack, schema: PackSchema) -> Proofs:
    return schema.prove(pack) if schema.prove else Proofs()


def run_checks(pack: Pack, schema: PackSchema) -> Iterator[CaseResult]:
    for case in pack.cases:
        try:
            output = schema.run_case(pack, case.input)
        except Exception as error:  # a case that breaks the room is a case that fails, with the reason
            yield CaseResult(case, (_("stopped with {error}").format(error=f"{type(error).__name__}: {error}"),))
        else:
            yield CaseResult(case, tuple(differences(case.expected, output)))


def differences(expected: Any, output: Any, place: str = "") -> Iterator[str]:
    """Where the output differs. Keys that a case does not name may hold anything; lists are compared whole."""
    if isinstance(expected, dict) and isinstance(output, dict):
        for key, value in expected.items():
            at = f"{place}.{key}" if place else key
            if key in output:
                yield from differences(value, output[key], at)
            else:
                yield _("{place}: expected {expected}, and it is not there").format(place=at, expected=value)
    elif isinstance(expected, list) and isinstance(output, list) and len(expected) == len(output):
        for position, (wanted, found) in enumerate(zip(expected, output, strict=True)):
            yield from differences(wanted, found, f"{place}[{position}]")
    elif expected != output or isinstance(expected, bool) != isinstance(output, bool):
        yield _("{place}: expected {expected}, got {output}").format(
            place=place or _("output"), expected=expected, output=output
        )
