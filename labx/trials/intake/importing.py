"""From a kept file to a result: the one way, for the page's job, the command line and the demonstration."""

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from labx.core.actors import Actor
from labx.core.jobs.progress import Told, silent
from labx.core.tables.formats import TableFormat
from labx.core.tables.reader import sniff
from labx.core.tables.schema import Problem, TableRefused
from labx.trials import actions, queries
from labx.trials.analysis.analyse import checks
from labx.trials.designs.registry import columns_of
from labx.trials.intake.rows import Intake, Mapping, take_in
from labx.trials.lottery.allocating import drawn_arms
from labx.trials.models import Dataset
from labx.trials.plan.reading import read_plan
from labx.trials.plan.shape import Plan


def bring_in(*, by: Actor, dataset: Dataset, mapping: Mapping, told: Told = silent) -> Dataset:
    """Read the whole file; refuse it with every problem, or import everyone.

    Plans of the first version, which know no looks, run at once. Done again after an interruption, it goes on from what
    is already in the event log.
    """
    if dataset.state != Dataset.State.IMPORTED:
        plan = read_plan(dataset.trial.protocol.plan)
        intake = read_units(dataset, plan, mapping, told)
        if isinstance(intake, TableRefused):
            problem = Problem(0, "", "", intake.message, intake.cure, intake.code)
            return actions.refuse_data(by=by, dataset=dataset, problems=[asdict(problem)], count=1)
        if intake.must_stop(mapping):
            problems = [asdict(problem) for problem in intake.problems]
            return actions.refuse_data(by=by, dataset=dataset, problems=problems, count=intake.problem_count)
        dataset = published(by, dataset, plan, intake, told)
    plan = read_plan(dataset.trial.protocol.plan)
    table = queries.units_of(dataset)
    if plan.first:
        actions.record_analysis(by=by, dataset=dataset, table=table)
        return dataset
    return actions.record_checks(by=by, dataset=dataset, found=checks(plan, table))


def read_units(dataset: Dataset, plan: Plan, mapping: Mapping, told: Told) -> Intake | TableRefused:
    def so_far(rows: int) -> None:
        told(done=rows, message=_("Reading the file."))

    so_far(0)
    try:
        return take_in(dataset.path, format_of(dataset), plan, mapping, so_far, drawn_arms(dataset.trial, plan))
    except TableRefused as error:
        return error


def published(by: Actor, dataset: Dataset, plan: Plan, intake: Intake, told: Told) -> Dataset:
    total = len(intake.table) * (1 + len(columns_of(plan)))

    def so_far(events: int) -> None:
        told(done=events, total=total, message=_("Writing to the event log."))

    return actions.import_people(by=by, dataset=dataset, intake=intake, told=so_far)


def format_of(dataset: Dataset) -> TableFormat:
    """As it was shown when the columns were chosen, or else as it looks now."""
    if not dataset.format:
        return sniff(dataset.path, name=dataset.original_name)
    kept: dict[str, Any] = dataset.format
    return TableFormat(**{**kept, "sheets": tuple(kept["sheets"]), "doubts": tuple(kept["doubts"])})
