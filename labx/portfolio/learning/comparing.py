"""The selection matrix of one project, read from its tables for the page, the exports and the choice."""

from collections import defaultdict
from dataclasses import dataclass

from labx.portfolio.learning import matrix
from labx.portfolio.learning.models import Criterion, Idea, IdeaScore
from labx.portfolio.models import Project


@dataclass(frozen=True)
class Cell:
    """What people gave one idea on one criterion."""

    values: list[int]

    @property
    def lowest(self) -> int:
        return min(self.values)

    @property
    def highest(self) -> int:
        return max(self.values)


@dataclass(frozen=True)
class Row:
    idea: Idea
    cells: list[Cell]
    total: float
    lowest: float
    highest: float
    first_places: int
    by_scorer: dict[str, float]


@dataclass(frozen=True)
class Comparison:
    """`rows` best first, empty until somebody scored everything; `waiting` names scorers whose scores are not whole."""

    criteria: list[Criterion]
    rows: list[Row]
    winners: list[Idea]
    rooms: list[tuple[Criterion, matrix.Room, str, str]]
    scorers: list[str]
    waiting: list[str]


def comparison_of(project: Project) -> Comparison:
    ideas = {str(idea.id): idea for idea in Idea.objects.filter(project=project, set_aside_why="")}
    criteria = {str(one.id): one for one in Criterion.objects.filter(project=project)}
    given = scores_of(project, ideas, criteria)
    whole = {who: rows for who, rows in given.items() if is_whole(rows, ideas, criteria)}
    names = list(criteria.values())
    waiting = sorted(given.keys() - whole.keys())
    weights = {key: one.weight for key, one in criteria.items()}
    if not whole or not criteria or sum(weights.values()) <= 0:
        return Comparison(names, [], [], [], [], waiting)
    ranked = matrix.standings(weights, whole)
    firsts = matrix.first_places(ranked)
    rows = [
        Row(
            ideas[one.idea],
            [Cell([int(rows[one.idea][key]) for rows in whole.values()]) for key in criteria],
            one.total,
            one.lowest,
            one.highest,
            firsts[one.idea],
            dict(one.by_scorer),
        )
        for one in ranked
    ]
    rooms = [
        (criteria[room.criterion], room, title(ideas, room.lower_rival), title(ideas, room.upper_rival))
        for room in matrix.sensitivity(weights, whole)
    ]
    return Comparison(names, rows, [ideas[key] for key in matrix.winners(ranked)], rooms, sorted(whole), waiting)


def title(ideas: dict[str, Idea], key: str) -> str:
    return ideas[key].title if key else ""


def scores_of(
    project: Project, ideas: dict[str, Idea], criteria: dict[str, Criterion]
) -> dict[str, dict[str, dict[str, float]]]:
    """By the scorer's name and code, so that two people of one name stay two."""
    found: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for score in IdeaScore.objects.filter(idea__project=project).select_related("scorer"):
        idea, criterion = str(score.idea_id), str(score.criterion_id)
        if idea in ideas and criterion in criteria:
            found[f"{score.scorer} ({score.scorer.code})"][idea][criterion] = float(score.value)
    return {who: {idea: dict(row) for idea, row in rows.items()} for who, rows in found.items()}


def is_whole(rows: dict[str, dict[str, float]], ideas: dict[str, Idea], criteria: dict[str, Criterion]) -> bool:
    return rows.keys() == ideas.keys() and all(row.keys() == criteria.keys() for row in rows.values())
