"""Whether the municipality matters: only where its holiday would move a date of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from labx.desks.engine.desk import Desk, Procedure
from labx.desks.engine.due_dates import clock_of, due_dates
from labx.desks.engine.plans import Plan
from labx.rules.dated import Dated

Days = Dated[tuple[int, int]]


def municipalities_that_matter(desk: Desk, made: Plan, known: Mapping[str, Days]) -> tuple[str, ...]:
    """Find the municipalities whose holiday gives this plan another date.

    Args:
        desk: the compiled pack.
        made: the plan of the case.
        known: the holiday of each municipality, as (month, day) by period of validity.

    Returns:
        Names out of `known`, in its order; empty where no date of the plan hangs on them, so that nobody is asked.

    Raises:
        Nothing.

    Assumes:
        The municipalities lie in the region of the case. Says nothing of a municipality that is not in `known`.

    Source:
        Our own rule: ask only what can still change the plan.

    Checked against:
        labx/desks/engine/tests/test_places.py: the dates of whole plans, one municipality after the other.

    Examples:
        >>> from labx.desks.engine.plans import plan
        >>> desk = Desk("desks/x", "1.0.0", {}, {}, (), {})
        >>> municipalities_that_matter(desk, plan(desk, {}), {"lisboa": Dated(())})
        ()
    """
    facts = made.settled.facts
    waiting = tuple(counted_by_place(made))
    without = [due_dates(one, facts, clock_of(desk, facts, Dated(()))) for one in waiting]
    return tuple(
        name
        for name, days in known.items()
        if [due_dates(one, facts, clock_of(desk, facts, days)) for one in waiting] != without
    )


def counted_by_place(made: Plan) -> Iterator[Procedure]:
    """The procedures that apply with a date that is shown and counts working days; what is open shows none."""
    for step in (*made.tasks, *made.information):
        limits = step.procedure.time_limits
        if any(due.shown and limits[due.place].counts_working_days for due in step.due):
            yield step.procedure
