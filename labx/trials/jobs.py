"""Long work of the trials room: importing people, undoing it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.jobs.declare import job
from labx.portfolio.models import Protocol
from labx.trials import actions, queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping
from labx.trials.plan.faults import BadPlan
from labx.trials.sizing import asking


@job("trials.import_data", title=_("Import of data"), permission="trials.import_data", explains=(actions.NotNow,))
def import_data(progress: Any, *, by: Actor, dataset: str) -> dict[str, Any]:
    """Read the whole file, refuse it with every problem told, or publish everyone and run the plan."""
    kept = queries.dataset(UUID(dataset))
    done = importing.bring_in(by=by, dataset=kept, mapping=Mapping(**kept.mapping), told=progress.say)
    return {"state": done.state, "people": done.rows}


@job(asking.NAME, title=_("Simulation of a sample size"), permission="portfolio.write_protocol", explains=(BadPlan,))
def simulate_size(progress: Any, *, by: Actor, protocol: str, digest: str) -> dict[str, Any]:
    """Carry the trial out many times on the computer; a plan that was changed meanwhile is asked for anew."""
    del by, digest
    kept = Protocol.objects.select_related("project").get(pk=protocol)
    return asking.simulate(kept, lambda done, total: progress.say(done=done, total=total))


@job("trials.undo_import", title=_("Undoing an import"), permission="trials.import_data", explains=(actions.NotNow,))
def undo_import(progress: Any, *, by: Actor, dataset: str, why: str) -> dict[str, Any]:
    kept = queries.dataset(UUID(dataset))
    undone = actions.undo_import(by=by, dataset=kept, why=why, retractions=queries.retractions_of(kept))
    return {"state": undone.state}
