"""Sizes of designs for which no formula is right: trials are carried out on the computer, and counted."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from labx.trials.analysis.comparing import of_margin
from labx.trials.analysis.early import enlargement
from labx.trials.analysis.table import Table
from labx.trials.engine.power.simulation import simulated_power
from labx.trials.plan.shape import Outcome, Plan
from labx.trials.sizing.aims import level_of_each, sought
from labx.trials.sizing.arms import needs

# Of the units planned; more trials of the number that is planned than of the others.
POINTS = (0.5, 0.75, 1.0, 1.5, 2.0)
AT_PLANNED, AT_OTHERS = 1000, 300
SEED = 20_260_301
Draw = Callable[[Plan, Mapping[str, Any], np.random.Generator, int], Table]
Judge = Callable[[Plan, Outcome, Table], Any]
Check = Callable[[Plan, Mapping[str, Any]], None]
Told = Callable[[int, int], None]


@dataclass(frozen=True)
class Simulation:
    """How a design is tried on the computer: data with the effect worth finding, and the plan's own way of judging.

    Where the change is to be shown to be as good, data without any effect, held against the margin. `check` refuses
    beforehand what cannot be drawn; `told` gives sentences on what the units planned are.
    """

    draw: Draw
    judge: Judge
    check: Check | None = None
    told: Callable[[Plan, Mapping[str, Any]], list[str]] | None = None


def simulated(plan: Plan, asked: Mapping[str, Any], simulation: Simulation, told: Told | None = None) -> dict[str, Any]:
    """The chance of finding the effect with the units planned and with fewer and more, as plain values."""
    factor = taken_by_looks(plan, asked)
    units = int(needs(asked, "units"))
    sizes = sorted({max(2, round(units * point)) for point in POINTS})
    many = [AT_PLANNED if size == units else AT_OTHERS for size in sizes]
    points = []
    for place, (size, replications) in enumerate(zip(sizes, many, strict=True)):
        before = sum(many[:place])
        found = simulated_power(
            finding(plan, asked, simulation, max(2, round(size / factor))),
            replications=replications,
            seed=SEED + place,
            progress=None if told is None else lambda done, _all: told(before + done, sum(many)),  # noqa: B023
        )
        ends = [found.interval.lower, found.interval.upper]
        points.append({"units": size, "power": found.power, "interval": ends, "unanswered": found.unanswered})
    return {"units": units, "points": points, "replications": [AT_PLANNED, AT_OTHERS], "seed": SEED}


def taken_by_looks(plan: Plan, asked: Mapping[str, Any]) -> float:
    """How many times as many the planned looks take, where groups are compared."""
    wanted = sought(plan, asked)
    return enlargement(plan, power=wanted.power, confidence=wanted.confidence) if plan.arms else 1.0


def finding(
    plan: Plan, asked: Mapping[str, Any], simulation: Simulation, units: int
) -> Callable[[np.random.Generator], bool]:
    """Whether one trial of so many units, drawn anew, finds the effect on the right side, or shows it to be as good."""
    sign, level = 1 if plan.primary.better == "higher" else -1, level_of_each(plan)

    def finds(random: np.random.Generator) -> bool:
        judged = simulation.judge(plan, plan.primary, simulation.draw(plan, asked, random, units))
        part = asdict(judged) if is_dataclass(judged) and not isinstance(judged, type) else judged
        if plan.primary.aim:
            return of_margin(plan.primary, part["p_value"]) <= level
        return bool(part["p_value"] <= level and sign * part["estimate"] > 0)

    return finds


def effect_of(plan: Plan) -> float:
    """The effect worth having, in its direction; none where the change is to be shown to be as good."""
    worthwhile = 0.0 if plan.primary.aim else plan.primary.worthwhile or 0.0
    return worthwhile * (1 if plan.primary.better == "higher" else -1)


def kept(asked: Mapping[str, Any], units: int) -> int:
    """How many are left once some were lost."""
    return max(2, round(units * (1 - asked.get("dropout", 0))))


def alike_in_time(random: np.random.Generator, rows: int, length: int, likeness: float) -> Any:
    """Deviations of spread 1, each point so much like the one before it, shape `(rows, length)`."""
    fresh = random.normal(size=(rows, length)) * np.sqrt(1 - likeness**2)
    found = np.empty((rows, length))
    found[:, 0] = random.normal(size=rows)
    for point in range(1, length):
        found[:, point] = likeness * found[:, point - 1] + fresh[:, point]
    return found


def units_needed(points: list[dict[str, Any]], power: float) -> int | None:
    """Between which sizes the wanted chance is reached; nothing where none of them does, or the smallest does."""
    for low, high in pairwise(points):
        if low["power"] < power <= high["power"]:
            part = (power - low["power"]) / (high["power"] - low["power"])
            return round(low["units"] + part * (high["units"] - low["units"]))
    return None
