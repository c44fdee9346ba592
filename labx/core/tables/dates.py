"""Dates as people write them; one column, one form."""

from __future__ import annotations

import datetime
import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

YEAR_FIRST = gettext_noop("year-month-day")
DAY_FIRST = gettext_noop("day/month/year")
MONTH_FIRST = gettext_noop("month/day/year")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?Z?$")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?([+-]\d{2}:?\d{2}|Z)?$")
MONTHS = 12


class DateFault(ValueError):
    """Why a text is no date: code, message and cure."""

    def __init__(self, code: str, message: str, cure: str) -> None:
        self.code, self.message, self.cure = code, message, cure
        super().__init__(message)


def read_date(text: str, *, month_first: bool) -> tuple[datetime.date, str]:
    """The date and the form it was written in."""
    day_text = _MIDNIGHT.sub("", text)
    if match := _YEAR_FIRST.fullmatch(day_text):
        year, month, day = (int(part) for part in match.groups())
        form = YEAR_FIRST
    elif match := _YEAR_LAST.fullmatch(day_text):
        first, second, year = (int(part) for part in match.groups())
        day, month = (second, first) if month_first else (first, second)
        form = MONTH_FIRST if month_first else DAY_FIRST
    else:
        raise _no_date(text)
    return _checked_date(year, month, day, form), form


def _checked_date(year: int, month: int, day: int, form: str) -> datetime.date:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        pass
    if month > MONTHS >= day and form != YEAR_FIRST:
        raise DateFault(
            "month-day-order",
            _("There is no month {month}: day and month seem to be the other way round.").format(month=month),
            _("Write dates as 31/12/2026, or choose the other order of day and month for the file."),
        )
    raise DateFault("no-such-date", _("There is no such day."), _("Correct the date, as in 31/12/2026."))


def _no_date(text: str) -> DateFault:
    if _SHORT_YEAR.fullmatch(text):
        return DateFault(
            "short-year", _("The year has two digits."), _("Write the year with four digits, as in 31/12/2026.")
        )
    if _TIME.search(text):
        return DateFault(
            "time-of-day", _("A time of day stands beside the date."), _("Keep only the date, as in 31/12/2026.")
        )
    return DateFault("not-a-date", _("This is not a date."), _("Write it as 31/12/2026 or 2026-12-31."))


def mixed_forms(first_form: str, form: str) -> DateFault:
    return DateFault(
        "mixed-dates",
        _("This date is written {form} and the column began as {first}.").format(form=_(form), first=_(first_form)),
        _("Write all dates of the column in one form, as in 31/12/2026."),
    )
