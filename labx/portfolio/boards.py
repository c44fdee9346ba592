"""The portfolio seen at once: what stands in each stage, when it runs, and where."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from labx.core.actors import Actor
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Level
from labx.portfolio.models import Membership, Project, ProjectEntity, Stage, StageSpell
from labx.portfolio.models.projects import PHASES
from labx.portfolio.policy import LEADERS

SHOWN_IN_A_COLUMN = 20
MAY_EDIT = ("lead", "researcher")


@dataclass(frozen=True)
class StageColumn:
    """The projects of one stage that fit on the board, and how many there are."""

    stage: str
    label: str
    projects: list[Project]
    count: int

    @property
    def left_out(self) -> int:
        return self.count - len(self.projects)


def board(projects: QuerySet[Project], actor: Actor) -> list[tuple[str, list[StageColumn]]]:
    """Stages in their phases, the longest waiting first; in a fixed number of queries."""
    today = timezone.localdate()
    counts = dict(projects.order_by().values_list("stage").annotate(Count("pk", distinct=True)))
    editable = editable_by(actor)
    by_stage: dict[str, list[Project]] = defaultdict(list)
    for project in with_state(projects):
        column = by_stage[project.stage]
        if len(column) < SHOWN_IN_A_COLUMN:
            project.days_here = (today - project.entered_on).days if project.entered_on else 0
            project.may_be_moved = editable is None or project.pk in editable
            column.append(project)
    return [
        (str(title), [StageColumn(stage, stage.label, by_stage[stage], counts.get(stage, 0)) for stage in stages])
        for title, stages in PHASES
    ]


def with_state(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Since when each stands in its stage, and how many blockers are open."""
    here = StageSpell.objects.filter(project=OuterRef("pk"), left_on=None).values("entered_on")[:1]
    waiting = Count("blockers", filter=Q(blockers__closed_on=None), distinct=True)
    plain = Project.objects.filter(pk__in=projects.order_by().values("pk"))
    return plain.annotate(entered_on=Subquery(here), open_blockers=waiting).order_by(
        F("entered_on").asc(nulls_last=True)
    )


def editable_by(actor: Actor) -> set[Any] | None:
    """The projects this actor may move; nothing said means all."""
    if actor.roles & LEADERS:
        return None
    own = Membership.objects.filter(account_id=actor.id, role__in=MAY_EDIT)
    return set(own.values_list("project_id", flat=True))


def with_period(projects: QuerySet[Project]) -> QuerySet[Project]:
    """When each began and ends: as planned, else as the record of its stages says."""
    first = StageSpell.objects.filter(project=OuterRef("pk")).order_by("entered_on").values("entered_on")[:1]
    return projects.annotate(
        begins=Coalesce("starts_on", Subquery(first), TruncDate("created_at")),
        stage_since=Subquery(StageSpell.objects.filter(project=OuterRef("pk"), left_on=None).values("entered_on")[:1]),
    )


def ended_on(project: Any, today: dt.date) -> dt.date:
    """The day it ends; a project without one runs until today, or until it was stopped."""
    if project.ends_on:
        return project.ends_on
    if project.stage == Stage.STOP and project.stage_since:
        return project.stage_since
    return max(today, project.begins)


@dataclass(frozen=True)
class Place:
    """Projects whose entities are of one district, each once, and by the entities' level."""

    code: str
    name: str
    count: int
    national: int
    regional: int
    local: int


def places(projects: QuerySet[Project], level: str = "") -> list[Place]:
    """The twenty districts in the order of their codes, and those entities that name none."""
    links = ProjectEntity.objects.filter(project__in=projects.order_by().values("pk"))
    links = links.filter(entity__level=level) if level else links
    by_level = {
        (district, of): count
        for district, of, count in links.order_by()
        .values_list("entity__district", "entity__level")
        .annotate(Count("project", distinct=True))
    }
    whole = dict(links.order_by().values_list("entity__district").annotate(Count("project", distinct=True)))
    named = [*DISTRICTS, ("", "")]
    return [
        Place(code, name, whole.get(code, 0), *(by_level.get((code, of), 0) for of in Level.values))
        for code, name in named
    ]


def without_entity(projects: QuerySet[Project]) -> int:
    return projects.filter(~Exists(ProjectEntity.objects.filter(project=OuterRef("pk")))).count()
