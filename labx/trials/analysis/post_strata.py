"""The effect within groups of people that the plan named, each counting by its size, though none was drawn apart."""

import numpy as np

from labx.stats.errors import CannotEstimate
from labx.trials.analysis.table import Table
from labx.trials.engine.effect import Effect
from labx.trials.engine.strata.blocked import stratified_difference
from labx.trials.kinds import share
from labx.trials.kinds.declare import Kind
from labx.trials.kinds.mean import values_of
from labx.trials.plan.shape import Outcome, Plan


def within_subgroups(plan: Plan, kind: Kind, outcome: Outcome, table: Table, place: int) -> Effect:
    """Post-stratified by the first of the plan's subgroups, among units of which it is known."""
    if not kind.is_by_unit:
        raise CannotEstimate(
            "“{outcome}” cannot be compared within groups of people.",
            "Its comparison is not one of means.",
            "Read the difference as it is.",
            outcome=outcome.label,
        )
    code = plan.subgroups[0].code
    known = kind.of(outcome, table).complete(code)
    sides = known.arm(place), known.arm(0)
    if kind.is_share:
        for rows in sides:
            share.require_yes_or_no(outcome, rows)
    return stratified_difference(
        np.concatenate([values_of(outcome, rows) for rows in sides]),
        np.repeat([1.0, 0.0], [len(rows) for rows in sides]),
        np.concatenate([rows.codes[code] for rows in sides]),
        confidence=plan.confidence,
    )
