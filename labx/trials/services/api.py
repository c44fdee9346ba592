"""What services answer to programs: one's list, the indicators of one, and the door for its events."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from labx.core.api.idempotency import Key, once
from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.trials.services import queries
from labx.trials.services.actions.bringing import send_events
from labx.trials.services.indicators import INDICATORS
from labx.trials.services.keeping import Counted, counted
from labx.trials.services.models import Service
from labx.trials.services.rows import Row, faults

router = Router(tags=["services"])
MOST, AT_ONCE = 200, 1000


class ServiceOut(Schema):
    """`steps` and `groups` are pairs of code and label."""

    slug: str
    title: str
    summary: str
    period: str
    allowed_hours: int
    instrument: str
    steps: list[list[str]]
    groups: list[list[str]]
    published_at: datetime | None
    is_example: bool


class PointOut(Schema):
    """`value` as a share of 1, minutes or euros; nothing where none is shown, and `why` says why: none or few."""

    first_day: date
    value: float | None
    out_of: int | None
    why: str


class IndicatorOut(Schema):
    code: str
    title: str
    definition: str
    denominator: str
    better: str
    unit: str
    source: str
    series: list[PointOut]


class NumbersOut(Schema):
    """`complete_until`: what had not its whole time by then is not counted yet; nothing where that is `counted_at`.
    `is_old`: the service was changed since, and is being counted anew.
    """

    counted_at: datetime
    is_old: bool
    complete_until: datetime | None
    indicators: list[IndicatorOut]


class EventIn(Schema):
    """One row of a file of events, by the same words."""

    transaction: str = Field("", max_length=200)
    event: str = Field(max_length=40)
    time: str = Field(max_length=40)
    device: str = Field("", max_length=40)
    channel: str = Field("", max_length=40)
    group: str = Field("", max_length=64)
    step: str = Field("", max_length=64)
    value: float | None = None


class EventsIn(Schema):
    events: list[EventIn] = Field(min_length=1, max_length=AT_ONCE)


class TakenOut(Schema):
    taken: int


@router.get("/services", response=list[ServiceOut], summary="The services that the caller may read")
@permit("services.list")
def list_services(request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)):
    return queries.services_of(request.actor)[offset : offset + limit]


@router.get("/services/{slug:slug}", response={200: ServiceOut, 404: Problem}, summary="One service")
@permit("services.view", record=queries.service_by_slug)
def see_service(request: HttpRequest, slug: str) -> Service:
    return request.record


@router.get(
    "/services/{slug:slug}/indicators",
    response={200: NumbersOut, 404: Problem},
    summary="The indicators of a service, a value a period",
)
@permit("services.view", record=queries.service_by_slug)
def see_indicators(request: HttpRequest, slug: str):
    return numbers_out(counted(request.record))


@router.get(
    "/public/{slug:slug}",
    auth=None,
    response={200: NumbersOut, 404: Problem},
    summary="The published indicators of a service",
)
@permit("services.read_public", record=queries.service_by_slug)
def see_public_indicators(request: HttpRequest, slug: str):
    return numbers_out(counted(request.record))


def numbers_out(found: Counted) -> dict[str, Any]:
    numbers = found.numbers
    return {
        "counted_at": numbers.counted_at,
        "is_old": found.is_old,
        "complete_until": numbers.complete_until,
        "indicators": [
            {
                "code": one.code,
                "title": str(one.title),
                "definition": str(one.definition),
                "denominator": str(one.denominator),
                "better": one.better,
                "unit": one.unit,
                "source": str(one.source),
                "series": [
                    {
                        "first_day": day,
                        "value": cell.value,
                        "out_of": None if cell.why == "few" else cell.of,
                        "why": cell.why,
                    }
                    for day, cell in zip(numbers.days[:-1], numbers.series[one.code].cells, strict=True)
                ],
            }
            for one in INDICATORS
        ],
    }


@router.post(
    "/services/{slug:slug}/events",
    response={200: TakenOut, 201: TakenOut, 404: Problem, 409: Problem, 422: Problem},
    summary="Send events of a service: all are taken, or none",
)
@permit("services.bring_data", record=queries.service_by_slug)
def send(request: HttpRequest, slug: str, new: EventsIn, key: Key):
    def write() -> tuple[int, dict[str, Any]]:
        rows = [Row(**one.dict()) for one in new.events]
        refuse_faults(rows, request.record)
        return 201, {"taken": send_events(by=request.actor, service=request.record, rows=rows)}

    return once(request, key, write)


def refuse_faults(rows: list[Row], service: Service) -> None:
    """The first fault of each wrong event, with its place in what was sent."""
    now = timezone.now()
    wrong = [
        f"events[{place}].{found[0]}: {found[1]} {found[2]}"
        for place, row in enumerate(rows)
        if (found := next(faults(row, service, now), None))
    ]
    if wrong:
        raise HttpError(422, " ".join(wrong[:20]))
