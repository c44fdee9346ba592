"""The units of a trial as arrays: what every design and every kind of outcome computes from."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Table:
    """One row a unit, or a unit and period where the design says so.

    `arms` holds the place of each row's arm in the plan (0 is the comparison; all 0 where a design has no arms),
    `numbers` values with NaN where nothing was measured (days as whole numbers from 1970-01-01), `codes` words of a
    fixed vocabulary (cluster, stratum, subgroups) with "" where missing.
    """

    arms: NDArray[np.int64]
    numbers: dict[str, NDArray[np.float64]]
    codes: dict[str, NDArray[np.str_]]

    def __len__(self) -> int:
        return len(self.arms)

    def where(self, members: NDArray[np.bool_] | NDArray[np.int64]) -> "Table":
        """Only these rows, in this order."""
        return Table(
            self.arms[members],
            {name: values[members] for name, values in self.numbers.items()},
            {name: values[members] for name, values in self.codes.items()},
        )

    def arm(self, place: int) -> "Table":
        """The rows of one arm."""
        return self.where(self.arms == place)

    def known(self, *names: str) -> NDArray[np.bool_]:
        """Which rows have all of these columns."""
        found = np.ones(len(self), dtype=bool)
        for name in names:
            found &= np.isfinite(self.numbers[name]) if name in self.numbers else self.codes[name] != ""
        return found

    def complete(self, *names: str) -> "Table":
        """The rows that have all of these columns."""
        return self.where(self.known(*names))

    def matrix(self, *names: str) -> NDArray[np.float64]:
        """These numbers side by side: one row a unit."""
        return np.column_stack([np.empty((len(self), 0)), *(self.numbers[name] for name in names)])

    def sorted(self) -> "Table":
        """The same rows in the one order in which sums are made, so that equal data give equal digits."""
        keys: list[Any] = [self.numbers[name] for name in sorted(self.numbers, reverse=True)]
        keys += [self.codes[name] for name in sorted(self.codes, reverse=True)]
        return self.where(np.lexsort([*keys, self.arms]))

    def digest(self) -> str:
        """SHA-256 of the rows, whatever their order: names, arms, numbers as little-endian doubles, codes."""
        ordered = self.sorted()
        names = [sorted(ordered.numbers), sorted(ordered.codes)]
        table = np.column_stack([ordered.arms.astype("<f8"), *(ordered.numbers[name] for name in names[0])])
        table[np.isnan(table)] = np.nan
        table += 0.0
        said = hashlib.sha256(json.dumps(names).encode() + b"\n")
        said.update(np.ascontiguousarray(table, "<f8").tobytes())
        for name in names[1]:
            said.update("\n".join(ordered.codes[name].tolist()).encode())
        return said.hexdigest()
