"""Answers in the light of each other: what a question leaves out, what contradicts, what is still worth asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from labx.desks.engine.desk import Desk
from labx.rules.explanation import Explanation, Reason
from labx.rules.facts import Facts, Value


@dataclass(frozen=True, slots=True)
class Settled:
    """`facts` are what holds; `implied` those among them that no one answered; `pointless` what must not be asked."""

    facts: Facts
    implied: frozenset[str]
    pointless: frozenset[str]
    contradictions: tuple[str, ...]


def settle(desk: Desk, answers: Facts) -> Settled:
    """Fill in what answers imply and set aside what they make pointless.

    Args:
        desk: the compiled pack.
        answers: facts made by `read_facts`; what is unknown is absent. An answer counts while its question makes sense:
            one that a later change of another answer made pointless may stay and counts again when it does again.

    Returns:
        The facts that hold, which of them are implied, which questions are pointless, and the names of contradictions.

    Raises:
        Nothing.

    Assumes:
        Gates read facts that stand before them in the pack, so that one pass is enough. Further answers add to what
        holds and never take from it.

    Source:
        Our own rule: a question that makes no sense has the answer the pack says it has.

    Checked against:
        labx/desks/engine/tests/slow_plan.py on generated cases.

    Examples:
        >>> from labx.desks.engine.compiling import read_desk
        >>> facts = [{"name": "abroad", "type": "bool"}]
        >>> facts += [{"name": "consul", "type": "bool", "asked_if": "abroad", "otherwise": False}]
        >>> desk, _ = read_desk({"id": "desks/x", "version": "1.0.0", "facts": facts})
        >>> settle(desk, {"abroad": False}).facts
        {'abroad': False, 'consul': False}
    """
    facts: dict[str, Value] = {}
    implied, pointless = set(), set()
    for name, question in desk.questions.items():
        makes_sense = True if question.asked_if is None else question.asked_if.holds(facts)
        if makes_sense and name in answers:
            facts[name] = answers[name]
        elif makes_sense is False:
            pointless.add(name)
            if question.otherwise is not None:
                facts[name] = question.otherwise
                implied.add(name)
    contradictions = tuple(found.name for found in desk.contradictions if found.holds(facts))
    return Settled(facts, frozenset(implied), frozenset(pointless), contradictions)


def explained(desk: Desk, settled: Settled, explanation: Explanation) -> Explanation:
    """The same explanation in terms of what was answered and what can be asked."""
    reasons = tuple(dict.fromkeys(_answered(desk, settled, explanation.reasons)))
    missing = tuple(dict.fromkeys(askable(desk, settled, explanation.missing)))
    return Explanation(explanation.rule, explanation.source, explanation.result, reasons, missing)


def _answered(desk: Desk, settled: Settled, reasons: Iterable[Reason]) -> Iterable[Reason]:
    for reason in reasons:
        gate = desk.questions[reason.fact].asked_if
        if reason.fact in settled.implied and gate is not None:
            yield from _answered(desk, settled, gate.explain(settled.facts).reasons)
        else:
            yield reason


def askable(desk: Desk, settled: Settled, missing: Iterable[str]) -> Iterable[str]:
    """The questions to ask for facts that are missing: where the gate is open, what would settle the gate."""
    for name in missing:
        gate = desk.questions[name].asked_if
        if name in settled.pointless:
            continue
        if gate is None or gate.holds(settled.facts):
            yield name
        else:
            yield from askable(desk, settled, gate.explain(settled.facts).missing)
