"""The clocks of the law: a month to answer, two more with a reason, 24 and 72 hours after a breach."""

import calendar
from datetime import date, datetime, timedelta

ANSWER_MONTHS = 1
EXTENSION_MONTHS = 2
INTERNAL_HOURS = 24
AUTHORITY_HOURS = 72


def months_after(day: date, months: int) -> date:
    """The same day some months later; where that month is shorter, its last day.

    Examples:
        >>> months_after(date(2026, 1, 31), 1)
        datetime.date(2026, 2, 28)
        >>> months_after(date(2026, 11, 15), 2)
        datetime.date(2027, 1, 15)
    """
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def answer_due(received: date) -> date:
    """The last day to answer a person (GDPR, article 12(3)): stricter than the law, free days are not added."""
    return months_after(received, ANSWER_MONTHS)


def extended_due(received: date) -> date:
    """The last day where the request is complex or there are many."""
    return months_after(received, ANSWER_MONTHS + EXTENSION_MONTHS)


def internal_due(known: datetime) -> datetime:
    """When the data-protection officer must know of a breach, counted from when anybody here knew."""
    return known + timedelta(hours=INTERNAL_HOURS)


def authority_due(known: datetime) -> datetime:
    """When the supervisory authority must know (GDPR, article 33(1)): hours, so nights and holidays count."""
    return known + timedelta(hours=AUTHORITY_HOURS)
