"""Reading a condition: CEL, parsed once, every part checked against what is known of the facts."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from labx.rules.errors import RuleRefused
from labx.rules.expressions import (
    BOOL,
    NUMBER,
    And,
    Arithmetic,
    Choice,
    Constant,
    Expression,
    FactOf,
    Not,
    Or,
)
from labx.rules.facts import Kind, Schema, Type
from labx.rules.functions import among, call, compared

LONGEST = 4000
# Parts of the grammar that only say how tightly something binds.
WRAPPERS = {"conditionalor", "conditionaland", "relation", "addition", "multiplication", "unary", "member", "primary"}


def read_condition(
    text: str, schema: Schema, defined: Mapping[str, Expression] | None = None, *, wanted: Kind | None = Kind.BOOL
) -> Expression:
    """Read a CEL expression into a tree in which every name is known and every comparison makes sense.

    What is accepted: facts by name, `true`, `false`, numbers, texts that are codes, `!`, `&&`, `||`, `? :`,
    `== != < <= > >=`, `in [...]`, `+ - *`, and the calls `date("2026-12-31")`, `timestamp("...")`,
    `days_between`, `months_between`, `years_between`, `year` and `at(dated fact, day)`. Nothing may ask whether a fact
    is known: then an answer could never turn a settled result around.

    Args:
        text: the expression, 4,000 characters at most.
        schema: the facts it may read, by name.
        defined: expressions that stand for a name of their own; the name is replaced by the expression.
        wanted: what the expression must give; None where anything will do.

    Returns:
        The tree, with the facts of `defined` written out.

    Raises:
        RuleRefused: the text is no expression, a name or code is not known, or two things are compared that cannot be.
            The place is line and column.

    Assumes:
        Numbers are all of one kind: whole numbers and fractions are not told apart. Division is left out, because CEL
        divides whole numbers otherwise than fractions.

    Source:
        Common Expression Language, language definition (2024), https://cel.dev.

    Checked against:
        cel-python 0.5.0 parses; common-expression-language 0.10.0 gives the same results on complete facts.

    Examples:
        >>> from labx.rules.facts import Fact
        >>> schema = {"age": Fact("age", NUMBER)}
        >>> read_condition("age >= 18", schema).operator
        '>='
        >>> read_condition("aeg >= 18", schema)
        Traceback (most recent call last):
        labx.rules.errors.RuleRefused: 1:1: “aeg” is no fact. Write one of: age.
    """
    if len(text) > LONGEST:
        raise RuleRefused("The condition is longer than {longest} characters.", "Define a part of it.", longest=LONGEST)
    expression = _Reader(schema, defined or {}).read(_parsed(text))
    if wanted is not None and expression.type.kind != wanted:
        raise RuleRefused(
            "The whole gives a {given}.", "Write something that gives a {wanted}.", given=expression.type, wanted=wanted
        )
    return expression


@cache
def _parser() -> Any:
    # Slow to import; only packs that are being compiled need it.
    from celpy.celparser import CELParser

    return CELParser()


def _parsed(text: str) -> Any:
    parser = _parser()
    from celpy.celparser import CELParseError

    try:
        return parser.parse(text)
    except CELParseError as error:
        raise RuleRefused(
            "This is no CEL expression.",
            "Look for a missing bracket, quotation mark or operator.",
            place=f"{error.line}:{error.column}",
        ) from error


class _Reader:
    def __init__(self, schema: Schema, defined: Mapping[str, Expression]) -> None:
        self.schema = schema
        self.defined = defined

    def read(self, tree: Any) -> Expression:
        try:
            return self._read(tree)
        except RuleRefused as error:
            # The innermost part that can name its place does; `&&` around it must not name its own.
            raise error if error.place or tree.meta.empty else error.within(_place(tree)) from None

    def _read(self, tree: Any) -> Expression:
        children = tree.children
        if tree.data in WRAPPERS and len(children) == 1:
            return self.read(children[0])
        if tree.data == "expr":
            return self._choice(children) if len(children) > 1 else self.read(children[0])
        form = FORMS.get(str(tree.data))
        if form is None:
            raise RuleRefused("This way of writing is not used here.", "Use facts, &&, ||, !, comparisons and in.")
        return form(self, children)

    def _choice(self, children: list[Any]) -> Expression:
        condition, yes, no = (self.read(child) for child in children)
        _require(condition, Kind.BOOL)
        if yes.type.kind != no.type.kind or yes.type.dated or no.type.dated:
            raise RuleRefused(
                "“? :” gives a {yes} or a {no}.", "Let both sides give the same kind.", yes=yes.type, no=no.type
            )
        return Choice(condition, yes, no, Type(yes.type.kind, _codes(yes, no)))

    def both(self, children: list[Any]) -> Expression:
        items = [self.read(child) for child in children]
        return And(tuple(part for item in items for part in (item.items if isinstance(item, And) else (_bool(item),))))

    def either(self, children: list[Any]) -> Expression:
        items = [self.read(child) for child in children]
        return Or(tuple(part for item in items for part in (item.items if isinstance(item, Or) else (_bool(item),))))

    def relation(self, children: list[Any]) -> Expression:
        operator, right = OPERATORS[str(children[0].data)], children[1]
        left = self.read(children[0].children[0])
        if operator == "in":
            return among(left, [self.read(item) for item in _list_items(right)])
        return compared(operator, left, self.read(right))

    def arithmetic(self, children: list[Any]) -> Expression:
        operator = OPERATORS.get(str(children[0].data))
        if operator is None:
            raise RuleRefused("Division is not used here.", "Multiply the other side instead.")
        left, right = self.read(children[0].children[0]), self.read(children[1])
        _require(left, Kind.NUMBER)
        _require(right, Kind.NUMBER)
        return Arithmetic(operator, left, right)

    def unary(self, children: list[Any]) -> Expression:
        item = self.read(children[1])
        if children[0].data == "unary_not":
            return Not(_bool(item))
        _require(item, Kind.NUMBER)
        return Arithmetic("*", Constant(-1.0, NUMBER), item)

    def literal(self, children: list[Any]) -> Expression:
        token = children[0]
        if token.type == "BOOL_LIT":
            return Constant(token.value == "true", BOOL)
        if token.type in {"INT_LIT", "FLOAT_LIT"}:
            return Constant(float.fromhex(token.value) if "x" in token.value else float(token.value), NUMBER)
        if token.type == "STRING_LIT" and "\\" not in token.value:
            return Constant(ast.literal_eval(token.value), Type(Kind.CODE))
        raise RuleRefused("“{text}” is not used here.", "Use true, false, numbers and codes.", text=token.value)

    def fact(self, children: list[Any]) -> Expression:
        name = _dotted(children)
        if name in self.defined:
            return self.defined[name]
        if name not in self.schema:
            known = ", ".join(_nearest(name, [*self.schema, *self.defined]))
            raise RuleRefused("“{name}” is no fact.", "Write one of: {known}.", name=name, known=known)
        return FactOf(name, self.schema[name].type)

    def called(self, children: list[Any]) -> Expression:
        arguments = children[1].children if len(children) > 1 else []
        return call(children[0].value, [self.read(argument) for argument in arguments])


Form = Callable[[_Reader, list[Any]], Expression]
FORMS: dict[str, Form] = {
    "conditionaland": _Reader.both,
    "conditionalor": _Reader.either,
    "relation": _Reader.relation,
    "addition": _Reader.arithmetic,
    "multiplication": _Reader.arithmetic,
    "unary": _Reader.unary,
    "literal": _Reader.literal,
    "ident": _Reader.fact,
    "member_dot": _Reader.fact,
    "ident_arg": _Reader.called,
    "paren_expr": lambda reader, children: reader.read(children[0]),
}
OPERATORS = {
    "relation_lt": "<",
    "relation_le": "<=",
    "relation_gt": ">",
    "relation_ge": ">=",
    "relation_eq": "==",
    "relation_ne": "!=",
    "relation_in": "in",
    "addition_add": "+",
    "addition_sub": "-",
    "multiplication_mul": "*",
}


def _dotted(children: list[Any]) -> str:
    if len(children) == 1:
        return str(children[0].value)
    home = children[0]
    while home.data in {"member", "primary"}:
        home = home.children[0]
    if home.data not in {"ident", "member_dot"}:
        raise RuleRefused("Only facts have parts named with a dot.", "Write the name of the fact.")
    return f"{_dotted(home.children)}.{children[1].value}"


def _list_items(tree: Any) -> list[Any]:
    while len(tree.children) == 1 and tree.data in WRAPPERS:
        tree = tree.children[0]
    if tree.data != "list_lit" or not tree.children:
        raise RuleRefused("After “in” comes a list.", 'Write it out: in ["one", "two"].')
    return list(tree.children[0].children)


def _codes(*sides: Expression) -> tuple[str, ...]:
    """The codes that either side may give; a constant has no list of codes of its own."""
    codes = [
        (side.value,) if isinstance(side, Constant) and side.type.kind == Kind.CODE else side.type.options
        for side in sides
    ]
    return tuple(dict.fromkeys(code for listed in codes for code in listed))


def _bool(expression: Expression) -> Expression:
    _require(expression, Kind.BOOL)
    return expression


def _require(expression: Expression, kind: Kind) -> None:
    if expression.type.dated:
        raise RuleRefused("This value changes from day to day.", "Write at(fact, day).")
    if expression.type.kind != kind:
        raise RuleRefused(
            "A {given} stands where a {wanted} is needed.",
            "Compare it with something first, or take another fact.",
            given=expression.type,
            wanted=kind,
        )


def _nearest(name: str, known: list[str]) -> list[str]:
    import difflib

    return difflib.get_close_matches(name, known, n=5, cutoff=0.5) or sorted(known)[:5]


def _place(tree: Any) -> str:
    return f"{tree.meta.line}:{tree.meta.column}"
