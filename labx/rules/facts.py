"""Facts: what may be known of a case, and what values it may take. What is unknown is absent."""

from __future__ import annotations

import datetime
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from labx.rules.dated import Dated, Period
from labx.rules.errors import RuleRefused

Value = bool | float | str | datetime.date | datetime.datetime | Dated[Any]
Facts = Mapping[str, Value]

# Nobody alive was born before, no term of law ends later.
EARLIEST, LATEST = 1850, 2200


class Kind(StrEnum):
    BOOL = "bool"
    NUMBER = "number"
    CODE = "code"
    DATE = "date"
    TIMESTAMP = "timestamp"


@dataclass(frozen=True, slots=True)
class Type:
    """What an expression gives: `options` are the codes it may be, `dated` a value that changes from day to day."""

    kind: Kind
    options: tuple[str, ...] = ()
    dated: bool = False

    def __str__(self) -> str:
        return f"dated {self.kind}" if self.dated else str(self.kind)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a schema. Numbers may be bounded, both bounds included."""

    name: str
    type: Type
    minimum: float = -math.inf
    maximum: float = math.inf


Schema = Mapping[str, Fact]


def read_facts(schema: Schema, answers: Mapping[str, Any]) -> tuple[dict[str, Value], list[RuleRefused]]:
    """Turn answers as they come in JSON into facts, and say what cannot be used.

    Args:
        schema: the facts that may be given, by name.
        answers: values by fact name: true or false, numbers, codes, days as `2026-12-31`, moments with their zone as
            `2026-12-31T10:30:00+00:00`, dated facts as a list of `{from, to, value}`. What is unknown is left out.

    Returns:
        The facts that can be used (numbers as floats), and one refusal for each answer that cannot, named by its place.

    Raises:
        Nothing: every fault is in the second part.

    Assumes:
        Nothing of the order of answers. Answers that contradict each other are not seen here.

    Source:
        RFC 3339 (2002), section 5.6, for days and moments.

    Checked against:
        Python 3.11 `datetime.fromisoformat` on generated days and moments.

    Examples:
        >>> schema = {"age": Fact("age", Type(Kind.NUMBER), minimum=0)}
        >>> read_facts(schema, {"age": 41})[0]
        {'age': 41.0}
        >>> print(read_facts(schema, {"age": -1})[1][0])
        age: -1 is not between 0 and inf. Correct the number.
    """
    facts: dict[str, Value] = {}
    refused = []
    for name, answer in answers.items():
        try:
            facts[name] = _value(schema, name, answer)
        except RuleRefused as error:
            refused.append(error.within(name))
    return facts, refused


def _value(schema: Schema, name: str, answer: Any) -> Value:
    fact = schema.get(name)
    if fact is None:
        raise RuleRefused("This fact is not known here.", "Leave it out, or correct its name.")
    if answer is None:
        raise RuleRefused("It has no value.", "Leave out what is unknown.")
    return _dated(fact, answer) if fact.type.dated else READERS[fact.type.kind](fact, answer)


def _dated(fact: Fact, answer: Any) -> Dated[Any]:
    if not isinstance(answer, list) or not all(isinstance(item, dict) and "value" in item for item in answer):
        raise RuleRefused("A list of periods is expected.", "Write each as from, to and value.")
    read = READERS[fact.type.kind]
    periods = [Period(read(fact, item["value"]), _end(item, "from"), _end(item, "to")) for item in answer]
    return Dated.of(periods, name=fact.name)


def _end(item: Mapping[str, Any], name: str) -> datetime.date | None:
    return None if item.get(name) is None else read_day(item[name])


def _bool(_fact: Fact, answer: Any) -> bool:
    if not isinstance(answer, bool):
        raise RuleRefused("“{answer}” is neither true nor false.", "Answer yes or no.", answer=answer)
    return answer


def _number(fact: Fact, answer: Any) -> float:
    if isinstance(answer, bool) or not isinstance(answer, int | float) or not abs(answer) <= sys.float_info.max:
        raise RuleRefused("“{answer}” is not a number.", "Write a number, such as 12.", answer=answer)
    if not fact.minimum <= answer <= fact.maximum:
        raise RuleRefused(
            "{answer} is not between {minimum:g} and {maximum:g}.",
            "Correct the number.",
            answer=answer,
            minimum=fact.minimum,
            maximum=fact.maximum,
        )
    return float(answer)


def _code(fact: Fact, answer: Any) -> str:
    if answer not in fact.type.options:
        known = ", ".join(fact.type.options)
        raise RuleRefused("“{answer}” is none of the answers.", "Choose one of: {known}.", answer=answer, known=known)
    return str(answer)


def read_day(answer: Any) -> datetime.date:
    """The day that a text such as 2026-12-31 names; days that do not exist are refused."""
    try:
        day = answer if type(answer) is datetime.date else datetime.datetime.strptime(answer, "%Y-%m-%d").date()  # noqa: DTZ007
    except (TypeError, ValueError):
        raise RuleRefused(
            "“{answer}” is not a day of the calendar.", "Write the day as 2026-12-31.", answer=answer
        ) from None
    return _within_reach(day)


def read_moment(answer: Any) -> datetime.datetime:
    """The moment that a text such as 2026-12-31T10:30:00+00:00 names; one without its zone is refused."""
    try:
        moment = answer if isinstance(answer, datetime.datetime) else datetime.datetime.fromisoformat(answer)
    except (TypeError, ValueError):
        raise RuleRefused(
            "“{answer}” is not a day and hour.", "Write it as 2026-12-31T10:30:00+00:00.", answer=answer
        ) from None
    if moment.tzinfo is None:
        raise RuleRefused("The hour “{answer}” has no time zone.", "Add the zone, such as +00:00.", answer=answer)
    _within_reach(moment.date())
    return moment


def _within_reach(day: datetime.date) -> datetime.date:
    if not EARLIEST <= day.year <= LATEST:
        raise RuleRefused("The year {year} is too far away.", "Correct the year.", year=day.year)
    return day


READERS: dict[Kind, Callable[[Fact, Any], Any]] = {
    Kind.BOOL: _bool,
    Kind.NUMBER: _number,
    Kind.CODE: _code,
    Kind.DATE: lambda _fact, answer: read_day(answer),
    Kind.TIMESTAMP: lambda _fact, answer: read_moment(answer),
}
