"""What the trials room answers to programs: trials, their data sets, their results."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from labx.core.api.idempotency import Key, once
from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.trials import queries
from labx.trials.actions import NotNow
from labx.trials.lottery import allocating
from labx.trials.telling.result import tell

router = Router(tags=["trials"])
MOST = 200


class TrialOut(Schema):
    slug: str
    title: str
    project: str
    protocol_digest: str
    opened_at: datetime

    @staticmethod
    def resolve_project(trial: Any) -> str:
        return trial.project.slug

    @staticmethod
    def resolve_protocol_digest(trial: Any) -> str:
        return trial.protocol.digest


class DatasetOut(Schema):
    id: UUID
    original_name: str
    sha256: str
    state: str
    rows: int | None
    source: str
    started_on: date
    measured_until: date
    problem_count: int


class ResultOut(Schema):
    """`result` is what was hashed and signed; `sentence` says it in the caller's language."""

    digest: str
    computed_at: datetime
    sentence: str
    signature: dict[str, Any]
    result: dict[str, Any]


@router.get("/trials", response=list[TrialOut], summary="The caller's trials, newest first")
@permit("trials.list")
def list_trials(request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)):
    return queries.trials_of(request.actor)[offset : offset + limit]


@router.get("/trials/{slug:slug}", response={200: TrialOut, 404: Problem}, summary="One trial")
@permit("trials.view", record=queries.trial_by_slug)
def see_trial(request: HttpRequest, slug: str):
    return request.record


@router.get(
    "/trials/{slug:slug}/datasets",
    response={200: list[DatasetOut], 404: Problem},
    summary="The files brought to a trial, and what became of them",
)
@permit("trials.view", record=queries.trial_by_slug)
def list_datasets(request: HttpRequest, slug: str):
    return request.record.datasets.all()


@router.get(
    "/trials/{slug:slug}/result",
    response={200: ResultOut, 404: Problem},
    summary="What the frozen plan gave on the data that stand",
)
@permit("trials.view", record=queries.trial_by_slug)
def see_result(request: HttpRequest, slug: str) -> dict[str, Any]:
    analysis = queries.latest_analysis(request.record)
    if analysis is None:
        raise HttpError(404, "There is no result yet: import the data first, then look at it when the plan says so.")
    known = {name: getattr(analysis, name, None) for name in ResultOut.model_fields}
    return {**known, "sentence": tell(analysis).sentence}


class NewUnit(Schema):
    """Whoever comes next, by a code that is no name; `factors` where the plan balances by them."""

    unit: str = Field(min_length=1, max_length=64)
    stratum: str = Field("", max_length=64)
    factors: dict[str, str] = {}


class AllocatedOut(Schema):
    number: int
    arm: str
    stratum: str
    allocated_at: datetime


@router.post(
    "/trials/{slug:slug}/allocations",
    response={200: AllocatedOut, 201: AllocatedOut, 404: Problem, 409: Problem, 422: Problem},
    summary="Draw the group of the next unit; the same unit keeps its group",
)
@permit("trials.allocate", record=queries.trial_by_slug)
def allocate(request: HttpRequest, slug: str, new: NewUnit, key: Key):
    def write() -> tuple[int, dict[str, Any]]:
        try:
            drawn = allocating.allocate(by=request.actor, trial=request.record, **new.dict())
        except allocating.BadUnit as error:
            raise HttpError(422, f"{error.field}: {error}") from error
        except NotNow as error:
            raise HttpError(409, str(error)) from error
        return 201, AllocatedOut.from_orm(drawn).model_dump(mode="json")

    return once(request, key, write)


@router.get(
    "/trials/{slug:slug}/allocations",
    response={200: list[AllocatedOut], 404: Problem, 409: Problem},
    summary="The allocation log, once the trial is closed",
)
@permit("trials.view", record=queries.trial_by_slug)
def list_allocations(
    request: HttpRequest, slug: str, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
):
    if not request.record.closed_at:
        raise HttpError(409, "The log stays closed until the trial is: it would help to guess the next group.")
    return request.record.allocations.all()[offset : offset + limit]
