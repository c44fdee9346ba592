"""The house's rule for small numbers, on values made of some out of all."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import TypeVar

from labx.core.disclosure import may_be_shown, shown_cells
from labx.trials.services.reckoning import Cell

Key = TypeVar("Key", bound=Hashable)


def hidden(cell: Cell) -> Cell:
    return replace(cell, value=None, of=0, some=None, why="few")


def alone(cell: Cell) -> Cell:
    """A value beside which no total of the same people stands."""
    counts = [cell.of] if cell.some is None else [cell.of, cell.some, cell.of - cell.some]
    return cell if all(may_be_shown(count) for count in counts) else hidden(cell)


def parts(cells: Mapping[Key, Cell]) -> dict[Key, Cell]:
    """Values whose total is shown as well: what is hidden must not follow from the others."""
    tables = [{key: cell.of for key, cell in cells.items()}]
    if any(cell.some is not None for cell in cells.values()):
        tables.append({key: cell.some or 0 for key, cell in cells.items()})
        tables.append({key: cell.of - (cell.some or 0) for key, cell in cells.items()})
    shown = [shown_cells(table) for table in tables]
    return {key: hidden(cell) if any(table[key] is None for table in shown) else cell for key, cell in cells.items()}
