"""In which order tasks are done, and which visits they share."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from labx.desks.engine.desk import Procedure

Urgency = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a counter: what can be done there together, and the documents to bring."""

    counter: str
    procedures: tuple[str, ...]
    documents: tuple[str, ...]


def visits_for(procedures: Iterable[Procedure]) -> tuple[Visit, ...]:
    """Find few visits that cover all procedures with a counter.

    Args:
        procedures: those that a person has to do.

    Returns:
        Visits, the one that does most first; every procedure with a counter is in exactly one.

    Raises:
        Nothing.

    Assumes:
        Going to a counter costs the same everywhere, and all counters of a kind do the same.

    Source:
        Chvátal (1979), A greedy heuristic for the set-covering problem, Mathematics of Operations Research 4(3),
        pp. 233-235: never more visits than ln(n) + 1 times the fewest.

    Checked against:
        The fewest visits by brute force in labx/desks/engine/tests/test_ordering.py.

    Examples:
        >>> visits_for([])
        ()
    """
    left = [procedure for procedure in procedures if procedure.counters]
    visits = []
    while left:
        served: dict[str, list[Procedure]] = {}
        for procedure in left:
            for counter in procedure.counters:
                served.setdefault(counter, []).append(procedure)
        # Ties go to the counter that the earliest procedure names first.
        counter = max(served, key=lambda name: len(served[name]))
        together = served[counter]
        documents = dict.fromkeys(document for procedure in together for document in procedure.documents)
        visits.append(Visit(counter, tuple(procedure.name for procedure in together), tuple(documents)))
        left = [procedure for procedure in left if procedure not in together]
    return tuple(visits)


def in_order(
    procedures: Mapping[str, Procedure], urgency: Mapping[str, Urgency], visits: Iterable[Visit]
) -> tuple[str, ...]:
    """Put procedures into an order in which each comes after what it needs, and the urgent ones early.

    Args:
        procedures: those of the plan, by name; what they need and is not among them is left out.
        urgency: of each, such as (phase, last day as an ordinal); smaller is more urgent.
        visits: those that share a visit stand together where urgency allows.

    Returns:
        The names, most urgent first. What an urgent procedure needs is as urgent as that.

    Raises:
        Nothing: the pack has no circle.

    Assumes:
        A procedure takes no time of its own.

    Source:
        Kahn (1962), Topological sorting of large networks, Communications of the ACM 5(11), pp. 558-562.

    Checked against:
        labx/desks/engine/tests/test_ordering.py: every order of small sets by brute force.

    Examples:
        >>> in_order({}, {}, ())
        ()
    """
    inherited = _inherited(procedures, urgency)
    visit = {name: place for place, found in enumerate(visits) for name in found.procedures}
    last = len(visit)
    waiting = {name: {need for need in one.after if need in procedures} for name, one in procedures.items()}
    ready = [_rank(one, inherited, visit, last) for name, one in procedures.items() if not waiting[name]]
    heapq.heapify(ready)
    done: list[str] = []
    while ready:
        name = heapq.heappop(ready)[-1]
        done.append(name)
        for other, needs in waiting.items():
            if name in needs:
                needs.remove(name)
                if not needs:
                    heapq.heappush(ready, _rank(procedures[other], inherited, visit, last))
    return tuple(done)


def _rank(
    procedure: Procedure, urgency: Mapping[str, Urgency], visit: Mapping[str, int], last: int
) -> tuple[Urgency, int, int, str]:
    name = procedure.name
    return urgency[name], visit.get(name, last), procedure.place, name


def _inherited(procedures: Mapping[str, Procedure], urgency: Mapping[str, Urgency]) -> dict[str, Urgency]:
    """Each as urgent as the most urgent that needs it, however far away."""
    found = dict(urgency)
    for name in sorted(procedures, key=lambda each: urgency[each]):
        pending = [name]
        while pending:
            for need in procedures[pending.pop()].after:
                if need in found and found[need] > urgency[name]:
                    found[need] = urgency[name]
                    pending.append(need)
    return found
