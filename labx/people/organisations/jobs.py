"""Long work of organisations: checking and bringing a file, undoing it; and what is done each night."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app

from labx.core.actors import Actor, system
from labx.core.jobs.declare import job
from labx.people.organisations import importing, queries
from labx.people.organisations.actions import affiliations, imports
from labx.people.organisations.errors import NotNow
from labx.people.organisations.models import Import

TITLE = gettext_lazy("Checking a file of organisations")


@job("organisations.check_file", title=TITLE, permission="organisations.bring", explains=(NotNow,))
def check_file(progress: Any, *, by: Actor, file: str) -> dict[str, Any]:
    done = importing.check(by=by, file=queries.import_by_id(UUID(file)), told=progress.say)
    return result(done)


@job(
    "organisations.bring_file",
    title=gettext_lazy("Registering organisations from a file"),
    permission="organisations.bring",
    explains=(NotNow,),
)
def bring_file(progress: Any, *, by: Actor, file: str) -> dict[str, Any]:
    """All rows that are to be taken, or none."""
    done = importing.bring(by=by, file=queries.import_by_id(UUID(file)), told=progress.say)
    return result(done)


@job(
    "organisations.undo_file",
    title=gettext_lazy("Undoing an import of organisations"),
    permission="organisations.bring",
    explains=(NotNow,),
)
def undo_file(progress: Any, *, by: Actor, file: str, why: str) -> dict[str, Any]:
    done = imports.undo_import(by=by, file=queries.import_by_id(UUID(file)), why=why, told=progress.say)
    return result(done)


def result(file: Import) -> dict[str, Any]:
    return {"state": file.state, "url": reverse("organisations:import", args=[file.id])}


@app.periodic(cron="23 5 * * *")
@app.task(name="labx.people.organisations.confirm", queueing_lock="labx.people.organisations.confirm")
def ask_and_end(timestamp: int) -> None:
    """Ask those who have spoken for an entity for a year; end what nobody confirmed in time."""
    by = system("affiliations")
    for affiliation in queries.to_be_asked():
        affiliations.ask_to_confirm(by=by, affiliation=affiliation)
    for affiliation in queries.unconfirmed():
        affiliations.end_unconfirmed(by=by, affiliation=affiliation)
