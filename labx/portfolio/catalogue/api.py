"""What the catalogue answers to programs: the experiments that are running."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from labx.core.api.permit import permit
from labx.portfolio.catalogue import queries

router = Router(tags=["catalogue"])
MOST = 200


class RunningOut(Schema):
    """What anyone may meet today, whom to ask, and how to stay out of it."""

    what: str
    where: str
    since: date
    until: date | None
    contact: str
    opt_out: str


@router.get("/running", response=list[RunningOut], summary="Experiments that are running, the newest first")
@permit("catalogue.see")
def list_running(
    request: HttpRequest, offset: int = Query(0, ge=0, le=10**6), limit: int = Query(50, ge=1, le=MOST)
) -> Any:
    return queries.running()[offset : offset + limit]
