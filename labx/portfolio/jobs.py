"""Long work of the portfolio."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.jobs.declare import job


@job("portfolio.undo_import", title=_("Taking back a file of projects"), permission="portfolio.import_projects")
def undo_import(progress: Any, *, by: Actor, brought: str, why: str) -> dict[str, Any]:
    """Each row whole, and all of them or none."""
    from labx.portfolio import imported
    from labx.portfolio.actions import taking_back

    done = taking_back.undo_import(by=by, brought=imported.import_by_id(UUID(brought)), why=why, told=progress.say)
    return {"url": reverse("portfolio:import_record", args=[done.pk])}
