"""The worker's part: erasures, and every night what was kept long enough."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from labx.core.actors import Actor, system
from labx.core.jobs.declare import job
from labx.people.rights.errors import RightsProblem


@job("rights.erase", title=_("Erasing a person's data"), permission="rights.erase", explains=(RightsProblem,))
def erase(progress: Any, *, by: Actor, erasure: str) -> dict[str, Any]:
    from labx.people.rights.actions.erasure import carry_out
    from labx.people.rights.models import Erasure

    found = Erasure.objects.select_related("request").get(pk=erasure)
    done = carry_out(by=by, erasure=found, say=progress)
    return {"url": f"/privacidade/pedidos/{done.request.code}/"}


@job("rights.apply_retention", title=_("Erasing what was kept long enough"), permission="rights.apply_retention")
def apply_retention(progress: Any, *, by: Actor) -> dict[str, Any]:
    from labx.people.rights.actions.retention import apply_rules

    apply_rules(by=by, say=progress)
    return {"url": "/privacidade/conservacao/"}


@app.periodic(cron="23 2 * * *")
@app.task(name="labx.people.rights.retention", queueing_lock="labx.people.rights.retention")
def nightly(timestamp: int) -> None:
    from labx.people.rights.actions.retention import apply_rules

    apply_rules(by=system("retention"))
