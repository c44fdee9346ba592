"""Why a rule gives what it gives: the facts that decided, and what would settle what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from labx.rules.evaluation import Evaluator, combined, evaluator
from labx.rules.expressions import (
    Among,
    And,
    Arithmetic,
    Call,
    Choice,
    Comparison,
    Constant,
    Expression,
    FactOf,
    Not,
    Or,
    parts,
)
from labx.rules.facts import Facts


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that decided, with the value it had."""

    fact: str
    value: Any


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule gives and why. `missing` are the facts that could settle it, empty where it is settled."""

    rule: str
    source: str
    result: bool | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named condition with the source it comes from, compiled."""

    name: str
    source: str
    expression: Expression
    holds: Evaluator

    @classmethod
    def of(cls, name: str, source: str, expression: Expression) -> Rule:
        return cls(name, source, expression, evaluator(expression))

    def explain(self, facts: Facts) -> Explanation:
        """Say what the rule gives for these facts, which facts decided, and what is missing.

        Args:
            facts: what is known of the case, made by `read_facts`; absent means unknown.

        Returns:
            The result (None where unknown), the facts that decided it in the order of the rule, and the missing facts.
            Keeping the reasons and dropping all other facts gives the same result.

        Raises:
            Nothing.

        Assumes:
            As `evaluator`.

        Source:
            Kleene (1952), section 64; the reasons are those operands that alone settle each connective.

        Checked against:
            labx/rules/tests/test_explanation.py: reasons alone give the result, and no fact outside `missing` settles
            what is open, on generated cases.

        Examples:
            >>> from labx.rules.expressions import BOOL
            >>> rule = Rule.of("weapon", "Lei 5/2006", And((FactOf("weapon", BOOL), FactOf("portugal", BOOL))))
            >>> rule.explain({"portugal": False}).reasons
            (Reason(fact='portugal', value=False),)
            >>> rule.explain({"portugal": True}).missing
            ('weapon',)
        """
        traced = trace(self.expression, facts)
        reasons = tuple(Reason(name, facts[name]) for name in dict.fromkeys(traced.because) if name in facts)
        missing = tuple(dict.fromkeys(traced.missing)) if traced.value is None else ()
        return Explanation(self.name, self.source, traced.value, reasons, missing)


@dataclass(frozen=True, slots=True)
class Traced:
    value: Any
    because: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def trace(expression: Expression, facts: Facts) -> Traced:
    """The value of an expression with the facts that decided it and those that are missing."""
    return TRACERS[type(expression)](expression, facts)


def _joined(value: Any, traced: Iterable[Traced]) -> Traced:
    because: list[str] = []
    missing: list[str] = []
    for part in traced:
        because += part.because
        missing += part.missing
    return Traced(value, tuple(because), tuple(missing))


def _fact(expression: FactOf, facts: Facts) -> Traced:
    name = expression.name
    return Traced(facts[name], (name,)) if name in facts else Traced(None, (), (name,))


def _not(expression: Not, facts: Facts) -> Traced:
    item = trace(expression.item, facts)
    return _joined(None if item.value is None else not item.value, [item])


def _all_or_any(expression: And | Or, facts: Facts) -> Traced:
    decisive = isinstance(expression, Or)
    items = [trace(item, facts) for item in expression.items]
    # The first one that decides is reason enough; more would only make the answer longer.
    for item in items:
        if item.value is decisive:
            return _joined(decisive, [item])
    open_items = [item for item in items if item.value is None]
    return _joined(None, open_items) if open_items else _joined(not decisive, items)


def _operands(expression: Comparison | Arithmetic | Among | Call, facts: Facts) -> Traced:
    traced = [trace(part, facts) for part in parts(expression)]
    values = [part.value for part in traced]
    return _joined(None if None in values else combined(expression, values), traced)


def _choice(expression: Choice, facts: Facts) -> Traced:
    condition, yes, no = (trace(part, facts) for part in (expression.condition, expression.yes, expression.no))
    if condition.value is not None:
        chosen = yes if condition.value else no
        return _joined(chosen.value, [condition, chosen])
    if yes.value is not None and yes.value == no.value:
        return _joined(yes.value, [yes, no])
    # The condition first: what it settles makes one of the others needless.
    return _joined(None, [condition, yes, no])


TRACERS: dict[type, Callable[[Any, Facts], Traced]] = {
    Constant: lambda expression, facts: Traced(expression.value),
    FactOf: _fact,
    Not: _not,
    And: _all_or_any,
    Or: _all_or_any,
    Comparison: _operands,
    Arithmetic: _operands,
    Among: _operands,
    Choice: _choice,
    Call: _operands,
}
