"""Which comparisons and calls a condition may hold, and what they give."""

from __future__ import annotations

from collections.abc import Sequence

from labx.rules.errors import RuleRefused
from labx.rules.expressions import NUMBER, Among, Call, Comparison, Constant, Expression
from labx.rules.facts import Kind, Type, read_day, read_moment

DATE = Type(Kind.DATE)
ORDERED = {Kind.NUMBER, Kind.DATE, Kind.TIMESTAMP}
FUNCTIONS = {
    "days_between": (Kind.DATE, Kind.DATE),
    "months_between": (Kind.DATE, Kind.DATE),
    "years_between": (Kind.DATE, Kind.DATE),
    "year": (Kind.DATE,),
}
LITERALS = {"date": (DATE, read_day), "timestamp": (Type(Kind.TIMESTAMP), read_moment)}


def compared(operator: str, left: Expression, right: Expression) -> Comparison:
    """A comparison of two things of the same kind; codes only with codes they can be."""
    if left.type.dated or right.type.dated:
        raise RuleRefused("This value changes from day to day.", "Write at(fact, day).")
    if left.type.kind != right.type.kind:
        raise RuleRefused(
            "A {left} is compared with a {right}.",
            "Compare values of the same kind.",
            left=left.type,
            right=right.type,
        )
    if operator not in {"==", "!="} and left.type.kind not in ORDERED:
        raise RuleRefused("A {kind} is neither more nor less than another.", "Use == or !=.", kind=left.type)
    if left.type.kind == Kind.CODE:
        _require_known_codes(left, right)
        _require_known_codes(right, left)
    return Comparison(operator, left, right)


def among(item: Expression, listed: Sequence[Expression]) -> Among:
    """Whether something is one of the constants that are listed."""
    values = []
    for other in listed:
        compared("==", item, other)
        if not isinstance(other, Constant):
            raise RuleRefused("A list holds constants only.", "Use || between comparisons.")
        values.append(other.value)
    return Among(item, tuple(values))


def call(name: str, arguments: Sequence[Expression]) -> Expression:
    if name in LITERALS:
        return _literal(name, arguments)
    if name == "at":
        return _at(arguments)
    if name not in FUNCTIONS:
        known = ", ".join([*LITERALS, *FUNCTIONS, "at"])
        raise RuleRefused("There is no call “{name}”.", "Write one of: {known}.", name=name, known=known)
    kinds = tuple(argument.type.kind for argument in arguments)
    if kinds != FUNCTIONS[name] or any(argument.type.dated for argument in arguments):
        raise RuleRefused(
            "“{name}” does not take ({given}).",
            "Give it ({wanted}).",
            name=name,
            given=", ".join(str(argument.type) for argument in arguments),
            wanted=", ".join(FUNCTIONS[name]),
        )
    return Call(name, tuple(arguments), NUMBER)


def _literal(name: str, arguments: Sequence[Expression]) -> Constant:
    kind, read = LITERALS[name]
    if len(arguments) != 1 or not isinstance(arguments[0], Constant):
        raise RuleRefused("“{name}” takes one text.", 'Write {name}("...").', name=name)
    return Constant(read(arguments[0].value), kind)


def _at(arguments: Sequence[Expression]) -> Call:
    if len(arguments) != 2 or not arguments[0].type.dated or arguments[1].type != DATE:
        raise RuleRefused("“at” takes a dated fact and a day.", "Write at(fact, day).")
    return Call("at", tuple(arguments), Type(arguments[0].type.kind, arguments[0].type.options))


def _require_known_codes(one: Expression, other: Expression) -> None:
    if isinstance(one, Constant) and other.type.options and one.value not in other.type.options:
        known = ", ".join(other.type.options)
        raise RuleRefused("“{code}” is none of the codes.", "Write one of: {known}.", code=one.value, known=known)
    if one.type.options and other.type.options and not set(one.type.options) & set(other.type.options):
        raise RuleRefused("These two facts share no code.", "Compare each with a code.")
