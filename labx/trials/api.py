"""What the trials room answers to programs: trials, their data sets, their results."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.trials import queries
from labx.trials.telling import tell

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
        raise HttpError(404, "There is no result yet: import the data first.")
    known = {name: getattr(analysis, name, None) for name in ResultOut.model_fields}
    return {**known, "sentence": tell(analysis).sentence}
