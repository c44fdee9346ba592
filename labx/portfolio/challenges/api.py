"""What challenges answer to programs: one's list, and one of them."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema

from labx.core.api.operations import Problem
from labx.core.api.permit import permit
from labx.portfolio.challenges import queries
from labx.portfolio.challenges.models import Challenge

router = Router(tags=["challenges"])
MOST = 200


class ChallengeOut(Schema):
    """`entity_name` is the entity by the name it had when the challenge was submitted. Scores stay with the team."""

    code: str
    title: str
    entity_name: str
    problem: str
    sufferers: str
    how_known: str
    tried: str
    mandate: str
    deadline: date | None
    data_available: str
    decision_to_take: str
    sponsor: str
    state: str
    submitted_at: datetime | None
    decided_at: datetime | None
    wait_days: int | None
    reason: str
    is_example: bool

    @staticmethod
    def resolve_entity_name(challenge: Challenge) -> str:
        return challenge.entity_called


@router.get("/", response=list[ChallengeOut], summary="The challenges that the caller may read, newest first")
@permit("challenges.list")
def list_challenges(
    request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
):
    return queries.challenges_of(request.actor)[offset : offset + limit]


@router.get("/{slug:code}", response={200: ChallengeOut, 404: Problem}, summary="One challenge")
@permit("challenges.view", record=queries.challenge_by_code)
def see_challenge(request: HttpRequest, code: str) -> Challenge:
    return request.record
