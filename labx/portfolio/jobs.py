"""Long work of the portfolio."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from labx.core.actors import Actor
from labx.core.files.removing import remove_older
from labx.core.jobs.declare import job
from labx.portfolio import imported, importing
from labx.portfolio.actions import bringing, taking_back
from labx.portfolio.models import Import

FILES_STAY = timedelta(days=1)  # long enough to read what is wrong and decide


@job(
    "portfolio.bring_file",
    title=_("Reading a file of projects"),
    permission="portfolio.import_projects",
    explains=(bringing.NotNow,),
)
def bring_file(progress: Any, *, by: Actor, brought: str, check_only: bool, leave_out_faulty: bool) -> dict[str, Any]:
    """Read every row; then write all that are good, or nothing."""
    file = imported.import_by_id(UUID(brought))
    choices = {"check_only": check_only, "leave_out_faulty": leave_out_faulty}
    return page_of(importing.bring(by=by, brought=file, told=progress.say, **choices))


@job("portfolio.undo_import", title=_("Taking back a file of projects"), permission="portfolio.import_projects")
def undo_import(progress: Any, *, by: Actor, brought: str, why: str) -> dict[str, Any]:
    """Each row whole, and all of them or none."""
    file = imported.import_by_id(UUID(brought))
    return page_of(taking_back.undo_import(by=by, brought=file, why=why, told=progress.say))


def page_of(file: Import) -> dict[str, Any]:
    return {"url": reverse("portfolio:import_record", args=[file.pk])}


@app.periodic(cron="37 5 * * *")
@app.task(name="labx.portfolio.forget_files", queueing_lock="labx.portfolio.forget_files")
def forget_files(timestamp: int) -> None:
    """Files that were read and then left lying; what was wrong with them stays written."""
    remove_older(Import.kept_in(), timezone.now() - FILES_STAY)
