"""What is published of a project, and nothing else: every page for everyone and every export is made of this."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from labx.core.pages.comparison import Difference, differences
from labx.core.rooms import OpenData, rooms
from labx.portfolio.actions.protocols import draft
from labx.portfolio.catalogue.models import Case, Deviation
from labx.portfolio.collaboration.versions import labels_of, told
from labx.portfolio.models import Claim, Decision, Project, Protocol, Stage
from labx.portfolio.story import cited

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TESTED = (Stage.TEST, Stage.PILOT)


@dataclass(frozen=True)
class Number:
    """A published number with all that is needed to doubt it."""

    id: str
    indicator: str
    sentence: str
    value: float
    unit: str
    lower: float | None
    upper: float | None
    confidence: float | None
    definition: str
    denominator: str
    baseline: str
    comparison: str
    design_grade: str
    cut_off: dt.date
    source: str
    published_at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_why: str


@dataclass(frozen=True)
class Decided:
    outcome: str
    words: str
    by: str
    on: dt.date
    reasons: str
    dissent: str
    would_change: str


@dataclass(frozen=True)
class Promise:
    """A frozen protocol: what was promised before anyone saw a result. Who signed it stays in the laboratory."""

    code: str
    version: int
    title: str
    question: str
    hypothesis: str
    decision_to_take: str
    ethics: str
    room: str
    plan: dict[str, Any]
    digest: str
    frozen_at: dt.datetime
    justification: str
    url: str


@dataclass(frozen=True)
class Amendment:
    """What changed from one frozen version to the next, when, and why."""

    protocol: Promise
    changes: list[Difference]


@dataclass(frozen=True)
class Facts:
    """A published project as anyone may know it."""

    id: str
    slug: str
    title: str
    url: str
    phase: str
    stage: str
    was_tested: bool
    is_example: bool
    published_at: dt.datetime
    changed_at: dt.datetime
    asked: str
    did: str
    learned: str
    next_step: str
    numbers: list[Number]
    withdrawn: list[Number]
    decision: Decided | None
    promises: list[Promise]
    deviations: list[Deviation]
    data: list[OpenData] = field(default_factory=list)
    case: Case | None = None

    @property
    def year(self) -> int:
        return timezone.localtime(self.published_at).year

    @property
    def summary(self) -> str:
        return " ".join(part.strip() for part in (self.asked, self.learned))


class NotPublished(LookupError):
    """Facts were asked of a project nobody outside may read."""


def absolute(name: str, *address: Any) -> str:
    return settings.ORIGIN + reverse(name, args=address)


def facts_of(project: Project) -> Facts:
    if not project.is_published:
        raise NotPublished(project.slug)
    claims = list(project.claims.select_related("evidence"))
    decision = project.decisions.filter(replaced_by=None).first()
    moments = [project.published_at, *(claim.withdrawn_at or claim.published_at for claim in claims)]
    return Facts(
        id=str(project.id),
        slug=project.slug,
        title=project.title,
        url=absolute("portfolio:public", project.slug),
        phase=str(project.phase),
        stage=project.stage,
        was_tested=was_tested(project),
        is_example=project.is_example,
        published_at=project.published_at,
        changed_at=max([*moments, *([decision.recorded_at] if decision else [])]),
        asked=project.asked,
        did=project.did,
        learned=project.learned,
        next_step=project.next_step,
        numbers=[number_of(claim) for claim in claims if claim.withdrawn_at is None],
        withdrawn=[number_of(claim) for claim in claims if claim.withdrawn_at],
        decision=decided(decision) if decision else None,
        promises=promises_of(project),
        deviations=list(standing_deviations(project)),
        data=open_data(project),
        case=Case.objects.filter(project=project).first(),
    )


def was_tested(project: Project) -> bool:
    """Whether a pilot or test exists: the project stands or stood there, or published a number that one gave."""
    return (
        project.stage in TESTED
        or project.spells.filter(stage__in=TESTED).exists()
        or project.claims.filter(withdrawn_at=None).exists()
    )


def number_of(claim: Claim) -> Number:
    names = set(Number.__dataclass_fields__) - {"id", "sentence"}
    return Number(id=str(claim.id), sentence=cited(claim).sentence, **{name: getattr(claim, name) for name in names})


def decided(decision: Decision) -> Decided:
    return Decided(
        decision.outcome,
        str(decision.get_outcome_display()),
        decision.decided_by,
        decision.decided_on,
        decision.reasons,
        decision.dissent,
        decision.would_change,
    )


def promise_of(protocol: Protocol) -> Promise:
    names = set(Promise.__dataclass_fields__) - {"url"}
    url = absolute("catalogue:registration", protocol.project.slug, protocol.code, protocol.version)
    return Promise(url=url, **{name: getattr(protocol, name) for name in names})


def frozen(project: Project) -> list[Protocol]:
    found = Protocol.objects.filter(project=project, frozen_at__isnull=False).select_related("project", "amends")
    return list(found.order_by("code", "version"))


def promises_of(project: Project) -> list[Promise]:
    return [promise_of(protocol) for protocol in frozen(project)]


def amendments_of(project: Project) -> list[Amendment]:
    """Each frozen version that replaced a frozen one, field by field."""
    return [
        Amendment(
            promise_of(protocol),
            differences(labels_of(protocol), told(draft(protocol.amends)), told(draft(protocol))),
        )
        for protocol in frozen(project)
        if protocol.amends and protocol.amends.is_frozen
    ]


def standing_deviations(project: Project) -> Any:
    found = Deviation.objects.filter(protocol__project=project, protocol__frozen_at__isnull=False)
    return found.select_related("protocol")


def open_data(project: Project) -> list[OpenData]:
    """The rows that rooms may give to anyone."""
    return [data for room in rooms() if room.open_data for data in room.open_data(project)]
