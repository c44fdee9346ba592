"""Answers in the light of each other: what a question leaves out, what contradicts, what is still worth asking."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from labx.desks.engine.desk import Desk
from labx.rules.explanation import Explanation, Reason, Rule
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


class Explainer:
    """Explanations of one case in terms of what was answered and what can be asked; each gate is explained once."""

    def __init__(self, desk: Desk, settled: Settled) -> None:
        self.desk = desk
        self.settled = settled
        self.gates: dict[str, Explanation] = {}

    def explain(self, rule: Rule) -> Explanation:
        found = rule.explain(self.settled.facts)
        if found.result is None:
            missing = tuple(dict.fromkeys(self.askable(found.missing)))
            return Explanation(found.rule, found.source, None, tuple(dict.fromkeys(self._answered(found))), missing)
        if self.settled.implied.isdisjoint([reason.fact for reason in found.reasons]):
            return found
        return Explanation(found.rule, found.source, found.result, tuple(dict.fromkeys(self._answered(found))), ())

    def askable(self, missing: Iterable[str]) -> Iterable[str]:
        """The questions to ask for facts that are missing: where the gate is open, what would settle the gate."""
        for name in missing:
            gate = self.desk.questions[name].asked_if
            if name in self.settled.pointless:
                continue
            if gate is None or gate.holds(self.settled.facts):
                yield name
            else:
                yield from self.askable(self._gate(name, gate).missing)

    def _answered(self, explanation: Explanation) -> Iterable[Reason]:
        for reason in explanation.reasons:
            gate = self.desk.questions[reason.fact].asked_if
            if reason.fact in self.settled.implied and gate is not None:
                yield from self._answered(self._gate(reason.fact, gate))
            else:
                yield reason

    def _gate(self, name: str, gate: Rule) -> Explanation:
        if name not in self.gates:
            self.gates[name] = gate.explain(self.settled.facts)
        return self.gates[name]
