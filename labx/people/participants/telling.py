"""Recruitment in words: quotas, chances, how far a draw is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from labx.core.actors import Actor
from labx.core.jobs import queries as jobs
from labx.core.jobs.models import Job
from labx.core.pages.progress import Progress
from labx.people.participants import draws
from labx.people.participants.attributes import BALANCED
from labx.people.participants.models import Recruitment
from labx.stats.errors import CannotEstimate


@dataclass(frozen=True)
class Cell:
    """People who have the same chance, and what it was."""

    name: str
    people: int
    places: int
    probability: float
    lower: float | None
    upper: float | None


def label(attribute: str, category: str) -> str:
    return str(dict(BALANCED[attribute][1].choices).get(category, category))


def quotas(recruitment: Recruitment) -> list[tuple[str, int, int]]:
    return [
        (label(quota["attribute"], quota["category"]), quota["least"], quota["most"]) for quota in recruitment.quotas
    ]


def narrowed(recruitment: Recruitment) -> str:
    return ", ".join(label(name, value) for name, values in recruitment.narrowed_to.items() for value in values)


def cells(recruitment: Recruitment, found: Iterable[Mapping[str, Any]]) -> list[Cell]:
    attributes = draws.attributes_of({name: getattr(recruitment, name) for name in ("method", "strata", "quotas")})
    return [
        Cell(
            named(attributes, cell["cell"]),
            cell["people"],
            cell["places"],
            cell["probability"],
            cell.get("lower"),
            cell.get("upper"),
        )
        for cell in found
    ]


def named(attributes: list[str], cell: str) -> str:
    categories = cell.split(draws.SEPARATOR)
    return ", ".join(label(name, value) for name, value in zip(attributes, categories, strict=False)) or cell


def draw_under_way(recruitment: Recruitment, actor: Actor) -> Progress | None:
    """The job that draws, until the draw is made."""
    if recruitment.drawn_at:
        return None
    found = Job.objects.filter(name="participants.draw", arguments__recruitment=recruitment.code)
    job = found.order_by("-created_at").first()
    return jobs.progress_of(job, actor) if job else None


def refusal(problem: CannotEstimate) -> str:
    """Why no draw can be made, in the reader's language."""
    words = {value: str(label) for _title, kind in BALANCED.values() for value, label in kind.choices}
    values = {name: words.get(str(value), value) for name, value in problem.values.items()}
    parts = (problem.what, problem.why, problem.todo)
    return " ".join(gettext(part).format(**values) for part in parts)
