"""What to ask next: only what can still change the plan, and first what decides something urgent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from labx.desks.engine.desk import PHASES, Limit, Procedure
from labx.desks.engine.due_dates import DueDate
from labx.desks.engine.settling import Explainer
from labx.rules.explanation import Explanation

LIMITS = tuple(Limit)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question that can change the plan: the procedures it may decide, and those whose date hangs on it."""

    fact: str
    decides: tuple[str, ...]
    dates: tuple[str, ...]


def next_questions(
    explainer: Explainer,
    open_ones: Iterable[tuple[Procedure, Explanation]],
    dated: Iterable[tuple[Procedure, tuple[DueDate, ...]]],
    declined: Collection[str] = (),
) -> tuple[Ask, ...]:
    """Put the questions that can still change the plan into order.

    Args:
        explainer: of the pack and of what holds in the case.
        open_ones: procedures that may apply, each with what is missing, in terms of questions.
        dated: procedures that apply or may apply, with their dates.
        declined: facts that the person does not know or would rather not tell; they are not asked again.

    Returns:
        The questions, the one first that decides the most urgent procedure (by phase, then by what being late means),
        then the one that decides most, then as in the pack. Empty when nothing that may be asked changes the plan.

    Raises:
        Nothing.

    Assumes:
        As `Rule.explain`: each unknown stands by itself, so a question may come whose every answer turns out the same.

    Source:
        Our own rule, after the order of urgency that the law itself gives.

    Checked against:
        labx/desks/engine/tests/test_questions.py: no fact that is not asked changes the plan, on generated cases.

    Examples:
        >>> from labx.desks.engine.desk import Desk
        >>> from labx.desks.engine.settling import Settled
        >>> desk = Desk("desks/x", "1.0.0", {}, {}, (), {})
        >>> next_questions(Explainer(desk, Settled({}, frozenset(), frozenset(), ())), [], [])
        ()
    """
    desk, facts = explainer.desk, explainer.settled.facts
    decides: dict[str, list[Procedure]] = {}
    dates: dict[str, list[Procedure]] = {}
    for procedure, explanation in open_ones:
        for fact in explanation.missing:
            decides.setdefault(fact, []).append(procedure)
    for procedure, due in dated:
        missing = [name for found in due for name in found.missing]
        if desk.region and any(limit.depends_on_place for limit in procedure.time_limits):
            missing.append(desk.region)
        for fact in dict.fromkeys(explainer.askable(missing)):
            dates.setdefault(fact, []).append(procedure)
    places = {name: place for place, name in enumerate(desk.questions)}
    wanted = [
        fact
        for fact in {**decides, **dates}
        if fact not in declined and fact not in facts and not desk.questions[fact].is_given
    ]

    def rank(fact: str) -> tuple[tuple[int, int], int, int]:
        touched = [*decides.get(fact, ()), *dates.get(fact, ())]
        return min(_urgency(procedure) for procedure in touched), -len(touched), places[fact]

    return tuple(
        Ask(fact, tuple(one.name for one in decides.get(fact, ())), tuple(one.name for one in dates.get(fact, ())))
        for fact in sorted(wanted, key=rank)
    )


def _urgency(procedure: Procedure) -> tuple[int, int]:
    limits = [LIMITS.index(limit.limit) for limit in procedure.time_limits]
    return PHASES.index(procedure.phase), min(limits, default=len(LIMITS))
