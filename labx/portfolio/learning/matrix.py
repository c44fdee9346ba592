"""Choosing between ideas: weighted scores of several people, their spread, and how far weights may move. Pure."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Scores = Mapping[str, Mapping[str, Mapping[str, float]]]
"""`scores[scorer][idea][criterion]`: the same scale for all, higher is better."""
TIE = 1e-9


@dataclass(frozen=True)
class Standing:
    """How one idea stands: `total` is the weighted mean over scorers, `by_scorer` each scorer's own total."""

    idea: str
    total: float
    by_scorer: Mapping[str, float]

    @property
    def lowest(self) -> float:
        return min(self.by_scorer.values())

    @property
    def highest(self) -> float:
        return max(self.by_scorer.values())


@dataclass(frozen=True)
class Room:
    """How far one weight may move, the others left as they are, before another idea wins or draws level.

    `lower` is 0 and `lower_rival` empty where even a weight of 0 changes nothing; `upper` is infinite and `upper_rival`
    empty where no weight does.
    """

    criterion: str
    weight: float
    lower: float
    upper: float
    lower_rival: str
    upper_rival: str


def standings(weights: Mapping[str, float], scores: Scores) -> list[Standing]:
    """Every idea that somebody scored, the best first; equal totals in the order of their names.

    Args:
        weights: one a criterion, 0 or more, not all 0; only their proportions count.
        scores: complete: each scorer scored each idea on each criterion.

    Returns:
        Totals on the scale of the scores.

    Raises:
        ValueError: nobody scored, a score is missing, or all weights are 0.

    Examples:
        >>> scores = {"ana": {"a": {"cost": 4}, "b": {"cost": 2}}, "rui": {"a": {"cost": 2}, "b": {"cost": 3}}}
        >>> [(one.idea, one.total, one.lowest, one.highest) for one in standings({"cost": 1}, scores)]
        [('a', 3.0, 2.0, 4.0), ('b', 2.5, 2.0, 3.0)]
    """
    check(weights, scores)
    ideas = sorted(next(iter(scores.values())))
    found = []
    for idea in ideas:
        by_scorer = {scorer: weighted(weights, given[idea]) for scorer, given in scores.items()}
        found.append(Standing(idea, sum(by_scorer.values()) / len(by_scorer), by_scorer))
    return sorted(found, key=lambda one: (-one.total, one.idea))


def check(weights: Mapping[str, float], scores: Scores) -> None:
    if not scores or any(not given for given in scores.values()):
        raise ValueError("Nobody has scored: there is nothing to rank.")
    if not weights or min(weights.values()) < 0 or sum(weights.values()) <= 0:
        raise ValueError("Weights are 0 or more, and at least one is above 0.")
    ideas = {frozenset(given) for given in scores.values()}
    if len(ideas) > 1 or any(row.keys() != weights.keys() for given in scores.values() for row in given.values()):
        raise ValueError("Every scorer scores every idea on every criterion.")


def weighted(weights: Mapping[str, float], row: Mapping[str, float]) -> float:
    return sum(weight * row[name] for name, weight in weights.items()) / sum(weights.values())


def winners(ranked: Sequence[Standing]) -> list[str]:
    """The best idea, or all that share the best total."""
    return [one.idea for one in ranked if ranked[0].total - one.total <= TIE]


def first_places(ranked: Sequence[Standing]) -> dict[str, int]:
    """For how many scorers each idea comes first; ties count for each."""
    counts = dict.fromkeys((one.idea for one in ranked), 0)
    for scorer in ranked[0].by_scorer:
        best = max(one.by_scorer[scorer] for one in ranked)
        for one in ranked:
            counts[one.idea] += best - one.by_scorer[scorer] <= TIE
    return counts


def sensitivity(weights: Mapping[str, float], scores: Scores) -> list[Room]:
    """For each criterion, how far its weight may move before the winner changes; empty for a tie and for one idea.

    The lead of the winner over a rival is a sum of weight times difference of mean scores, so it is a straight line in
    each weight, and the weight at which it is 0 can be told exactly.
    """
    ranked = standings(weights, scores)
    first = winners(ranked)
    if len(first) > 1 or len(ranked) == 1:
        return []
    means = mean_scores(scores)
    rooms = []
    for name, weight in weights.items():
        lower, upper, lower_rival, upper_rival = 0.0, math.inf, "", ""
        for rival in (one.idea for one in ranked[1:]):
            gap = means[first[0]][name] - means[rival][name]
            lead = sum(other * (means[first[0]][key] - means[rival][key]) for key, other in weights.items())
            if abs(gap) <= TIE:
                continue
            turn = weight - lead / gap
            if gap > 0 and turn > lower:
                lower, lower_rival = turn, rival
            if gap < 0 and turn < upper:
                upper, upper_rival = turn, rival
        rooms.append(Room(name, weight, lower, upper, lower_rival, upper_rival))
    return rooms


def mean_scores(scores: Scores) -> dict[str, dict[str, float]]:
    first = next(iter(scores.values()))
    return {
        idea: {name: sum(given[idea][name] for given in scores.values()) / len(scores) for name in first[idea]}
        for idea in first
    }
