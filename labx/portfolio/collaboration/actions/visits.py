"""Having read what happened."""

from datetime import datetime

from labx.core import policy
from labx.core.actions import action
from labx.core.actors import Actor
from labx.portfolio.collaboration.models import Visit
from labx.portfolio.models import Project


@action
def mark_read(*, by: Actor, project: Project, until: datetime) -> Visit:
    """Remember how far this reader has read; never back. A private mark, so the audit chain is not told."""
    policy.require(by, "collaboration.read", project)
    visit, _made = Visit.objects.select_for_update().get_or_create(
        project=project, account_id=by.id, defaults={"seen_until": until}
    )
    if visit.seen_until < until:
        visit.seen_until = until
        visit.save(update_fields=["seen_until"])
    return visit
