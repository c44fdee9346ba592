"""Whether a list that is being drawn can still be completed within its quotas."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class Limits:
    """Quotas as numbers: `belongs[q, c]` is 1 where people of cell c count for quota q, between `least` and `most`."""

    belongs: IntArray
    least: IntArray
    most: IntArray
    available: IntArray
    places: int


class Completion:
    """People chosen so far by cell, beside one way to complete them that keeps every quota.

    The way is kept from step to step: only where it does not fit the next person is another one sought.
    """

    def __init__(self, limits: Limits, way: IntArray) -> None:
        self.limits = limits
        self.way = way
        self.chosen = np.zeros_like(limits.available)
        self.closed: set[int] = set()

    def take(self, cell: int) -> bool:
        """Choose one more person of this cell, if the rest can still be completed.

        What cannot be completed once never can later, since every choice leaves fewer ways: the cell is closed.
        """
        if cell in self.closed:
            return False
        if self.way[cell] == self.chosen[cell] and not (self.swap(cell) or self.seek(cell)):
            self.closed.add(cell)
            return False
        self.chosen[cell] += 1
        return True

    def swap(self, cell: int) -> bool:
        """One person of this cell instead of one of another that is not chosen yet."""
        limits = self.limits
        if self.way[cell] == limits.available[cell]:
            return False
        spare = np.flatnonzero(self.way > self.chosen)
        counts = limits.belongs @ self.way + limits.belongs[:, cell]
        after = counts[:, None] - limits.belongs[:, spare]
        fits = ((after >= limits.least[:, None]) & (after <= limits.most[:, None])).all(axis=0)
        if not fits.any():
            return False
        self.way = self.way.copy()
        self.way[cell] += 1
        self.way[spare[int(np.argmax(fits))]] -= 1
        return True

    def seek(self, cell: int) -> bool:
        """Another way altogether."""
        wanted = self.chosen.copy()
        wanted[cell] += 1
        found = way_to_complete(self.limits, wanted) if wanted[cell] <= self.limits.available[cell] else None
        if found is None:
            return False
        self.way = found
        return True


def way_to_complete(limits: Limits, at_least: IntArray) -> IntArray | None:
    """People of each cell that fill all places within all quotas; nothing where there is no way.

    Args:
        limits: the quotas and how many people there are.
        at_least: people of each cell that are chosen already.

    Returns:
        Counts by cell, or nothing.

    Source:
        Integer programming (HiGHS); only whether a way exists decides, never which one was found.

    Checked against:
        Trying every combination, in the tests.
    """
    rows = np.vstack([limits.belongs, np.ones((1, len(limits.available)), dtype=np.int64)])
    least = np.append(limits.least, limits.places)
    most = np.append(limits.most, limits.places)
    found = milp(
        np.zeros(len(limits.available)),
        constraints=LinearConstraint(rows, least, most),
        bounds=Bounds(at_least, limits.available),
        integrality=np.ones(len(limits.available)),
    )
    if found.x is None:
        return None
    return np.asarray(np.rint(found.x), dtype=np.int64)


def first_that_cannot(limits: Limits, names: Sequence[str]) -> str:
    """The first quota that fewer people exist for than it needs; empty where none is to blame alone."""
    short = limits.belongs @ limits.available < limits.least
    return names[int(np.argmax(short))] if short.any() else ""
