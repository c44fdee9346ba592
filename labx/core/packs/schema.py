"""What a room declares of its content, and what every pack says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from labx.core.packs.fields import Anything, Choice, Date, Field, ListOf, Localised, Record, Text

if TYPE_CHECKING:
    from labx.core.packs.checks import Proofs
    from labx.core.packs.pack import Pack

LANGUAGES = ("pt", "en")
ID_PATTERN = r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*"
VERSION_PATTERN = r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"

HEADER: dict[str, Field] = {
    "id": Text(pattern=ID_PATTERN, example="trials/plan-templates"),
    "kind": Text(pattern=r"[a-z][a-z0-9-]*", example="plan-templates"),
    "version": Text(pattern=VERSION_PATTERN, example="1.0.0"),
    "title": Localised(),
    "languages": ListOf(item=Choice(options=LANGUAGES), at_least=1),
    "licence": Text(),
    "source": Text(),
    "authored_by": ListOf(item=Text(), at_least=1),
    "checked_by": ListOf(item=Text(), required=False),
    "reviewed_on": Date(required=False),
    "review_by": Date(),
}
CASES = Record(
    fields={
        "cases": ListOf(
            item=Record(fields={"name": Text(), "input": Anything(), "expected": Anything()}),
            at_least=1,
            unique_key="name",
        )
    }
)


@dataclass(frozen=True)
class PackSchema:
    """The shape of one kind of a room's packs, and what its checks run.

    `fields` come after the header's. `check` says what a shape cannot, as (key, message) pairs. `run_case` takes the
    pack and a case's input and gives the output that the case expects. `prove` takes longer: `labx pack check` runs it.
    """

    room: str
    kind: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    check: Callable[[dict[str, Any]], list[tuple[str, str]]] | None = None
    run_case: Callable[[Pack, Any], Any] | None = None
    prove: Callable[[Pack], Proofs] | None = None

    @property
    def record(self) -> Record:
        return Record(fields={**HEADER, **self.fields})
