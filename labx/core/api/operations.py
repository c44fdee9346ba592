"""What the ground floor itself offers: measures, the state of the audit chain, search, long work."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.html import strip_tags
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from labx.core.api.idempotency import Key, once
from labx.core.api.permit import permit
from labx.core.audit import checkpoints, verify
from labx.core.jobs import queries as job_queries
from labx.core.jobs.actions import NotNow, repeat_job
from labx.core.jobs.models import Job
from labx.core.measures.declare import measures
from labx.core.search.find import LONGEST_QUERY, find

router = Router(tags=["core"])


class Problem(Schema):
    """An error: what happened, where, what to do (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class MeasureOut(Schema):
    name: str
    title: str
    definition: str
    unit: str
    better: str
    denominator: str


class FaultOut(Schema):
    position: int
    id: str
    field: str
    message: str


class ChainOut(Schema):
    """`faults` are those of the newest `verified` entries; `labx audit verify` reads the whole chain."""

    sealed: int
    unsealed: int
    verified: int
    checkpoint_position: int | None
    checkpoint_time: datetime | None
    faults: list[FaultOut]


class HitOut(Schema):
    room: str
    kind: str
    title: str
    snippet: str
    url: str


class FoundOut(Schema):
    query: str
    is_close: bool
    hits: list[HitOut]


class JobOut(Schema):
    id: UUID
    name: str
    state: str
    share_done: float | None
    message: str
    error: str
    result: dict[str, Any] | None


def job_out(job: Job) -> dict[str, Any]:
    return JobOut.model_validate(job).model_dump(mode="json")


@router.get("/measures", response=list[MeasureOut], summary="Every measure and its definition")
@permit("core.read_measures")
def list_measures(request: HttpRequest):
    fields = MeasureOut.model_fields
    return [{field: str(getattr(one, field)) for field in fields} for _name, one in sorted(measures().items())]


@router.get("/audit/verify", response={200: ChainOut, 403: Problem}, summary="State of the audit chain")
@permit("core.read_audit")
def verify_chain(request: HttpRequest):
    checkpoint = checkpoints.latest_checkpoint()
    verified, faults = verify.verify_newest()
    return {
        "sealed": verify.sealed_count(),
        "unsealed": verify.unsealed_count(),
        "verified": verified,
        "checkpoint_position": checkpoint.position if checkpoint else None,
        "checkpoint_time": checkpoint.time if checkpoint else None,
        "faults": [fault._asdict() for fault in faults],
    }


@router.get("/search", response=FoundOut, summary="Search what the caller may see")
@permit("core.search")
def search(request: HttpRequest, q: str = Query("", max_length=LONGEST_QUERY)):
    found = find(request.actor, q)
    hits = [
        {"room": room, "kind": hit.kind, "title": strip_tags(hit.title), "snippet": hit.snippet, "url": hit.url}
        for room, hits in found.groups
        for hit in hits
    ]
    return {"query": found.query, "is_close": found.is_close, "hits": hits}


@router.get("/jobs/{uuid:job_id}", response={200: JobOut, 404: Problem}, summary="How far a piece of long work is")
@permit("core.see_job", record=job_queries.job)
def see_job(request: HttpRequest, job_id: UUID):
    return job_out(request.record)


@router.post(
    "/jobs/{uuid:job_id}/repeat",
    response={200: JobOut, 202: JobOut, 404: Problem, 409: Problem},
    summary="Run failed or stopped work again",
)
@permit("core.repeat_job", record=job_queries.job)
def run_again(request: HttpRequest, job_id: UUID, key: Key):
    try:
        return once(request, key, lambda: (202, job_out(repeat_job(by=request.actor, job=request.record))))
    except NotNow as refusal:
        raise HttpError(409, str(refusal)) from refusal
