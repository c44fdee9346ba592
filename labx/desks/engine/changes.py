"""What differs between two plans, so that a person sees what an answer or a new version changed."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from labx.desks.engine.plans import Plan


class State(StrEnum):
    """Where a procedure stands in a plan."""

    APPLIES = "applies"
    MAY_APPLY = "may_apply"
    RULED_OUT = "ruled_out"
    ABSENT = "absent"  # the other version of the pack does not have it


@dataclass(frozen=True, slots=True)
class Standing:
    state: State
    last_day: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    procedure: str
    before: Standing
    after: Standing


def changes_between(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Say which procedures stand otherwise or have another date.

    Args:
        before: one plan.
        after: another plan, of the same pack or of another version of it.

    Returns:
        One change a procedure that differs, in the order of the later plan, then those that only the earlier one has.

    Raises:
        Nothing.

    Assumes:
        A procedure keeps its name from version to version.

    Source:
        Our own.

    Checked against:
        labx/desks/engine/tests/test_changes.py: no changes exactly when the standings are the same.

    Examples:
        >>> from labx.desks.engine.desk import Desk
        >>> from labx.desks.engine.plans import plan
        >>> empty = plan(Desk("desks/x", "1.0.0", {}, {}, (), {}), {})
        >>> changes_between(empty, empty)
        ()
    """
    old, new = dict(standings(before)), dict(standings(after))
    absent = Standing(State.ABSENT)
    return tuple(
        Change(name, old.get(name, absent), new.get(name, absent))
        for name in {**new, **old}
        if old.get(name, absent) != new.get(name, absent)
    )


def standings(plan: Plan) -> Iterator[tuple[str, Standing]]:
    """Where each procedure of the pack stands."""
    for state, steps in (
        (State.APPLIES, (*plan.tasks, *plan.information)),
        (State.MAY_APPLY, plan.open_steps),
    ):
        for step in steps:
            yield step.procedure.name, Standing(state, step.last_day)
    for explanation in plan.ruled_out:
        yield explanation.rule, Standing(State.RULED_OUT)
