"""One case at a time: an expression becomes a function of the facts that gives its value, or None where unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

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
)
from labx.rules.facts import Facts
from labx.rules.moments import days_between, months_between, years_between

Evaluator = Callable[[Facts], Any]

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ARITHMETIC: dict[str, Callable[[float, float], float]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
CALLS: dict[str, Callable[..., Any]] = {
    "days_between": days_between,
    "months_between": months_between,
    "years_between": years_between,
    "year": lambda day: day.year,
    "at": lambda dated, day: dated.on(day),
}


def evaluator(expression: Expression) -> Evaluator:
    """Compile an expression into a function of the facts, by Kleene's strong three-valued logic.

    Args:
        expression: a tree made by `read_condition`.

    Returns:
        A function from facts (absent means unknown) to the value, or to None where the facts at hand do not settle it.

    Raises:
        Nothing; the function raises nothing on facts made by `read_facts`.

    Assumes:
        Facts were read against the schema of the expression. Each unknown stands by itself: `a || !a` stays unknown
        while `a` is, so what is unknown here might still be settled by logic alone.

    Source:
        Kleene (1952), Introduction to Metamathematics, section 64, pp. 332-340.

    Checked against:
        common-expression-language 0.10.0 on generated expressions and complete facts; truth tables by brute force.

    Examples:
        >>> from labx.rules.expressions import BOOL
        >>> settled = evaluator(Or((FactOf("will", BOOL), FactOf("child", BOOL))))
        >>> settled({"child": True}), settled({"child": False})
        (True, None)
    """
    return COMPILERS[type(expression)](expression)


def _constant(expression: Constant) -> Evaluator:
    value = expression.value
    return lambda facts: value


def _fact(expression: FactOf) -> Evaluator:
    name = expression.name
    return lambda facts: facts.get(name)


def _not(expression: Not) -> Evaluator:
    item = evaluator(expression.item)

    def run(facts: Facts) -> Any:
        value = item(facts)
        return None if value is None else not value

    return run


def _all_or_any(expression: And | Or) -> Evaluator:
    items = tuple(evaluator(item) for item in expression.items)
    decisive = isinstance(expression, Or)

    def run(facts: Facts) -> Any:
        settled: bool | None = not decisive
        for item in items:
            value = item(facts)
            if value is decisive:
                return decisive
            if value is None:
                settled = None
        return settled

    return run


def _two_sides(expression: Comparison | Arithmetic) -> Evaluator:
    left, right = evaluator(expression.left), evaluator(expression.right)
    table: dict[str, Callable[..., Any]] = {**COMPARISONS, **ARITHMETIC}
    apply = table[expression.operator]

    def run(facts: Facts) -> Any:
        one, other = left(facts), right(facts)
        return None if one is None or other is None else apply(one, other)

    return run


def _among(expression: Among) -> Evaluator:
    item, values = evaluator(expression.item), frozenset(expression.values)

    def run(facts: Facts) -> Any:
        value = item(facts)
        return None if value is None else value in values

    return run


def _choice(expression: Choice) -> Evaluator:
    condition, yes, no = evaluator(expression.condition), evaluator(expression.yes), evaluator(expression.no)

    def run(facts: Facts) -> Any:
        chosen = condition(facts)
        if chosen is not None:
            return yes(facts) if chosen else no(facts)
        one = yes(facts)
        return one if one is not None and one == no(facts) else None

    return run


def _call(expression: Call) -> Evaluator:
    arguments, apply = tuple(evaluator(argument) for argument in expression.arguments), CALLS[expression.function]

    def run(facts: Facts) -> Any:
        values = [argument(facts) for argument in arguments]
        return None if any(value is None for value in values) else apply(*values)

    return run


COMPILERS: dict[type, Callable[[Any], Evaluator]] = {
    Constant: _constant,
    FactOf: _fact,
    Not: _not,
    And: _all_or_any,
    Or: _all_or_any,
    Comparison: _two_sides,
    Arithmetic: _two_sides,
    Among: _among,
    Choice: _choice,
    Call: _call,
}
