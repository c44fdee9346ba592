"""A small trial: its question, frames of events made from rows, and the slow and plain way to the same sums."""

import datetime as dt
from collections import defaultdict
from typing import Any
from uuid import UUID

import duckdb
import narwhals as nw
import numpy as np
import pyarrow as pa

from labx.core.measures.declare import Measure
from labx.stats.cross_moments import CrossMoments
from labx.trials.sums.question import Quantity, Question

START = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
USES = Quantity("uses", Measure("shop.uses", "Uses", "shop.used"))
SPENT = Quantity("spent", Measure("shop.spent", "Spent", "shop.used", "sum"), cap=(None, 50.0))
FINISHED = Quantity("finished", Measure("shop.done", "Finished", "shop.used", "unique_subjects", {"step": "end"}))
CALLS = Quantity("calls", Measure("shop.calls", "Calls", "shop.called", "sum", of="minutes"), within_days=3)
BEFORE = Quantity("before", Measure("shop.spent", "Spent", "shop.used", "sum"), when="before", within_days=5)
QUANTITIES = (USES, SPENT, FINISHED, CALLS, BEFORE)
QUESTION = Question("shop.exposed", ("old", "new"), QUANTITIES, since=START, until=START + dt.timedelta(days=20))
FIELDS = {"shop.exposed": ("arm",), "shop.used": ("value", "step"), "shop.called": ("minutes",)}
TYPES = {"value": pa.float64(), "minutes": pa.float64(), "arm": pa.string(), "step": pa.string()}

Row = dict[str, Any]


def row(name: str, unit: int, day: float, **more: Any) -> Row:
    """An event of a unit, so many days after the start."""
    return {"name": name, "subject": UUID(int=unit), "time": START + dt.timedelta(days=day), **more}


def table(name: str, rows: list[Row]) -> pa.Table:
    chosen = [one for one in rows if one["name"] == name]
    columns = {
        "subject": pa.array([str(one["subject"]) for one in chosen], pa.string()),
        "time": pa.array([one["time"] for one in chosen], pa.timestamp("us", "UTC")),
        **{key: pa.array([one.get(key) for one in chosen], TYPES[key]) for key in FIELDS[name]},
    }
    return pa.table(columns)


def frames(rows: list[Row], engine: duckdb.DuckDBPyConnection):
    """Events of one name as a lazy frame."""
    engine.execute("SET TimeZone = 'UTC'")
    return lambda name: nw.from_native(engine.from_arrow(table(name, rows)))


def plainly(question: Question, rows: list[Row]) -> tuple[dict[str, CrossMoments], dict[str, int]]:
    """Unit by unit, event by event."""
    found = defaultdict(list)
    odd = dict.fromkeys(("units", "in_two_arms", "of_unknown_arm", "exposed_again", "early_units", "early_events"), 0)
    for subject in {one["subject"] for one in rows}:
        own = [one for one in rows if one["subject"] == subject and one["time"] < question.until]
        exposures = [one for one in own if one["name"] == question.exposure and one["time"] >= question.since]
        if not exposures:
            continue
        arms = {one["arm"] for one in exposures}
        arms = {arm if arm in question.arms else None for arm in arms}
        exposed_at = min(one["time"] for one in exposures)
        outcomes = {one.measure.event for one in question.quantities if one.when == "after"}
        early = [one for one in own if one["name"] in outcomes and question.since <= one["time"] < exposed_at]
        early = [one for one in early if one["time"] >= exposed_at - dt.timedelta(days=1)]
        odd["units"] += 1
        odd["in_two_arms"] += len(arms) > 1
        odd["of_unknown_arm"] += arms == {None}
        odd["exposed_again"] += len(exposures) > 1
        odd["early_units"] += bool(early)
        odd["early_events"] += len(early)
        if len(arms) == 1 and arms != {None}:
            found[arms.pop()].append([number(one, own, exposed_at) for one in question.quantities])
    return {arm: CrossMoments.of(values, names=question.names) for arm, values in found.items()}, odd


def number(quantity: Quantity, own: list[Row], exposed_at: dt.datetime) -> float:
    measure, days = quantity.measure, quantity.within_days
    total = 0.0
    for one in own:
        gap = (one["time"] - exposed_at) / dt.timedelta(days=1)
        inside = gap >= 0 if quantity.when == "after" else gap < 0
        near = days is None or (gap < days if quantity.when == "after" else gap >= -days)
        fits = one["name"] == measure.event and all(one.get(key) == value for key, value in measure.where.items())
        if inside and near and fits:
            total += one[measure.of] if measure.aggregation == "sum" else 1
    if quantity.is_flag:
        return float(total > 0)
    low, high = quantity.cap
    return float(np.clip(total, low, high)) if quantity.cap != (None, None) else total
