"""Why a rule gives what it gives: the facts that decided, and what would settle what is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from labx.rules.evaluation import Evaluator, evaluator
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
    trace: Tracer

    @classmethod
    def of(cls, name: str, source: str, expression: Expression) -> Rule:
        return cls(name, source, expression, evaluator(expression), tracer(expression))

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
        because: list[str] = []
        missing: list[str] = []
        result = self.trace(facts, because, missing)
        reasons = tuple([Reason(name, facts[name]) for name in dict.fromkeys(because)])
        return Explanation(
            self.name, self.source, result, reasons, tuple(dict.fromkeys(missing)) if result is None else ()
        )


# Gives the value and adds the facts that decided to the first list, the facts that are missing to the second.
Tracer = Callable[[Facts, list[str], list[str]], Any]


def tracer(expression: Expression) -> Tracer:
    """Compile an expression into a function that also says which facts decided and which are missing."""
    return TRACERS[type(expression)](expression)


def _constant(expression: Constant) -> Tracer:
    value = expression.value
    return lambda facts, because, missing: value


def _fact(expression: FactOf) -> Tracer:
    name = expression.name

    def run(facts: Facts, because: list[str], missing: list[str]) -> Any:
        (because if name in facts else missing).append(name)
        return facts.get(name)

    return run


def _not(expression: Not) -> Tracer:
    item = tracer(expression.item)

    def run(facts: Facts, because: list[str], missing: list[str]) -> Any:
        value = item(facts, because, missing)
        return None if value is None else not value

    return run


def _all_or_any(expression: And | Or) -> Tracer:
    decisive = isinstance(expression, Or)
    items = [(evaluator(item), tracer(item)) for item in expression.items]

    def run(facts: Facts, because: list[str], missing: list[str]) -> Any:
        values = [value(facts) for value, _trace in items]
        # The first that decides is reason enough; else what is open; else all together.
        wanted = decisive if decisive in values else None if None in values else not decisive
        for value, (_value, trace) in zip(values, items, strict=True):
            if value is wanted:
                trace(facts, because, missing)
                if wanted is decisive:
                    break
        return wanted

    return run


def _operands(expression: Comparison | Arithmetic | Among | Call) -> Tracer:
    value, operands = evaluator(expression), [tracer(part) for part in parts(expression)]

    def run(facts: Facts, because: list[str], missing: list[str]) -> Any:
        for operand in operands:
            operand(facts, because, missing)
        return value(facts)

    return run


def _choice(expression: Choice) -> Tracer:
    value, choose = evaluator(expression), evaluator(expression.condition)
    condition, yes, no = tracer(expression.condition), tracer(expression.yes), tracer(expression.no)

    def run(facts: Facts, because: list[str], missing: list[str]) -> Any:
        chosen, found = choose(facts), value(facts)
        # Sides that agree need no condition. Where nothing is settled it comes first: it may make one side needless.
        if chosen is not None or found is None:
            condition(facts, because, missing)
        for wanted, side in ((True, yes), (False, no)):
            if chosen in (wanted, None):
                side(facts, because, missing)
        return found

    return run


TRACERS: dict[type, Callable[[Any], Tracer]] = {
    Constant: _constant,
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
