"""Two groups' rows one under the other, and effects of designs that have no groups."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from labx.trials.analysis import comparing
from labx.trials.analysis.answers import answer
from labx.trials.analysis.table import Table
from labx.trials.kinds import share
from labx.trials.kinds.mean import values_of
from labx.trials.kinds.registry import kind_of
from labx.trials.plan.shape import Outcome, Plan


class Stacked:
    """The rows of a tried arm, then those of the comparison."""

    def __init__(self, outcome: Outcome, tried: Table, comparison: Table) -> None:
        self.sides = (tried, comparison)
        if kind_of(outcome).is_share:
            for rows in self.sides:
                share.require_yes_or_no(outcome, rows)
        parts = [values_of(outcome, rows) for rows in self.sides]
        self.outcome = np.concatenate(parts)
        self.treatment = np.repeat([1.0, 0.0], [len(part) for part in parts])

    def number(self, name: str) -> NDArray[np.float64]:
        return np.concatenate([rows.numbers[name] for rows in self.sides])

    def code(self, name: str) -> NDArray[np.str_]:
        return np.concatenate([rows.codes[name] for rows in self.sides])

    def matrix(self, *names: str) -> NDArray[np.float64]:
        return np.concatenate([rows.matrix(*names) for rows in self.sides])


def effects_without_arms(plan: Plan, table: Table, estimate: Callable[[Outcome, Table], Any]) -> comparing.Effects:
    """One entry for each outcome, from the rows in which it is known."""

    def entry(outcome: Outcome) -> dict[str, Any]:
        found = answer(lambda: estimate(outcome, kind_of(outcome).of(outcome, table)))
        return {
            "outcome": outcome.code,
            "arm": "",
            "role": outcome.role,
            "answer": found,
            "relative": None,
            "margin": None,
        }

    found = [entry(outcome) for outcome in plan.outcomes]
    return comparing.read(plan, comparing.corrected(plan, found))


def each_pair(plan: Plan, table: Table, compute: Callable[[Outcome, Table, Table], Any]) -> list[dict[str, Any]]:
    """A part for the primary outcome in each tried arm."""
    outcome = plan.primary
    kind = kind_of(outcome)
    return [
        {"arm": arm.code, "answer": answer(lambda: compute(outcome, *comparing.pair(kind, outcome, table, place)))}  # noqa: B023
        for place, arm in enumerate(plan.tried, start=1)
    ]


def arm_of(told: Any, part: dict[str, Any]) -> str:
    """The arm's name behind a title, where there are several."""
    return f": {told.plan.arm(part['arm']).label}" if len(told.plan.tried) > 1 else ""
