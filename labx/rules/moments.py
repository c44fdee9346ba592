"""Differences between days as conditions and deadlines count them."""

import datetime


def days_between(first: datetime.date, last: datetime.date) -> int:
    """Days from one day to another; negative when the second comes before."""
    return (last - first).days


def months_between(first: datetime.date, last: datetime.date) -> int:
    """Whole months that have passed; from the 31st, a month without it has passed on the 1st of the next."""
    return (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)


def years_between(first: datetime.date, last: datetime.date) -> int:
    """Whole years that have passed, as an age is counted."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))
