"""What delivery answers to programs."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.portfolio.delivery.models import Blocker
from labx.portfolio.queries import project_by_slug

router = Router(tags=["delivery"])
MOST = 200


class BlockerOut(Schema):
    """What keeps a project waiting; `days` so far, where `closed_on` is empty."""

    id: UUID
    project: str
    kind: str
    owner: str
    note: str
    opened_on: date
    closed_on: date | None
    how_closed: str
    days: int

    @staticmethod
    def resolve_project(blocker: Blocker) -> str:
        return str(blocker.project.slug)


@router.get("/blockers", response=list[BlockerOut], summary="What keeps projects waiting, newest first")
@permit("delivery.list_blockers")
def list_blockers(request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)):
    return Blocker.objects.select_related("project")[offset : offset + limit]


@router.get(
    "/projects/{slug:slug}/blockers",
    response={200: list[BlockerOut], 404: Problem},
    summary="What keeps or kept one project waiting",
)
@permit("delivery.view", record=project_by_slug)
def list_blockers_of_project(request: HttpRequest, slug: str):
    return request.record.blockers.select_related("project")
