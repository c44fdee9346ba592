"""Long work of services: bringing in a file, taking it back; and what the worker does without being asked."""

from typing import Any
from uuid import UUID

from django.db import close_old_connections
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from labx.core.actors import Actor
from labx.core.jobs.declare import job
from labx.trials.services import importing, keeping
from labx.trials.services.actions.bringing import NotNow
from labx.trials.services.models import EventFile, Service


def kept(file: str) -> EventFile:
    return EventFile.objects.select_related("service").get(pk=UUID(file))


@job("services.bring_events", title=_("Bringing in events"), permission="services.bring_data", explains=(NotNow,))
def bring_events(
    progress: Any, *, by: Actor, file: str, is_check: bool = False, leave_out_faulty: bool = False
) -> dict[str, Any]:
    """Read the whole file, refuse it with every problem told, or publish its events; then count them."""
    done = importing.bring_in(
        by=by, file=kept(file), is_check=is_check, leave_out_faulty=leave_out_faulty, told=progress.say
    )
    if done.state == EventFile.State.IN:
        keeping.refresh(done.service)
    return {"state": done.state, "events": done.rows}


@job("services.undo_events", title=_("Taking events back"), permission="services.bring_data", explains=(NotNow,))
def undo_events(progress: Any, *, by: Actor, file: str) -> dict[str, Any]:
    done = importing.take_back(by=by, file=kept(file), told=progress.say)
    keeping.refresh(done.service)
    return {"state": done.state}


@job(keeping.RECOUNT, title=_("Counting a service anew"), permission="services.edit")
def recount(progress: Any, *, by: Actor, service: str) -> dict[str, Any]:
    """After its words changed; where the worker's own round was there before, nothing is left to do."""
    del by
    kept = Service.objects.get(pk=UUID(service))
    keeping.refresh(kept, told=progress.say)
    return {"url": reverse("services:record", args=[kept.slug]), "label": gettext("See the indicators")}


@app.periodic(cron="* * * * * */20")
@app.task(name="services.refresh", queueing_lock="services.refresh")
def refresh_services(timestamp: int) -> None:
    """Three times a minute: pages show numbers that are at most that old, and count nothing themselves."""
    close_old_connections()
    keeping.refresh_all()
