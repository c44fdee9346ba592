"""Long work of the trials room: importing people, undoing it."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.core.jobs.declare import job
from labx.core.tables.formats import TableFormat
from labx.core.tables.schema import TableRefused
from labx.trials import actions, queries
from labx.trials.intake import Mapping, take_in
from labx.trials.models import Dataset
from labx.trials.plan import read_plan


@job("trials.import_data", title=_("Import of data"), permission="trials.import_data", explains=(actions.NotNow,))
def import_data(progress: Any, *, by: Actor, dataset: str) -> dict[str, Any]:
    """Read the whole file, refuse it with every problem told, or publish everyone and analyse."""
    kept = queries.dataset(UUID(dataset))
    mapping = Mapping(**kept.mapping)
    plan = read_plan(kept.trial.protocol.plan)
    progress.say(done=0, message=_("Reading the file."))
    try:
        form = TableFormat(**{**kept.format, **{key: tuple(kept.format[key]) for key in ("sheets", "doubts")}})
        intake = take_in(
            kept.path, form, plan, mapping, lambda rows: progress.say(done=rows, message=_("Reading the file."))
        )
    except TableRefused as error:
        problem = {
            "row": 0,
            "column": "",
            "value": "",
            "message": error.message,
            "cure": error.cure,
            "code": error.code,
        }
        actions.refuse_data(by=by, dataset=kept, problems=[problem], count=1)
        return {"state": Dataset.State.REFUSED}
    if intake.must_stop(mapping):
        problems = [asdict(problem) for problem in intake.problems]
        actions.refuse_data(by=by, dataset=kept, problems=problems, count=intake.problem_count)
        return {"state": Dataset.State.REFUSED}
    total = len(intake.people) * (1 + len(plan.variables))
    done = actions.import_people(
        by=by,
        dataset=kept,
        intake=intake,
        told=lambda events: progress.say(done=events, total=total, message=_("Writing to the event log.")),
    )
    progress.say(done=total, total=total, message=_("Running the frozen plan."))
    actions.record_analysis(by=by, dataset=done, people=queries.people_of(done))
    return {"state": done.state, "people": done.rows}


@job("trials.undo_import", title=_("Undoing an import"), permission="trials.import_data", explains=(actions.NotNow,))
def undo_import(progress: Any, *, by: Actor, dataset: str, why: str) -> dict[str, Any]:
    kept = queries.dataset(UUID(dataset))
    undone = actions.undo_import(by=by, dataset=kept, why=why, retractions=queries.retractions_of(kept))
    return {"state": undone.state}
