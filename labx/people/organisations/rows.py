"""What comes out of a file of organisations: good rows, problems, and rows that are here already or look so."""

from dataclasses import asdict, dataclass, field
from typing import Any

from labx.core.tables.schema import Problem
from labx.people.organisations.models import Organisation

KNOWN, SIMILAR = "known", "similar"


@dataclass
class Row:
    """One good row: where it stood, the organisation it would be, and the NIPC of its parent."""

    number: int
    organisation: Organisation
    parent: str = ""


@dataclass
class Twin:
    """A row that is, or may be, an organisation that is here or stands earlier in the file."""

    row: int
    name: str
    sort: str
    other: str
    other_code: str = ""
    other_row: int = 0


@dataclass
class Intake:
    """What came out of a table."""

    rows: int = 0
    good: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    faulty: set[int] = field(default_factory=set)
    twins: dict[int, Twin] = field(default_factory=dict)

    def taken(self, *, similar_too: bool) -> list[Row]:
        """Rows to be registered: those already here never, those that look like others if it was so decided."""

        def is_taken(row: Row) -> bool:
            twin = self.twins.get(row.number)
            return twin is None or (similar_too and twin.sort == SIMILAR)

        return [row for row in self.good if is_taken(row)]

    def twins_of(self, sort: str) -> list[dict[str, Any]]:
        return [asdict(twin) for twin in self.twins.values() if twin.sort == sort]
