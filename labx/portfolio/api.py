"""What the portfolio answers to programs: projects, frozen protocols, published numbers."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from labx.core.api.idempotency import Key, once
from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.portfolio import queries
from labx.portfolio.actions.projects import start_project
from labx.portfolio.learning import queries as learning
from labx.portfolio.models import Project, Protocol, Stage

router = Router(tags=["portfolio"])
MOST = 200


class ProjectOut(Schema):
    """One of the caller's projects; under an embargo `published_at` lies ahead."""

    slug: str
    title: str
    question: str
    stage: str
    starts_on: date | None
    ends_on: date | None
    is_example: bool
    created_at: datetime
    published_at: datetime | None


class PublishedOut(Schema):
    """A project as its public page tells it; the doubt it began with stays with its team."""

    slug: str
    title: str
    stage: str
    is_example: bool
    asked: str
    did: str
    learned: str
    next_step: str
    published_at: datetime


class ProtocolOut(Schema):
    code: str
    version: int
    title: str
    room: str
    digest: str
    frozen_at: datetime | None


class FrozenOut(ProtocolOut):
    """`text` is exactly what was hashed and signed (canonical JSON, RFC 8785); empty before freezing."""

    text: str
    signature: dict[str, Any] | None
    signer: str
    justification: str


class ClaimOut(Schema):
    """A published number with all that is needed to doubt it; a withdrawn one says why."""

    id: UUID
    indicator: str
    sentence: str
    definition: str
    value: float
    unit: str
    lower: float | None
    upper: float | None
    confidence: float | None
    denominator: str
    baseline: str
    comparison: str
    design_grade: str
    cut_off: date
    source: str
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_why: str
    is_under_review: bool


@router.get("/projects", response=list[ProjectOut], summary="The caller's projects, newest first")
@permit("portfolio.list_projects")
def list_projects(request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)):
    return queries.projects_of(request.actor)[offset : offset + limit]


class NewProject(Schema):
    """A doubt about a public service; `stage` by its code."""

    title: str = Field(min_length=1, max_length=160)
    question: str = Field(min_length=1)
    beneficiaries: str = ""
    stage: Stage = Stage.RESEARCH
    starts_on: date | None = None
    ends_on: date | None = None


@router.post(
    "/projects",
    response={200: ProjectOut, 201: ProjectOut, 409: Problem, 422: Problem},
    summary="Start a project; sent again with the same key, it is not started again",
)
@permit("portfolio.create_project")
def start_a_project(request: HttpRequest, new: NewProject, key: Key):
    if new.starts_on and new.ends_on and new.ends_on < new.starts_on:
        raise HttpError(422, _("The project cannot end before it begins."))

    def write() -> tuple[int, dict[str, Any]]:
        project = start_project(by=request.actor, **new.dict())
        return 201, ProjectOut.from_orm(project).model_dump(mode="json")

    return once(request, key, write)


@router.get("/published", response=list[PublishedOut], summary="Projects with a public page, newest first")
@permit("portfolio.see_public_projects")
def list_published(request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)):
    return queries.published_projects()[offset : offset + limit]


@router.get("/projects/{slug:slug}", response={200: ProjectOut, 404: Problem}, summary="One project")
@permit("portfolio.view_project", record=queries.project_by_slug)
def see_project(request: HttpRequest, slug: str) -> Project:
    return request.record


@router.get(
    "/projects/{slug:slug}/protocols",
    response={200: list[ProtocolOut], 404: Problem},
    summary="Every version of a project's protocols",
)
@permit("portfolio.view_project", record=queries.project_by_slug)
def list_protocols(request: HttpRequest, slug: str):
    return request.record.protocols.all()


@router.get(
    "/projects/{slug:slug}/protocols/{slug:code}/{int:version}",
    response={200: FrozenOut, 404: Problem},
    summary="One version of a protocol, with the text that was signed",
)
@permit("portfolio.view_project", record=queries.protocol_by_code)
def see_protocol(request: HttpRequest, slug: str, code: str, version: int) -> dict[str, Any]:
    protocol: Protocol = request.record
    text = bytes(protocol.canonical or b"").decode()
    return {**{name: getattr(protocol, name, None) for name in FrozenOut.model_fields}, "text": text}


@router.get(
    "/projects/{slug:slug}/claims",
    response={200: list[ClaimOut], 404: Problem},
    summary="The numbers that a published project gives, withdrawn ones included",
)
@permit("portfolio.read_public_page", record=queries.project_by_slug)
def list_claims(request: HttpRequest, slug: str):
    claims, shaken = list(request.record.claims.all()), learning.claims_under_review(request.record)
    for claim in claims:
        claim.is_under_review = claim.id in shaken
    return claims
