"""The clocks of the law: a month to answer, two more with a reason, 24 and 72 hours after a breach."""

from datetime import date, datetime, timedelta

from labx.rules.calendar import add_months

ANSWER_MONTHS = 1
EXTENSION_MONTHS = 2
INTERNAL_HOURS = 24
AUTHORITY_HOURS = 72


def answer_due(received: date) -> date:
    """The last day to answer a person (GDPR, article 12(3)): stricter than the law, free days are not added."""
    return add_months(received, ANSWER_MONTHS)


def extended_due(received: date) -> date:
    """The last day where the request is complex or there are many."""
    return add_months(received, ANSWER_MONTHS + EXTENSION_MONTHS)


def internal_due(known: datetime) -> datetime:
    """When the data-protection officer must know of a breach, counted from when anybody here knew."""
    return known + timedelta(hours=INTERNAL_HOURS)


def authority_due(known: datetime) -> datetime:
    """When the supervisory authority must know (GDPR, article 33(1)): hours, so nights and holidays count."""
    return known + timedelta(hours=AUTHORITY_HOURS)
