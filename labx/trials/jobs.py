"""Long work of the trials room: importing people, undoing it."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from labx.core.actors import Actor
from labx.core.jobs.declare import job
from labx.trials import actions, queries
from labx.trials.intake import importing
from labx.trials.intake.rows import Mapping


@job("trials.import_data", title=_("Import of data"), permission="trials.import_data", explains=(actions.NotNow,))
def import_data(progress: Any, *, by: Actor, dataset: str) -> dict[str, Any]:
    """Read the whole file, refuse it with every problem told, or publish everyone and run the plan."""
    kept = queries.dataset(UUID(dataset))
    done = importing.bring_in(by=by, dataset=kept, mapping=Mapping(**kept.mapping), told=progress.say)
    return {"state": done.state, "people": done.rows}


@job("trials.undo_import", title=_("Undoing an import"), permission="trials.import_data", explains=(actions.NotNow,))
def undo_import(progress: Any, *, by: Actor, dataset: str, why: str) -> dict[str, Any]:
    kept = queries.dataset(UUID(dataset))
    undone = actions.undo_import(by=by, dataset=kept, why=why, retractions=queries.retractions_of(kept))
    return {"state": undone.state}
