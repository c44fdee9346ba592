"""Stratified lottery: each group gets its share of the places, and within a group everyone has the same chance."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from labx.people.participants.engine.lottery import drawn_order, fraction_of
from labx.stats.errors import CannotEstimate


@dataclass(frozen=True)
class StratifiedDraw:
    """Who was drawn, in order, and what the chance of everyone was.

    `places` and `people` are counts by stratum; `probability` is exact, and of being drawn for a place.
    """

    selected: tuple[str, ...]
    alternates: tuple[str, ...]
    places: Mapping[str, int]
    people: Mapping[str, int]
    probability: Mapping[str, Fraction]


def allocate(places: int, people: Mapping[str, int], seed: str) -> dict[str, int]:
    """Places of each stratum: its proportional share, rounded by lot so that no group is rounded away for good.

    The strata stand in the order of their names on a line, each as long as its exact share of the places; the line is
    cut at u, u + 1, u + 2, ..., where u is the seed's fraction; a stratum gets one place for each cut within it.

    Args:
        places: places to give, at least 1 and at most the number of people.
        people: people in each stratum, 1 or more.
        seed: seed of the rounding.

    Returns:
        Places by stratum, together `places`; each is its exact share rounded down or up.

    Raises:
        CannotEstimate: there are fewer people than places.
        ValueError: no place.

    Assumes:
        The seed is uniform: then the expected number of places is exactly the proportional share.

    Source:
        Systematic rounding after Madow (1949), Annals of Mathematical Statistics 20(3), pp. 333-354.

    Examples:
        >>> allocate(3, {"a": 2, "b": 2, "c": 2}, "seed")
        {'a': 1, 'b': 1, 'c': 1}
    """
    if places < 1:
        raise ValueError("A draw needs at least 1 place.")
    total = sum(people.values())
    if places > total:
        raise CannotEstimate(
            "No draw can be made.",
            "There are {places} places and only {people} people to draw from.",
            "Open the recruitment to more people, or offer fewer places.",
            places=places,
            people=total,
        )
    start, reached, given = fraction_of(f"{seed}\0rounding"), Fraction(0), {}
    for stratum in sorted(people):
        before, reached = reached, reached + Fraction(places * people[stratum], total)
        given[stratum] = math.ceil(reached - start) - math.ceil(before - start)
    return given


def draw_stratified(strata: Mapping[str, str], *, places: int, alternates: int, seed: str) -> StratifiedDraw:
    """Draw people for the places, and others to take the place of who declines.

    Args:
        strata: stratum of each person, by the person's code.
        places: places to fill.
        alternates: people to keep waiting; as many as are left where there are fewer.
        seed: seed of the draw.

    Returns:
        Codes in the order of their lottery numbers, with the counts and the exact probabilities of each stratum.

    Raises:
        CannotEstimate: there are fewer people than places.

    Assumes:
        Everyone in `strata` may be drawn. The probability counts both steps: the rounding of the places and the lot
        within the stratum; proportional places make it the same for everyone.

    Source:
        Cochran (1977), Sampling Techniques, 3rd edition, chapter 5 (proportional allocation).

    Examples:
        >>> drawn = draw_stratified({"a": "x", "b": "x", "c": "y", "d": "y"}, places=2, alternates=1, seed="seed")
        >>> drawn.places, drawn.probability["x"]
        ({'x': 1, 'y': 1}, Fraction(1, 2))
    """
    people = Counter(strata.values())
    given = allocate(places, people, seed)
    selected = first_of_each(strata, given, seed)
    left = {code: stratum for code, stratum in strata.items() if code not in set(selected)}
    waiting = min(alternates, len(left))
    kept: tuple[str, ...] = ()
    if waiting:
        kept = first_of_each(left, allocate(waiting, Counter(left.values()), f"{seed}\0alternates"), seed)
    chance = Fraction(places, sum(people.values()))
    return StratifiedDraw(selected, kept, given, dict(people), dict.fromkeys(people, chance))


def first_of_each(strata: Mapping[str, str], places: Mapping[str, int], seed: str) -> tuple[str, ...]:
    """Walk through everyone by lottery number and take people while their stratum has places."""
    left = dict(places)
    taken = []
    for code in drawn_order(strata, seed):
        if left[strata[code]]:
            left[strata[code]] -= 1
            taken.append(code)
    return tuple(taken)
