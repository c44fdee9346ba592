"""The portfolio seen at once: what stands in each stage, when it runs, and where."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber, TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from labx.core.actors import Actor
from labx.core.addresses import address_of
from labx.core.pages import formats
from labx.people.organisations.districts import DISTRICTS
from labx.people.organisations.models import Level
from labx.portfolio.models import Membership, Project, ProjectEntity, Stage, StageSpell
from labx.portfolio.models.projects import PHASES
from labx.portfolio.policy import LEADERS

SHOWN_IN_A_COLUMN = 12
MAY_EDIT = ("lead", "researcher")


@dataclass(frozen=True)
class Card:
    """A project as the board shows it: its state in words, and the ways onward."""

    title: str
    url: str
    since: str
    blocked: str
    move_url: str


@dataclass(frozen=True)
class StageColumn:
    """The projects of one stage that fit on the board, and how many there are."""

    stage: str
    label: str
    cards: list[Card]
    count: int

    @property
    def left_out(self) -> int:
        return self.count - len(self.cards)


def board(projects: QuerySet[Project], actor: Actor) -> list[tuple[str, list[StageColumn]]]:
    """Stages in their phases, the longest waiting first; in a fixed number of queries."""
    today = timezone.localdate()
    counts = dict(projects.order_by().values_list("stage").annotate(Count("pk", distinct=True)))
    editable = editable_by(actor)
    shown = first_of_each_stage(projects)
    blockers = open_blockers([project.pk for project in shown])
    record_of, move_of = address_of("portfolio:record"), address_of("portfolio:move")
    by_stage: dict[str, list[Card]] = defaultdict(list)
    for project in shown:
        may_be_moved = editable is None or project.pk in editable
        by_stage[project.stage].append(
            Card(
                title=project.title,
                url=record_of(project.slug),
                since=since_when(project, today),
                blocked=blocked_by(blockers.get(project.pk, 0)),
                move_url=move_of(project.slug) if may_be_moved else "",
            )
        )
    return [
        (str(title), [StageColumn(stage, stage.label, by_stage[stage], counts.get(stage, 0)) for stage in stages])
        for title, stages in PHASES
    ]


def first_of_each_stage(projects: QuerySet[Project]) -> list[Any]:
    """Those that fit in each column, the database choosing them, with the day each entered its stage."""
    here = StageSpell.objects.filter(project=OuterRef("pk"), left_on=None).values("entered_on")[:1]
    longest_first = [F("entered_on").asc(nulls_last=True), F("pk").asc()]
    place = Window(RowNumber(), partition_by="stage", order_by=longest_first)
    standing = projects.order_by().annotate(entered_on=Subquery(here)).annotate(place=place)
    fitting = standing.filter(place__lte=SHOWN_IN_A_COLUMN).order_by(*longest_first)
    return list(fitting.values_list("pk", "slug", "title", "stage", "ends_on", "entered_on", named=True))


def open_blockers(projects: list[Any]) -> dict[Any, int]:
    found = Project.objects.filter(pk__in=projects, blockers__closed_on=None, blockers__isnull=False)
    return dict(found.order_by().values_list("pk").annotate(Count("blockers")))


def since_when(project: Any, today: dt.date) -> str:
    """How long it has stood in its stage; of one that is over, since when."""
    if over := over_since(project.stage, project.ends_on, project.entered_on, today):
        return _("ended on %(day)s") % {"day": formats.day(over)}
    days = (today - project.entered_on).days if project.entered_on else 0
    return ngettext("%(days)s day here", "%(days)s days here", days) % {"days": days}


def over_since(stage: str, ends_on: dt.date | None, entered_on: dt.date | None, today: dt.date) -> dt.date | None:
    """The day a project ended: its last one once that has come, or that of the decision to stop."""
    if ends_on and ends_on <= today:
        return ends_on
    return entered_on if stage == Stage.STOP else None


def blocked_by(many: int) -> str:
    return ngettext("%(many)s blocker", "%(many)s blockers", many) % {"many": many} if many else ""


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
