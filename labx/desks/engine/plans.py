"""The plan of a case: what applies, what may apply, what does not, by when, in which order, and why."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from labx.desks.engine.desk import PHASES, Desk, Phase, Procedure
from labx.desks.engine.due_dates import Clock, DueDate, clock_of, due_dates
from labx.desks.engine.ordering import Visit, in_order, visits_for
from labx.desks.engine.questions import LIMITS, Ask, next_questions
from labx.desks.engine.settling import Explainer, Settled, settle
from labx.rules.calendar import Coverage
from labx.rules.dated import Dated
from labx.rules.explanation import Explanation
from labx.rules.facts import Facts

NEVER = datetime.date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Step:
    """A procedure in a case. `waits_for` are those of the plan that come before it; `may_wait_for` those still open."""

    procedure: Procedure
    explanation: Explanation
    due: tuple[DueDate, ...]
    waits_for: tuple[str, ...] = ()
    may_wait_for: tuple[str, ...] = ()

    @property
    def last_day(self) -> datetime.date | None:
        """The earliest of its dates."""
        return min((found.shown.due.last_day for found in self.due if found.shown), default=None)


@dataclass(frozen=True, slots=True)
class Plan:
    """`tasks` in the order to do them; `information` what is only to be known; `open_steps` what may apply.

    `documents` names for each document the tasks it serves. `tables` holds the value of each table for this case, None
    where there is none. `coverage` says which holidays working days left out.
    """

    tasks: tuple[Step, ...]
    information: tuple[Step, ...]
    open_steps: tuple[Step, ...]
    ruled_out: tuple[Explanation, ...]
    visits: tuple[Visit, ...]
    documents: Mapping[str, tuple[str, ...]]
    questions: tuple[Ask, ...]
    tables: Mapping[str, Any]
    settled: Settled
    coverage: Coverage


def plan(
    desk: Desk,
    answers: Facts,
    *,
    declined: Collection[str] = (),
    municipal: Dated[tuple[int, int]] = Dated(()),  # noqa: B008 - frozen
) -> Plan:
    """Make the plan of a case.

    Args:
        desk: the compiled pack.
        answers: facts made by `read_facts`; what is unknown is absent.
        declined: facts that are not to be asked again.
        municipal: holidays of the municipality, where known.

    Returns:
        The plan. Every procedure of the pack is in exactly one of tasks, information, open steps and ruled out, each
        with its explanation.

    Raises:
        Nothing. Contradictory answers are named in `settled.contradictions`; what a plan says beside one is not to be
        relied on.

    Assumes:
        The pack is in force. Says what the pack says: it is information, never legal advice.

    Source:
        Our own; the order after Kahn (1962), the logic after Kleene (1952).

    Checked against:
        labx/desks/engine/tests/slow_plan.py (brute force) on generated cases.

    Examples:
        >>> desk = Desk("desks/x", "1.0.0", {}, {}, (), {})
        >>> plan(desk, {}).tasks
        ()
    """
    settled = settle(desk, answers)
    clock = clock_of(desk, settled.facts, municipal)
    explainer = Explainer(desk, settled)
    steps = [_step(explainer, clock, procedure) for procedure in desk.procedures.values()]
    states = {step.procedure.name: step.explanation.result for step in steps}
    live = [_waiting(step, states) for step in steps if step.explanation.result is not False]
    applying = {step.procedure.name: step for step in live if step.explanation.result}
    chosen = {name: step.procedure for name, step in applying.items() if step.procedure.is_task}
    # Nobody waits with the first hours until the rest can be done on the same way.
    first = [one for one in chosen.values() if one.phase == Phase.HOURS]
    visits = (*visits_for(first), *visits_for(one for one in chosen.values() if one.phase != Phase.HOURS))
    order = in_order(chosen, {name: _urgency(applying[name]) for name in chosen}, visits)
    open_steps = tuple(step for step in live if step.explanation.result is None)
    return Plan(
        tasks=tuple(applying[name] for name in order),
        information=tuple(step for step in applying.values() if not step.procedure.is_task),
        open_steps=tuple(sorted(open_steps, key=_urgency)),
        ruled_out=tuple(step.explanation for step in steps if step.explanation.result is False),
        visits=visits,
        documents=_wallet(chosen[name] for name in order),
        questions=next_questions(
            explainer,
            [(step.procedure, step.explanation) for step in open_steps],
            [(step.procedure, step.due) for step in live],
            declined,
        ),
        tables={name: table.find(settled.facts) for name, table in desk.tables.items()},
        settled=settled,
        coverage=clock.work.coverage,
    )


def _step(explainer: Explainer, clock: Clock, procedure: Procedure) -> Step:
    explanation = explainer.explain(procedure.applies)
    due = () if explanation.result is False else due_dates(procedure, explainer.settled.facts, clock)
    return Step(procedure, explanation, due)


def _waiting(step: Step, states: Mapping[str, bool | None]) -> Step:
    after = step.procedure.after
    certain = tuple(name for name in after if states[name])
    possible = tuple(name for name in after if states[name] is None)
    return Step(step.procedure, step.explanation, step.due, certain, possible)


def _urgency(step: Step) -> tuple[int, ...]:
    """Phase, last day, then what being late means."""
    day = step.last_day
    limits = [LIMITS.index(limit.limit) for limit in step.procedure.time_limits]
    return (
        PHASES.index(step.procedure.phase),
        NEVER if day is None else day.toordinal(),
        min(limits, default=len(LIMITS)),
    )


def _wallet(procedures: Iterable[Procedure]) -> dict[str, tuple[str, ...]]:
    served: dict[str, list[str]] = {}
    for procedure in procedures:
        for document in procedure.documents:
            served.setdefault(document, []).append(procedure.name)
    return {document: tuple(names) for document, names in served.items()}
