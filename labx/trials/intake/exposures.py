"""From a table of units to events: exposures and measurements, under random ids."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from labx.core.events.publish import NewEvent
from labx.core.ids import new_id
from labx.trials.analysis.table import Table
from labx.trials.designs.columns import DataColumn
from labx.trials.designs.registry import columns_of, design_of
from labx.trials.events import EXPOSED, MEASURED
from labx.trials.models import Dataset
from labx.trials.plan.shape import Plan


def heard(events: Iterable[NewEvent], told: Any) -> Iterator[NewEvent]:
    """The same events, with every ten-thousandth told to whoever waits."""
    for number, event in enumerate(events):
        if told and number % 10_000 == 0:
            told(number)
        yield event


def events_of(dataset: Dataset, plan: Plan, table: Table) -> Iterator[NewEvent]:
    """One exposure a row and one measurement for each number known of it; rows of one unit share its random id."""
    started, measured = (instant(day) for day in (dataset.started_on, dataset.measured_until))
    shared = {"trial": dataset.trial_id, "dataset": dataset.id}
    project, columns = dataset.project_id, columns_of(plan)
    arms = [{"arm": arm.code} for arm in plan.arms] or [{}]
    words = [column.name for column in columns if column.kind == "code" and not column.values]
    numbers = [
        (column.name, values_of(column, table), measured if column.is_after else started)
        for column in columns
        if column.name not in words and (column.name in table.numbers or column.name in table.codes)
    ]
    is_repeated, subjects = design_of(plan).is_repeated, dict[str, UUID]()
    for place in range(len(table)):
        row = {"row": place + 1} if is_repeated else {}
        subject = subjects.setdefault(str(table.codes["unit"][place]), new_id()) if row else new_id()
        known = {name: str(table.codes[name][place]) or None for name in words}
        yield NewEvent(EXPOSED, subject, project, {**shared, **arms[table.arms[place]], **row, **known}, None, started)
        for name, values, when in numbers:
            if not np.isnan(values[place]):
                yield NewEvent(
                    MEASURED, subject, project, {**shared, "variable": name, **row}, float(values[place]), when
                )


def values_of(column: DataColumn, table: Table) -> NDArray[np.float64]:
    """A column as numbers: those it holds, or the place of each row's group among the plan's."""
    if not column.values:
        return table.numbers[column.name]
    found = np.full(len(table), np.nan)
    for place, (code, _label) in enumerate(column.values):
        found[table.codes[column.name] == code] = place
    return found


def instant(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
