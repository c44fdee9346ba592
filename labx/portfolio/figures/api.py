"""What the figures answer to programs: the same numbers as the pages."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.portfolio.figures import counting, doing, queries
from labx.portfolio.figures.events_behind import Events
from labx.portfolio.figures.forms import NarrowingForm
from labx.portfolio.figures.models import ReportedClaim
from labx.portfolio.figures.narrowing import Narrowing

router = Router(tags=["figures"])
MOST = 200


class Asked(Schema):
    """The part of the log: months as 2026-03, the project's slug, codes of stage, district and level."""

    desde: str = ""
    ate: str = ""
    projeto: str = ""
    etapa: str = ""
    distrito: str = ""
    nivel: str = ""


class NumberOut(Schema):
    """A counter. Without a value, `why_not` says why: few people, or not divided this way."""

    name: str
    title: str
    definition: str
    value: int | None
    why_not: str
    cut_off: datetime


class EventOut(Schema):
    time: datetime
    subject: str
    project: str
    id: UUID


class EventsOut(Schema):
    count: int
    events: list[EventOut]


class PublishedOut(Schema):
    id: UUID
    project: str
    indicator: str
    sentence: str
    definition: str
    value: float
    unit: str
    lower: float | None
    upper: float | None
    denominator: str
    baseline: str
    comparison: str
    design_grade: str
    cut_off: date
    source: str
    analysis_digest: str
    withdrawn_at: datetime | None
    withdrawn_why: str

    @staticmethod
    def resolve_project(claim: Any) -> str:
        return str(claim.project.slug)

    @staticmethod
    def resolve_analysis_digest(claim: Any) -> str:
        return str(claim.evidence.reference_digest)


class ReportedOut(Schema):
    """What a source says. Definition, baseline and design are unknown; it is never added to a count."""

    indicator: str
    title: str
    source: str
    words: str
    value: float | None
    bound: str
    as_of: str
    fact_grade: str
    warning: str


def narrowing_of(request: HttpRequest, asked: Asked) -> Narrowing:
    form = NarrowingForm(asked.dict(), actor=request.actor)
    if not form.is_valid():
        told = "; ".join(f"{name}: {' '.join(errors)}" for name, errors in form.errors.items())
        raise HttpError(422, told)
    return form.narrowing


@router.get("/numbers", response={200: list[NumberOut], 422: Problem}, summary="The laboratory's counters")
@permit("figures.see_numbers")
def list_numbers(request: HttpRequest, asked: Query[Asked]):
    return [told(one) for one in counting.count_all(narrowing_of(request, asked))]


def told(one: counting.Counted) -> dict[str, Any]:
    return {
        "name": one.measure.name,
        "title": str(one.measure.title),
        "definition": f"{one.measure.definition} {one.dedupe}",
        "value": one.value,
        "why_not": one.why_not,
        "cut_off": one.cut_off,
    }


@router.get(
    "/numbers/{name}/events",
    response={200: EventsOut, 404: Problem, 422: Problem},
    summary="The events behind a counter",
)
@permit("figures.read_events")
def list_events(
    request: HttpRequest,
    name: str,
    asked: Query[Asked],
    offset: int = Query(0, ge=0, le=10**9),
    limit: int = Query(50, ge=1, le=MOST),
):
    narrowing = narrowing_of(request, asked)
    counted = next((one for one in counting.count_all(narrowing) if one.measure.name == name), None)
    if counted is None:
        raise Http404
    rows = Events(counted.measure, narrowing) if counted.value is not None else []
    return {"count": len(rows), "events": rows[offset : offset + limit]}


@router.get("/claims", response=list[PublishedOut], summary="Register of published numbers, withdrawn ones too")
@permit("figures.see_claims")
def list_published_numbers(
    request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
):
    return queries.claims_for(request.actor)[offset : offset + limit]


@router.get("/reported", response=list[ReportedOut], summary="Numbers that others reported")
@permit("figures.see_reported")
def list_reported(request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)):
    return ReportedClaim.objects.all()[offset : offset + limit]


class ShareOut(Schema):
    name: str
    title: str
    definition: str
    some: int
    of: int


class TypicalOut(Schema):
    label: str
    days: float | None
    ended: int
    lasting: int


class PerformanceOut(Schema):
    """The numbers of the director's page. `days`: the median of what ended."""

    shares: list[ShareOut]
    stages: list[TypicalOut]
    blockers: list[TypicalOut]


@router.get("/performance", response=PerformanceOut, summary="How the laboratory is doing")
@permit("figures.see_performance")
def see_performance(request: HttpRequest):
    today = timezone.localdate()
    shares = [
        {
            **vars(one),
            "title": str(one.title),
            "definition": str(one.definition),
            "some": len(one.some),
            "of": len(one.of),
        }
        for one in doing.shares(today)
    ]
    return {"shares": shares, "stages": doing.days_in_stages(today), "blockers": doing.days_behind_blockers()}
