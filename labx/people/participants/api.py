"""What the panel answers to programs: participants by pseudonym, recruitments, and draws that can be repeated."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.people.participants import queries
from labx.people.participants.models import Participant

router = Router(tags=["participants"])
MOST = 200


class ParticipantOut(Schema):
    """A pseudonym with coarse attributes; who it is no program learns."""

    code: str
    age_band: str
    district: str
    education: str
    digital_ease: str
    access_needs: list[str]
    topics: list[str]
    languages: list[str]
    last_contact_on: date | None
    joined_at: datetime
    renews_on: date
    left_at: datetime | None


class RecruitmentOut(Schema):
    code: str
    title: str
    method: str
    places: int
    alternates: int
    seed_digest: str
    pool_digest: str
    drawn_at: datetime | None
    closed_at: datetime | None


class DrawOut(Schema):
    """Everything that `labx participants verify-draw` needs."""

    code: str
    title: str
    method: str
    places: int
    alternates: int
    strata: list[str]
    quotas: list[dict[str, Any]]
    seed: str
    seed_digest: str
    pool: dict[str, dict[str, str]]
    pool_digest: str
    result: dict[str, Any]


@router.get("/participants", response=list[ParticipantOut], summary="Participants by pseudonym")
@permit("participants.view")
def list_participants(
    request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
):
    return queries.participants().order_by("code")[offset : offset + limit]


@router.get(
    "/participants/{str:code}", response={200: ParticipantOut, 404: Problem}, summary="One participant by pseudonym"
)
@permit("participants.view", record=queries.participant_called)
def see_participant(request: HttpRequest, code: str) -> Participant:
    return request.record


@router.get("/recruitments", response=list[RecruitmentOut], summary="Recruitments, newest first")
@permit("participants.view")
def list_recruitments(
    request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
):
    return queries.recruitments()[offset : offset + limit]


@router.get(
    "/recruitments/{slug:code}/draw",
    response={200: DrawOut, 404: Problem},
    summary="A draw, so that it can be repeated",
)
@permit("participants.view_recruitment", record=queries.drawn_called)
def see_draw(request: HttpRequest, code: str) -> dict[str, Any]:
    return queries.document(request.record)
