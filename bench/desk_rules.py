"""The rules of a desk as numpy expressions and the cases as plain columns: what another engine is given to evaluate."""

import json
from pathlib import Path

import numpy as np

from labx.desks.engine.desk import Desk
from labx.rules.columns import Columns
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
from labx.rules.facts import Kind


def rules_of(desk: Desk) -> dict:
    """Facts, then each question with its gate, then the conditions; codes are numbers, names are Python's."""
    codes = sorted({option for one in desk.questions.values() for option in one.fact.type.options})
    text = Texts({code: number for number, code in enumerate(codes)})
    settled = [
        {
            "name": plain(name),
            "gate": text.of(question.asked_if.expression) if question.asked_if else "",
            "otherwise": text.constant(question.otherwise) if question.otherwise is not None else "",
        }
        for name, question in desk.questions.items()
    ]
    return {
        "facts": [{"name": plain(name), "kind": one.fact.type.kind} for name, one in desk.questions.items()],
        "settled": settled,
        "procedures": [
            {"name": plain(name), "condition": text.of(one.applies.expression)} for name, one in desk.procedures.items()
        ],
        "codes": codes,
    }


def write(folder: Path, desk: Desk, columns: Columns) -> None:
    rules = rules_of(desk)
    (folder / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    places = np.array(rules["codes"])
    arrays = {}
    for name, question in desk.questions.items():
        values = columns[name].values
        if question.fact.type.kind == Kind.CODE:
            values = np.searchsorted(places, values).astype(np.int32)
        elif question.fact.type.kind == Kind.TIMESTAMP:
            values = values.astype("datetime64[D]")
        arrays[plain(name)] = values
    np.savez(folder / "columns.npz", **arrays)


def plain(name: str) -> str:
    return name.replace(".", "_").replace("-", "_")


CONNECTIVES = {
    Not: ("(~", "", ")"),
    And: ("(", " & ", ")"),
    Or: ("(", " | ", ")"),
    Choice: ("np.where(", ", ", ")"),
}


class Texts:
    """Each part of a condition as Python that numpy evaluates; `of_fact("x")` stands for a fact."""

    def __init__(self, codes: dict[str, int]) -> None:
        self.codes = codes

    def of(self, expression: Expression) -> str:
        inner = [self.of(part) for part in parts(expression)]
        match expression:
            case Constant(value):
                return self.constant(value)
            case FactOf(name):
                return f"of_fact({plain(name)!r})"
            case Among(_, values):
                return f"np.isin({inner[0]}, [{', '.join(map(self.constant, values))}])"
            case Comparison(operator) | Arithmetic(operator):
                return f"({inner[0]} {operator} {inner[1]})"
            case Call(function):
                return f"{function}({', '.join(inner)})"
            case _:
                before, between, after = CONNECTIVES[type(expression)]
                return f"{before}{between.join(inner)}{after}"

    def constant(self, value: object) -> str:
        if isinstance(value, bool | int | float):
            return repr(value)
        if isinstance(value, str):
            return repr(self.codes[value])
        return f"np.datetime64({str(value)!r}, 'D')"
