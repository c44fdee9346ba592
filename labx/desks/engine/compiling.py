"""From the content of a pack to a desk, or to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from labx.desks.engine.cycles import cycle_in
from labx.desks.engine.desk import (
    TOLD_AS_FACT,
    Contradiction,
    Desk,
    Limit,
    Phase,
    Procedure,
    Question,
    Reading,
    Table,
    TimeLimit,
)
from labx.rules.dated import Dated, Period
from labx.rules.deadlines import Counting, DateRule, checked_rule
from labx.rules.errors import RuleRefused
from labx.rules.evaluation import evaluator
from labx.rules.explanation import Rule
from labx.rules.expressions import Expression
from labx.rules.facts import Fact, Kind, Type, Value, read_day, read_facts
from labx.rules.reading import read_condition

Content = Mapping[str, Any]
Made = TypeVar("Made")


def read_desk(content: Content) -> tuple[Desk | None, list[RuleRefused]]:
    """Compile the content of a pack of procedures.

    Args:
        content: the parsed pack: `facts`, `defined`, `contradictions`, `tables`, `procedures`, `region`, as the pack
            schema of the room gives them.

    Returns:
        The desk, or None; and every refusal, its place being the path in the pack.

    Raises:
        Nothing: faults are in the second part.

    Assumes:
        The shape was checked by the pack schema: keys are there and of the right kind.

    Source:
        Our own format; docs of the room.

    Checked against:
        labx/desks/engine/tests/test_compiling.py: one pack a fault.

    Examples:
        >>> desk, refused = read_desk({"id": "desks/none", "version": "1.0.0"})
        >>> len(desk.procedures), refused
        (0, [])
    """
    compiler = _Compiler(content)
    desk = compiler.desk()
    return (None, compiler.refused) if compiler.refused else (desk, [])


class _Compiler:
    def __init__(self, content: Content) -> None:
        self.content = content
        self.refused: list[RuleRefused] = []
        self.schema: dict[str, Fact] = {}
        self.defined: dict[str, Expression] = {}

    def desk(self) -> Desk:
        questions = dict(self.each("facts", self.question))
        self.defined.update(self.each("defined", self.definition))
        contradictions = tuple(made for _name, made in self.each("contradictions", self.contradiction))
        tables = dict(self.each("tables", self.table))
        procedures = {made.name: made for _name, made in self.each("procedures", self.procedure)}
        self._check_names(procedures)
        region = self.content.get("region") or ""
        if region and region not in self.schema:
            self.refused.append(_unknown("region", region))
        name, version = self.content["id"], self.content["version"]
        return Desk(name, version, questions, procedures, contradictions, tables, region)

    def each(self, key: str, make: Callable[[Content, int], Made]) -> list[tuple[str, Made]]:
        made = []
        for place, entry in enumerate(self.content.get(key) or ()):
            try:
                made.append((entry["name"], make(entry, place)))
            except RuleRefused as error:
                self.refused.append(error.within(f"{key}[{place}]"))
        return made

    def question(self, entry: Content, _place: int) -> Question:
        # A gate may read the facts that stand before it: so no two facts wait for each other.
        gate = entry.get("asked_if")
        asked_if = Rule.of(entry["name"], "", self.condition("asked_if", gate)) if gate else None
        fact = fact_of(entry)
        otherwise = self._otherwise(fact, entry)
        self.schema[fact.name] = fact
        return Question(fact, asked_if, otherwise, bool(entry.get("is_given")))

    def _otherwise(self, fact: Fact, entry: Content) -> Value | None:
        answer = entry.get("otherwise")
        if answer is None:
            return None
        facts, refused = read_facts({fact.name: fact}, {fact.name: answer})
        if refused:
            raise refused[0].within("otherwise")
        return facts[fact.name]

    def definition(self, entry: Content, _place: int) -> Expression:
        expression = self.condition("is", entry["is"], wanted=None)
        self.defined[entry["name"]] = expression
        return expression

    def contradiction(self, entry: Content, _place: int) -> Contradiction:
        expression = self.condition("when", entry["when"])
        return Contradiction(entry["name"], expression, evaluator(expression))

    def table(self, entry: Content, _place: int) -> Table:
        key = self.condition("key", entry["key"], wanted=Kind.CODE)
        if entry["day"] not in self.schema:
            raise _unknown("day", entry["day"])
        periods: dict[str, list[Period[Any]]] = {}
        for row in entry["rows"]:
            value = row.get("value") if row["grade"] in TOLD_AS_FACT else None
            period = Period(value, _day(row.get("valid_from")), _day(row.get("valid_to")))
            periods.setdefault(row["code"], []).append(period)
        rows = {code: Dated.of(found, name=f"{entry['name']}: {code}") for code, found in periods.items()}
        return Table(entry["name"], key, evaluator(key), entry["day"], rows)

    def procedure(self, entry: Content, place: int) -> Procedure:
        return Procedure(
            name=entry["name"],
            place=place,
            phase=Phase(entry["phase"]),
            applies=Rule.of(entry["name"], entry["source"], self.condition("applies", entry["applies"])),
            grade=entry["grade"],
            time_limits=tuple(self.time_limit(limit, entry) for limit in entry.get("time_limits") or ()),
            **{key: tuple(entry.get(key) or ()) for key in ("after", "excludes", "documents", "counters", "who")},
            is_task=entry.get("is_task") is not False,
        )

    def time_limit(self, entry: Content, procedure: Content) -> TimeLimit:
        condition = entry.get("applies")
        applies = (
            Rule.of(procedure["name"], entry["source"], self.condition("applies", condition)) if condition else None
        )
        readings = tuple(self.reading(reading, entry["source"]) for reading in entry.get("readings") or ())
        return TimeLimit(Limit(entry["limit"]), entry["grade"], entry["source"], readings, applies)

    def reading(self, entry: Content, source: str) -> Reading:
        for start in entry["from"]:
            if start not in self.schema:
                raise _unknown("from", start)
            if self.schema[start].type.kind not in {Kind.DATE, Kind.TIMESTAMP}:
                raise RuleRefused("“{name}” is no day.", "Count from a date or a timestamp.", place="from", name=start)
        rule = DateRule(
            Counting(entry["counting"]),
            amount=entry.get("amount") or 0,
            not_before=entry.get("not_before") or 0,
            opens=entry.get("opens") or "",
            closes=entry.get("closes") or "",
            rolls_over=bool(entry.get("rolls_over")),
        )
        return Reading(tuple(entry["from"]), checked_rule(rule), entry.get("source") or source)

    def condition(self, key: str, text: str, *, wanted: Kind | None = Kind.BOOL) -> Expression:
        try:
            return read_condition(text, self.schema, self.defined, wanted=wanted)
        except RuleRefused as error:
            raise error.within(key) from None

    def _check_names(self, procedures: Mapping[str, Procedure]) -> None:
        declared = {entry["name"] for entry in self.content.get("procedures") or ()}
        for procedure in procedures.values():
            for other in (*procedure.after, *procedure.excludes):
                if other not in declared:
                    self.refused.append(_unknown(f"procedures[{procedure.place}]", other))
        cycle = cycle_in({name: procedure.after for name, procedure in procedures.items()})
        if cycle:
            text = "Each of these waits for the next: {names}."
            self.refused.append(RuleRefused(text, "Take one “after” out.", place="procedures", names=", ".join(cycle)))


def fact_of(entry: Content) -> Fact:
    """A fact as the pack declares it."""
    options = tuple(answer["code"] for answer in entry.get("answers") or ())
    if (entry["type"] == Kind.CODE) != bool(options):
        raise RuleRefused("Answers and type do not fit.", "Give answers to facts of the type code, and only to those.")
    limits = {key: entry[key] for key in ("minimum", "maximum") if entry.get(key) is not None}
    return Fact(entry["name"], Type(Kind(entry["type"]), options, bool(entry.get("dated"))), **limits)


def _day(text: str | None) -> Any:
    return None if text is None else read_day(text)


def _unknown(place: str, name: str) -> RuleRefused:
    return RuleRefused("“{name}” is not declared.", "Correct the name.", place=place, name=name)
