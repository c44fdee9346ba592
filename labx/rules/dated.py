"""Values that hold from one day to another: leave days, amounts, a person's status."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from labx.rules.errors import RuleRefused

Held = TypeVar("Held")


@dataclass(frozen=True, slots=True)
class Period(Generic[Held]):
    """One value and the days on which it holds, both ends included; an open end is None."""

    value: Held
    first: datetime.date | None = None
    last: datetime.date | None = None

    def holds_on(self, day: datetime.date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Dated(Generic[Held]):
    """Periods in order, none touching another's days."""

    periods: tuple[Period[Held], ...]

    @classmethod
    def of(cls, periods: Iterable[Period[Held]], *, name: str) -> Dated[Held]:
        """Put periods into a table that has at most one value a day.

        Args:
            periods: values with their first and last day (inclusive; None is open); any order, any number.
            name: what the table holds, for the message of a refusal.

        Returns:
            The table, earliest period first.

        Raises:
            RuleRefused: a period ends before it begins, or two periods share a day.

        Assumes:
            A day outside every period has no value: a gap is unknown, not the last value carried on.

        Source:
            Clark and Tansel (1985), On an algebra for historical relational databases, SIGMOD, pp. 247-265 (values with
            closed intervals of validity).

        Checked against:
            Day counting in labx/rules/tests/test_dated.py.

        Examples:
            >>> days = datetime.date
            >>> table = Dated.of([Period(5, None, days(2023, 4, 30)), Period(20, days(2023, 5, 1), None)], name="leave")
            >>> table.on(days(2023, 4, 30)), table.on(days(2023, 5, 1))
            (5, 20)
        """
        ordered = tuple(sorted(periods, key=lambda period: period.first or datetime.date.min))
        for period in ordered:
            if period.first and period.last and period.last < period.first:
                raise RuleRefused(
                    "In “{name}” a period ends on {last}, before it begins on {first}.",
                    "Exchange the two dates or correct one.",
                    name=name,
                    first=period.first,
                    last=period.last,
                )
        for before, after in pairwise(ordered):
            if after.first is None or before.last is None or after.first <= before.last:
                raise RuleRefused(
                    "In “{name}” two periods hold on {day}.",
                    "Let one period end on the day before the next one begins.",
                    name=name,
                    day=after.first or before.first or "every early day",
                )
        return cls(ordered)

    def on(self, day: datetime.date) -> Held | None:
        """The value on that day, or None where no period covers it."""
        return next((period.value for period in self.periods if period.holds_on(day)), None)
