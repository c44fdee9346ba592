"""Columns that a trial's data have: what the upload asks for and what a table of units holds."""

from dataclasses import dataclass
from typing import Any

KINDS = ("number", "code", "day")
# Codes are words of the event log's context: only these are declared there.
CODES = ("unit", "cluster", "stratum", "pair")


@dataclass(frozen=True)
class DataColumn:
    """One column. A number may be any; a code has one of the names in CODES; a day is asked for as a date.

    `is_after`: measured after the start, so its event gets the day of the last measurement. `values` are the codes a
    subgroup may have, with their labels: the upload asks which word of the file means which.
    """

    name: str
    kind: str
    label: Any
    hint: Any = ""
    is_after: bool = False
    is_required: bool = True
    values: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"A column is a number, a code or a day, not {self.kind!r}.")
        if self.kind == "code" and not self.values and self.name not in CODES:
            raise ValueError(f"{self.name!r} is no code the event log knows. Take one of {', '.join(CODES)}.")
