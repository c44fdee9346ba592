"""The one disclosure control: a count of people so small that it could point at somebody is not shown.

Nor is a count that a larger one, which can be read as well, exceeds by so few: subtracting would tell. Zero is shown.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

SMALLEST = 5
Key = TypeVar("Key", bound=Hashable)


def is_small(count: float) -> bool:
    return 0 < count < SMALLEST


def may_be_shown(count: float, *, within: Iterable[float] = ()) -> bool:
    """`within`: the counts that include this one and can be read elsewhere."""
    return not is_small(count) and not any(is_small(whole - count) for whole in within)


def shown_cells(cells: Mapping[Key, int]) -> dict[Key, int | None]:
    """The cells of a table whose total is shown; nothing where a cell is hidden.

    Where what is hidden could be found from the total, the smallest of the others is hidden as well.
    """
    hidden = {key for key, count in cells.items() if is_small(count)}
    others = sorted((key for key, count in cells.items() if count >= SMALLEST), key=lambda key: cells[key])
    while hidden and others and (len(hidden) == 1 or is_small(sum(cells[key] for key in hidden))):
        hidden.add(others.pop(0))
    return {key: None if key in hidden else count for key, count in cells.items()}
