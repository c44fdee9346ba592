"""Indicators as arithmetic: arrays of transactions in, values and how many they are made of out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.int64]
NEVER = int(np.iinfo(np.int64).min)
NONE = np.empty(0, np.int64)
MICROS_AN_HOUR = 3_600_000_000
MICROS_A_MINUTE = 60_000_000
Kind = Literal["share", "median", "cost"]


@dataclass(frozen=True)
class Journeys:
    """One place a transaction in every array but the costs; moments in microseconds since 1970, or `NEVER`."""

    eligible: Moments
    started: Moments
    completed: Moments
    answered: Moments
    failed: Moments
    returned: Moments
    furthest: NDArray[np.int64]
    satisfied: NDArray[np.bool_]
    device: NDArray[np.str_]
    channel: NDArray[np.str_]
    group: NDArray[np.str_]
    costs_at: Moments
    costs: NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """What one indicator is made of: when each unit counts, its number, and where it stands among all transactions.

    A cost has one sum on top (`tops`, each at its own moment) and counts its units below.
    """

    kind: Kind
    at: Moments
    values: NDArray[np.float64]
    places: NDArray[np.int64]
    tops_at: Moments = field(default_factory=lambda: np.empty(0, np.int64))
    tops: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class Cell:
    """A value made of `of` units, of which `some` count; nothing where there is none. `why` says why none is shown."""

    value: float | None
    of: int
    some: int | None = None
    why: Literal["", "none", "few"] = ""


def shared(counts: NDArray[np.bool_], at: Moments, values: NDArray[np.bool_]) -> Sample:
    """A share of the transactions that `counts` marks."""
    return Sample("share", at[counts], values[counts].astype(float), np.flatnonzero(counts))


def in_time(journeys: Journeys, allowed_hours: int) -> NDArray[np.bool_]:
    """Completed within the time allowed after the start."""
    began, ended = journeys.started, journeys.completed
    has_both = (began != NEVER) & (ended != NEVER)
    took = np.where(has_both, ended, 0) - np.where(has_both, began, 0)
    return has_both & (took >= 0) & (took <= allowed_hours * MICROS_AN_HOUR)


def decided(journeys: Journeys, allowed_hours: int, now: int) -> NDArray[np.bool_]:
    """Begun, and out of time. Counting at once whoever was quick, and the others later, would flatter the last days."""
    return time_is_over(journeys.started, allowed_hours, now)


def time_is_over(origins: Moments, allowed_hours: int, now: int) -> NDArray[np.bool_]:
    """It happened, and so many hours have passed since."""
    happened = origins != NEVER
    return happened & (np.where(happened, origins, now) + allowed_hours * MICROS_AN_HOUR <= now)


def followed(origins: Moments, events: Moments, allowed_hours: int, now: int) -> Sample:
    """Of those whose time since the origin is over, the share whose event came by its end. What came later counts for
    nobody: else whoever came long ago would have had longer to be counted. Clocks differ: an event before its origin
    counts.
    """
    came = (origins != NEVER) & (events != NEVER)
    waited = np.where(came, events, 0) - np.where(came, origins, 0)
    is_in_time = came & (waited <= allowed_hours * MICROS_AN_HOUR)
    return shared(time_is_over(origins, allowed_hours, now), origins, is_in_time)


def minutes_taken(journeys: Journeys, allowed_hours: int) -> Sample:
    """From start to end, of what was completed in time."""
    done = in_time(journeys, allowed_hours)
    took = (journeys.completed[done] - journeys.started[done]) / MICROS_A_MINUTE
    return Sample("median", journeys.completed[done], took, np.flatnonzero(done))


def cost(journeys: Journeys) -> Sample:
    """All costs entered over all completed transactions."""
    done = journeys.completed != NEVER
    ones = np.ones(int(done.sum()))
    return Sample(
        "cost", journeys.completed[done], ones, np.flatnonzero(done), tops_at=journeys.costs_at, tops=journeys.costs
    )


def periods_of(at: Moments, bounds: Sequence[int]) -> NDArray[np.int64]:
    """The period each moment lies in, -1 outside all of them; `bounds` are their beginnings and the last one's end."""
    found = np.searchsorted(np.asarray(bounds, np.int64), at, side="right").astype(np.int64) - 1
    return np.where(found >= len(bounds) - 1, -1, found)


def reckon(sample: Sample, cells: NDArray[np.int64], count: int, tops: NDArray[np.int64] = NONE) -> list[Cell]:
    """The value in each of `count` cells. `cells` says which one a unit is in, -1 none; `tops` the same of costs."""
    inside = cells >= 0
    of = np.bincount(cells[inside], minlength=count)
    if sample.kind == "median":
        return [median_of(sample.values[cells == place]) for place in range(count)]
    if sample.kind == "cost":
        kept = tops >= 0
        sums = np.bincount(tops[kept], weights=sample.tops[kept], minlength=count)
        known = np.bincount(tops[kept], minlength=count) > 0
        return [
            Cell(float(total / units), int(units)) if units and is_known else Cell(None, int(units), why="none")
            for total, units, is_known in zip(sums, of, known, strict=True)
        ]
    some = np.bincount(cells[inside], weights=sample.values[inside], minlength=count)
    return [
        Cell(float(part / whole), int(whole), int(part)) if whole else Cell(None, 0, why="none")
        for part, whole in zip(some, of, strict=True)
    ]


def median_of(values: NDArray[np.float64]) -> Cell:
    return Cell(float(np.median(values)), len(values)) if len(values) else Cell(None, 0, why="none")


def left_after(journeys: Journeys, steps: int, counts: NDArray[np.bool_], done: NDArray[np.bool_]) -> list[Cell]:
    """Of those who reached the start and each step, the share who came no further; completed means past all of them."""
    reached = np.where(done, steps + 1, journeys.furthest)[counts]
    found = []
    for place in range(steps + 1):
        here = int((reached >= place).sum())
        left = int((reached == place).sum())
        found.append(Cell(left / here, here, left) if here else Cell(None, 0, why="none"))
    return found
