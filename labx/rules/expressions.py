"""What a condition is made of once it is read: a tree of typed parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from labx.rules.facts import Kind, Type

BOOL = Type(Kind.BOOL)
NUMBER = Type(Kind.NUMBER)


@dataclass(frozen=True, slots=True)
class Constant:
    value: Any
    type: Type


@dataclass(frozen=True, slots=True)
class FactOf:
    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Not:
    item: Expression
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class And:
    items: tuple[Expression, ...]
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Or:
    items: tuple[Expression, ...]
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: str
    left: Expression
    right: Expression
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Among:
    item: Expression
    values: tuple[Any, ...]
    type: Type = BOOL


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: str
    left: Expression
    right: Expression
    type: Type = NUMBER


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? yes : no`."""

    condition: Expression
    yes: Expression
    no: Expression
    type: Type


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Expression, ...]
    type: Type


Expression = Constant | FactOf | Not | And | Or | Comparison | Among | Arithmetic | Choice | Call


def parts(expression: Expression) -> tuple[Expression, ...]:
    """The expressions right below this one."""
    match expression:
        case Not(item) | Among(item):
            return (item,)
        case And(items) | Or(items):
            return items
        case Comparison(_, left, right) | Arithmetic(_, left, right):
            return left, right
        case Choice(condition, yes, no):
            return condition, yes, no
        case Call(_, arguments):
            return arguments
        case _:
            return ()


def facts_in(expression: Expression) -> Iterator[str]:
    """The names of the facts that an expression reads, in the order they stand; one may come twice."""
    if isinstance(expression, FactOf):
        yield expression.name
    for part in parts(expression):
        yield from facts_in(part)
