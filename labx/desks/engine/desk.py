"""What a desk is made of once its pack is read: questions, procedures, time limits, tables. Names only, no texts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from labx.rules.dated import Dated
from labx.rules.deadlines import Counting, DateRule, civil_day
from labx.rules.evaluation import Evaluator
from labx.rules.explanation import Rule
from labx.rules.expressions import Expression
from labx.rules.facts import Fact, Facts, Schema

# Grades of facts that may be told as such; anything less shows no date.
TOLD_AS_FACT = frozenset({"A", "A-", "B"})

COUNTED_BY_PLACE = frozenset({Counting.HOURS, Counting.HOURS_BETWEEN, Counting.WORKING_DAYS})


class Limit(StrEnum):
    """What being late means, from the most to the least urgent."""

    LEGAL = "legal"  # a penalty
    EXPIRY = "expiry"  # the right is lost
    RETRO = "retro"  # money starts later, nothing is lost
    WINDOW = "window"  # open at some time of the year
    PRESCRIPTION = "prescription"  # long
    ADVICE = "advice"
    NONE = "none"


class Phase(StrEnum):
    """When a procedure matters, from the first hours on."""

    HOURS = "hours"
    WEEK = "week"
    MONTHS = "months"
    LATER = "later"


PHASES = tuple(Phase)


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that may be asked. `asked_if` says when it makes sense, `otherwise` what holds where it does not.

    `is_given` is true for what the desk itself knows, such as the day of today: nobody is asked for it.
    """

    fact: Fact
    asked_if: Rule | None = None
    otherwise: Any = None
    is_given: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to count a time limit: the first of `starts` that is known, then the rule."""

    starts: tuple[str, ...]
    rule: DateRule
    source: str


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A time limit of a procedure, where `applies` holds. Of several readings the earliest date is shown."""

    limit: Limit
    grade: str
    source: str
    readings: tuple[Reading, ...] = ()
    applies: Rule | None = None

    @property
    def shows_dates(self) -> bool:
        return self.grade in TOLD_AS_FACT

    @property
    def depends_on_place(self) -> bool:
        """Whether legal time or holidays of the place can change a date that is shown."""
        return self.shows_dates and any(
            reading.rule.rolls_over or reading.rule.counting in COUNTED_BY_PLACE for reading in self.readings
        )

    @property
    def counts_working_days(self) -> bool:
        """Whether holidays of the place can change a date that is shown."""
        return self.shows_dates and any(
            reading.rule.rolls_over or reading.rule.counting == Counting.WORKING_DAYS for reading in self.readings
        )


@dataclass(frozen=True, slots=True)
class Procedure:
    """`place` in the pack breaks ties. `is_task` is false for what is only to be known."""

    name: str
    place: int
    phase: Phase
    applies: Rule
    grade: str
    time_limits: tuple[TimeLimit, ...]
    after: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    counters: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    is_task: bool = True


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Answers that cannot hold together."""

    name: str
    expression: Expression
    holds: Evaluator


@dataclass(frozen=True, slots=True)
class Table:
    """Values by a code and a day: days of leave by relation, amounts by year. `key` gives the code of a case."""

    name: str
    key_expression: Expression
    key: Evaluator
    day: str
    rows: Mapping[str, Dated[Any]]

    def find(self, facts: Facts) -> Any:
        """The value for a case, or None where code or day are unknown or the table has no value for them."""
        code, day = self.key(facts), facts.get(self.day)
        row = self.rows.get(code)
        return row.on(civil_day(day)) if row and isinstance(day, datetime.date) else None


@dataclass(frozen=True, slots=True)
class Desk:
    """A pack, read and compiled. `region` names the fact that says whose legal time and holidays count."""

    name: str
    version: str
    questions: Mapping[str, Question]
    procedures: Mapping[str, Procedure]
    contradictions: tuple[Contradiction, ...]
    tables: Mapping[str, Table]
    region: str = ""

    @property
    def schema(self) -> Schema:
        return {name: question.fact for name, question in self.questions.items()}
