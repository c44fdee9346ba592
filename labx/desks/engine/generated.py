"""Cases made by a seed, as many as wanted, to try a pack on."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from labx.desks.engine.desk import Desk
from labx.rules.columns import EMPTY, Column, Columns
from labx.rules.expressions import Constant, Expression, parts
from labx.rules.facts import Fact, Kind

FIRST_DAY, LAST_DAY = np.datetime64("2020-01-01"), np.datetime64("2040-12-31")
LONG_BEFORE = np.datetime64("1930-01-01")
SECONDS_A_DAY = 86_400


def generated_columns(desk: Desk, *, count: int, seed: int) -> dict[str, Column]:
    """Draw complete answers for many cases.

    Args:
        desk: the compiled pack.
        count: number of cases.
        seed: the same seed draws the same cases.

    Returns:
        A column for every fact: the first code of each half of the time, yes more or less often from case to case,
        numbers near the constants of the pack's conditions, days and moments two in three close to each other, between
        2020 and 2040, as days around an event are; the others from 1930 on, as birthdays are.

    Raises:
        Nothing.

    Assumes:
        Answers are drawn without regard to each other: many cases contradict themselves and must be set aside.

    Source:
        Claessen and Hughes (2000), QuickCheck, ICFP, pp. 268-279.

    Checked against:
        Nothing: it makes no number that is told to anyone.

    Examples:
        >>> generated_columns(Desk("desks/x", "1.0.0", {}, {}, (), {}), count=2, seed=1)
        {}
    """
    random = np.random.default_rng(seed)
    constants = sorted({0.0, 1.0, *_numbers(desk)})
    around = np.array(sorted({number + shift for number in constants for shift in (-1.0, 0.0, 1.0)}))
    middle = _days(random, count, FIRST_DAY)
    # Cases where most is true and cases where little is: else nothing would hang on a single answer.
    share = random.choice([0.1, 0.5, 0.9], count)
    return {
        name: Column(_values(question.fact, random, count, around, middle, share), np.ones(count, dtype=np.bool_))
        for name, question in desk.questions.items()
    }


def _numbers(desk: Desk) -> Iterable[float]:
    for rule in (procedure.applies for procedure in desk.procedures.values()):
        yield from _constants(rule.expression)
    for question in desk.questions.values():
        if question.asked_if:
            yield from _constants(question.asked_if.expression)


def _constants(expression: Expression) -> Iterable[float]:
    if isinstance(expression, Constant) and expression.type.kind == Kind.NUMBER:
        yield expression.value
    for part in parts(expression):
        yield from _constants(part)


def _days(random: np.random.Generator, count: int, first: np.datetime64) -> Any:
    span = int((LAST_DAY - first).astype(int))
    return first + random.integers(0, span + 1, count).astype("timedelta64[D]")


def _values(fact: Fact, random: np.random.Generator, count: int, around: Any, middle: Any, share: Any) -> Any:
    if fact.type.kind == Kind.BOOL:
        return random.random(count) < share
    if fact.type.kind == Kind.CODE:
        places = random.integers(0, len(fact.type.options), count)
        return np.array(fact.type.options)[np.where(random.random(count) < 0.5, 0, places)]
    if fact.type.kind == Kind.NUMBER:
        allowed = around[(around >= fact.minimum) & (around <= fact.maximum)]
        return allowed[random.integers(0, len(allowed), count)]
    close = middle + random.integers(0, 40, count).astype("timedelta64[D]")
    days = np.where(random.random(count) < 2 / 3, close, _days(random, count, LONG_BEFORE))
    if fact.type.kind == Kind.DATE:
        return days
    return days.astype("datetime64[s]") + random.integers(0, SECONDS_A_DAY, count).astype("timedelta64[s]")


def facts_at(desk: Desk, columns: Columns, place: int) -> dict[str, Any]:
    """The facts of one case, out of columns."""
    return {
        name: _fact(question.fact, columns[name].values[place])
        for name, question in desk.questions.items()
        if columns[name].known[place]
    }


def _fact(fact: Fact, value: Any) -> Any:
    plain = value.item()
    return plain.replace(tzinfo=datetime.UTC) if fact.type.kind == Kind.TIMESTAMP else plain


def without(columns: Mapping[str, Column], name: str, seed: int) -> dict[str, Column]:
    """The same cases with other answers to one question."""
    shuffled = np.random.default_rng(seed).permutation(columns[name].values)
    return {**columns, name: Column(shuffled, columns[name].known)}


def under_another_version(columns: Mapping[str, Column], older: Desk, *, count: int) -> dict[str, Column]:
    """The same cases as another version of the pack sees them: what it does not ask, or not so, is unknown to it."""
    seen = {}
    for name, question in older.questions.items():
        kind = question.fact.type
        column = columns.get(name)
        blank = Column(np.full(count, EMPTY[kind.kind]), np.zeros(count, dtype=np.bool_))
        if column is None or not _fits(column, blank):
            seen[name] = blank
        elif kind.kind == Kind.CODE:
            seen[name] = Column(column.values, column.known & np.isin(column.values, kind.options))
        else:
            seen[name] = column
    return seen


def _fits(column: Column, blank: Column) -> bool:
    return bool(column.values.dtype.kind == blank.values.dtype.kind)
