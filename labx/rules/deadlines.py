"""From an event to a date: one function a rule, and the date as it is before any shift to a working day."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from labx.rules.calendar import WorkCalendar, add_days, add_months, add_working_days, end_of_month, next_working_day
from labx.rules.errors import RuleRefused

# The longest count, in its unit: no term of law comes near, and every date stays within the calendar.
LONGEST = 500
Event = datetime.date | datetime.datetime


class Counting(StrEnum):
    """How a rule counts from its event."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    HOURS = "hours"
    HOURS_BETWEEN = "hours_between"
    MONTHS = "months"
    YEARS = "years"
    END_OF_MONTH = "end_of_month"
    MONTHS_FROM_NEXT_FIRST = "months_from_next_first"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class DateRule:
    """`amount` of what `counting` says; hours also `not_before`; a yearly window its `opens` and `closes` as MM-DD."""

    counting: Counting
    amount: int = 0
    not_before: int = 0
    opens: str = ""
    closes: str = ""
    rolls_over: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """`by` is the last moment or day, as counted; `rolled_to` the later working day that the law may allow.

    `opens` is the first moment or day, where there is one. `hour_assumed` says that only the day of the event was
    known, so that the strictest hour of that day was taken.
    """

    by: Event
    opens: Event | None = None
    rolled_to: datetime.date | None = None
    hour_assumed: bool = False

    @property
    def last_day(self) -> datetime.date:
        return civil_day(self.by)


def due(rule: DateRule, event: Event, *, work: WorkCalendar, zone: datetime.tzinfo) -> Due:
    """Give the date of a time limit that runs from an event.

    Args:
        rule: how to count.
        event: the day, or the moment with its zone, from which the rule counts.
        work: working days of the place, for rules in working days and for the note on rolling over.
        zone: legal time of the place, in which the result of a rule in hours is told.

    Returns:
        The last day or moment as counted (calendar: days, months and years; hours: elapsed hours, whatever clocks did
        in between), and beside it the next working day where the last day is none and the rule rolls over. Where hours
        are counted from a day without an hour, `by` counts from its first moment and `opens` from its last: each is
        safe whatever the hour was.

    Raises:
        Nothing, for a rule that `checked_rule` let through and an event that `read_facts` made.

    Assumes:
        The day of the event does not count (Código Civil, article 279 b). Not for periods that include it.

    Source:
        Código Civil, article 279; Código do Imposto do Selo, article 26 (end of the third month that follows).

    Checked against:
        The published example of 5 December 2022 (31 March 2023) and 29 further dates computed by hand; an evaluator
        that counts day by day, for every day of 2020 to 2040.

    Examples:
        >>> lisbon = datetime.timezone.utc
        >>> third_month = DateRule(Counting.END_OF_MONTH, 3)
        >>> due(third_month, datetime.date(2025, 1, 31), work=WorkCalendar(), zone=lisbon).by.isoformat()
        '2025-04-30'
    """
    if rule.counting in {Counting.HOURS, Counting.HOURS_BETWEEN}:
        return _hours(rule, event, zone)
    day = civil_day(event)
    opens, by = (None, COUNTS[rule.counting](rule, day, work)) if rule.counting in COUNTS else _yearly(rule, day)
    rolled = next_working_day(by, work) if rule.rolls_over else by
    return Due(by=by, opens=opens, rolled_to=rolled if rolled != by else None)


def civil_day(event: Event) -> datetime.date:
    """The day on the calendar of the place where the event happened."""
    return event.date() if isinstance(event, datetime.datetime) else event


def _hours(rule: DateRule, event: Event, zone: datetime.tzinfo) -> Due:
    known = isinstance(event, datetime.datetime)
    first = event if isinstance(event, datetime.datetime) else _midnight(event, zone)
    last = first if known else _midnight(add_days(civil_day(event), 1), zone)
    opens = _after_hours(last, rule.not_before, zone) if rule.counting == Counting.HOURS_BETWEEN else None
    return Due(by=_after_hours(first, rule.amount, zone), opens=opens, hour_assumed=not known)


def _midnight(day: datetime.date, zone: datetime.tzinfo) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), tzinfo=zone)


def _after_hours(moment: datetime.datetime, hours: int, zone: datetime.tzinfo) -> datetime.datetime:
    """Elapsed hours: counted in UTC, told as the clocks of the place will show them."""
    return (moment.astimezone(datetime.UTC) + datetime.timedelta(hours=hours)).astimezone(zone)


def _yearly(rule: DateRule, day: datetime.date) -> tuple[datetime.date, datetime.date]:
    year = day.year + rule.amount
    return datetime.date.fromisoformat(f"{year}-{rule.opens}"), datetime.date.fromisoformat(f"{year}-{rule.closes}")


def _from_next_first(rule: DateRule, day: datetime.date, _work: WorkCalendar) -> datetime.date:
    """Months that begin on the first of the next month end with the last day of the last of them."""
    return end_of_month(day, rule.amount)


COUNTS: dict[Counting, Callable[[DateRule, datetime.date, WorkCalendar], datetime.date]] = {
    Counting.DAYS: lambda rule, day, work: add_days(day, rule.amount),
    Counting.WORKING_DAYS: lambda rule, day, work: add_working_days(day, rule.amount, work),
    Counting.MONTHS: lambda rule, day, work: add_months(day, rule.amount),
    Counting.YEARS: lambda rule, day, work: add_months(day, 12 * rule.amount),
    Counting.END_OF_MONTH: lambda rule, day, work: end_of_month(day, rule.amount),
    Counting.MONTHS_FROM_NEXT_FIRST: _from_next_first,
}


def checked_rule(rule: DateRule) -> DateRule:
    """Refuse a rule that could give no date in some year."""
    if not (0 <= rule.amount <= LONGEST and 0 <= rule.not_before <= LONGEST):
        raise RuleRefused("A time limit is {amount} long.", "Give 0 to {most}.", amount=rule.amount, most=LONGEST)
    if rule.counting == Counting.YEARLY:
        for name in (rule.opens, rule.closes):
            _require_day_of_any_year(name)
        if rule.closes < rule.opens:
            raise RuleRefused("The window closes before it opens.", "Exchange {opens}.", opens=rule.opens)
    if rule.counting == Counting.HOURS_BETWEEN and rule.amount < rule.not_before:
        raise RuleRefused("The hours end before they begin.", "Give more than {hours}.", hours=rule.not_before)
    return rule


def _require_day_of_any_year(name: str) -> None:
    try:
        # 2023 has no 29 February: a window must not depend on leap years.
        datetime.date.fromisoformat(f"2023-{name}")
    except ValueError:
        raise RuleRefused("“{name}” is no day of every year.", "Write month and day as 06-30.", name=name) from None
