"""Lottery with quotas: people are taken by lottery number while the places can still be filled within every quota."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from labx.people.participants.engine.completion import Completion, Limits, first_that_cannot, way_to_complete
from labx.people.participants.engine.lottery import drawn_order
from labx.stats.distributions import normal_quantile
from labx.stats.errors import CannotEstimate

People = Mapping[str, Mapping[str, str]]
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Quota:
    """At least and at most how many of the places go to one category of one attribute."""

    attribute: str
    category: str
    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most:
            raise ValueError(f"The quota of {self.category} goes from {self.least} to {self.most}. Turn it round.")


@dataclass(frozen=True)
class QuotaDraw:
    """Who was drawn, in order, and who waits."""

    selected: tuple[str, ...]
    alternates: tuple[str, ...]


@dataclass(frozen=True)
class CellChance:
    """Chance of each person of a cell, estimated by drawing again and again: with its interval."""

    people: int
    probability: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Cells:
    """Everyone by cell: people who have the same categories in every attribute with a quota."""

    names: tuple[Cell, ...]
    place_of: Mapping[str, int]
    limits: Limits


def cells_of(people: People, quotas: Sequence[Quota], places: int) -> Cells:
    """Put people into cells, and the quotas into numbers over them.

    Args:
        people: categories of each person by attribute, by the person's code.
        quotas: what the list must hold.
        places: places to fill, 1 or more.

    Returns:
        The cells, in the order of their names.

    Raises:
        ValueError: no place.
    """
    if places < 1:
        raise ValueError("A draw needs at least 1 place.")
    attributes = sorted({quota.attribute for quota in quotas})
    cell_of = {code: tuple(person[name] for name in attributes) for code, person in people.items()}
    counts = Counter(cell_of.values())
    names = tuple(sorted(counts))
    place = {name: number for number, name in enumerate(names)}
    at = {name: number for number, name in enumerate(attributes)}
    belongs = [[int(name[at[quota.attribute]] == quota.category) for name in names] for quota in quotas]
    limits = Limits(
        np.array(belongs, dtype=np.int64).reshape(len(quotas), len(names)),
        np.array([quota.least for quota in quotas], dtype=np.int64),
        np.array([quota.most for quota in quotas], dtype=np.int64),
        np.array([counts[name] for name in names], dtype=np.int64),
        places,
    )
    return Cells(names, {code: place[cell] for code, cell in cell_of.items()}, limits)


def draw_with_quotas(people: People, quotas: Sequence[Quota], *, places: int, alternates: int, seed: str) -> QuotaDraw:
    """Draw a list that meets every quota.

    People come by lottery number. Each is taken if the places left can still be filled within all quotas, else passed
    over. Alternates are the next of those who were not taken.

    Args:
        people: categories of each person by attribute, by the person's code.
        quotas: what the list must hold.
        places: places to fill.
        alternates: people to keep waiting; as many as are left where there are fewer.
        seed: seed of the draw.

    Returns:
        Codes in the order of their lottery numbers.

    Raises:
        CannotEstimate: no list meets the quotas; names one that nobody can meet, where there is one.

    Assumes:
        Everyone in `people` may be drawn. People of rare categories have a higher chance than others: that is what
        quotas do, and `chances` says how much.

    Source:
        The walk by random order as in the quota lotteries of the Sortition Foundation; the test of completability is
        an integer programme.

    Examples:
        >>> people = {"a": {"age": "old"}, "b": {"age": "young"}, "c": {"age": "young"}}
        >>> drawn = draw_with_quotas(people, [Quota("age", "old", 1, 1)], places=2, alternates=1, seed="seed")
        >>> "a" in drawn.selected, len(drawn.alternates)
        (True, 1)
    """
    cells = cells_of(people, quotas, places)
    completion = Completion(cells.limits, some_way(cells, quotas))
    selected: list[str] = []
    passed: list[str] = []
    for code in drawn_order(people, seed):
        is_taken = len(selected) < places and completion.take(cells.place_of[code])
        (selected if is_taken else passed).append(code)
    return QuotaDraw(tuple(selected), tuple(passed[:alternates]))


def some_way(cells: Cells, quotas: Sequence[Quota]) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """One way to meet the quotas, or the reason why there is none."""
    limits = cells.limits
    way = way_to_complete(limits, np.zeros_like(limits.available)) if len(limits.available) else None
    if way is not None:
        return way
    total = int(limits.available.sum())
    if total < limits.places:
        raise CannotEstimate(
            "No draw can be made.",
            "There are {places} places and only {people} people to draw from.",
            "Open the recruitment to more people, or offer fewer places.",
            places=limits.places,
            people=total,
        )
    if short := first_that_cannot(limits, [quota.category for quota in quotas]):
        raise CannotEstimate(
            "No draw can be made.",
            "There are fewer people of “{category}” than its quota asks for.",
            "Lower that quota, or find more such people first.",
            category=short,
        )
    raise CannotEstimate(
        "No draw can be made.",
        "No list of {places} people meets all quotas together.",
        "Widen the quotas: compare the sum of the minimums and of the maximums of each attribute with the places.",
        places=limits.places,
    )


def chances(
    people: People, quotas: Sequence[Quota], *, places: int, draws: int, seed: int, confidence: float = 0.95
) -> dict[Cell, CellChance]:
    """Chance of being drawn, by cell: the draw is repeated with other lottery numbers and the places are counted.

    Args:
        people: categories of each person by attribute, by the person's code.
        quotas: what the list must hold.
        places: places to fill.
        draws: how often to draw; 2 or more.
        seed: seed of the repetitions, another one than that of the draw.
        confidence: share of such intervals that hold the true chance.

    Returns:
        For each cell its people, the share of draws in which each of them was taken, and an interval for it.

    Raises:
        CannotEstimate: no list meets the quotas, or there are fewer than 2 draws.

    Assumes:
        People of one cell have the same chance, since the rule cannot tell them apart. The interval is that of a mean
        over independent draws, for 30 draws or more.

    Source:
        Monte Carlo; Owen (2013), Monte Carlo theory, methods and examples, chapter 2.

    Checked against:
        Every order of a small list, in the tests.

    Examples:
        >>> people = {"a": {"age": "old"}, "b": {"age": "young"}, "c": {"age": "young"}}
        >>> found = chances(people, [Quota("age", "old", 1, 1)], places=2, draws=50, seed=1)
        >>> found[("old",)].probability, found[("young",)].probability
        (1.0, 0.5)
    """
    if draws < 2:
        raise CannotEstimate(
            "The chances cannot be estimated.",
            "{draws} draws do not show how much the result varies.",
            "Draw at least 2 times; 200 give a usable answer.",
            draws=draws,
        )
    cells = cells_of(people, quotas, places)
    way = some_way(cells, quotas)
    order = np.repeat(np.arange(len(cells.names)), cells.limits.available)
    random = np.random.default_rng(seed)
    counts = np.zeros((draws, len(cells.names)))
    for number in range(draws):
        completion = Completion(cells.limits, way)
        queue, left = iter(random.permutation(order).tolist()), places
        while left:
            left -= completion.take(next(queue))
        counts[number] = completion.chosen
    shares = counts / cells.limits.available
    margin = normal_quantile((1 + confidence) / 2) * shares.std(axis=0, ddof=1) / math.sqrt(draws)
    return {
        name: CellChance(
            int(cells.limits.available[place]),
            float(shares[:, place].mean()),
            max(0.0, float(shares[:, place].mean() - margin[place])),
            min(1.0, float(shares[:, place].mean() + margin[place])),
        )
        for place, name in enumerate(cells.names)
    }
