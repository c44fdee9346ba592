"""Hours and closed days as people write them."""

from __future__ import annotations

import datetime as dt
import re
from itertools import pairwise
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from labx.desks.counter.booking.reaching import address_in

SPAN = re.compile(r"(\d{1,2})[:.h](\d{2})\s*(?:-|–|a|to)\s*(\d{1,2})[:.h](\d{2})", re.IGNORECASE)
BETWEEN = re.compile(r"\s+(?:a|até|to|-|–)\s+", re.IGNORECASE)
MOST_LINES, LONGEST = 100, 3_000
Pairs = list[list[str]]


class SpansField(forms.Field):
    """“9:30-12:30, 14:00-17:00” as [["09:30", "12:30"], ["14:00", "17:00"]]."""

    default_error_messages = {
        "unreadable": _("Write hours as 9:30-12:30, 14:00-17:00."),
        "order": _("Hours end after they begin, and do not overlap. Write them in order."),
    }

    def to_python(self, value: str | None) -> Pairs:
        spans = [self.span(part.strip()) for part in (value or "")[:LONGEST].split(",") if part.strip()]
        moments = [moment for span in spans for moment in span]
        in_order = all(first <= second for first, second in pairwise(moments))
        if not in_order or any(begins == ends for begins, ends in spans):
            raise forms.ValidationError(self.error_messages["order"])
        return spans

    def span(self, text: str) -> list[str]:
        found = SPAN.fullmatch(text)
        if found is None:
            raise forms.ValidationError(self.error_messages["unreadable"])
        hour, minute, last_hour, last_minute = map(int, found.groups())
        try:
            return [f"{dt.time(hour, minute):%H:%M}", f"{dt.time(last_hour, last_minute):%H:%M}"]
        except ValueError:
            raise forms.ValidationError(self.error_messages["unreadable"]) from None

    def prepare_value(self, value: Any) -> Any:
        return ", ".join("-".join(span) for span in value) if isinstance(value, list) else value


class DaysField(forms.Field):
    """One day a line, or the first and the last of several, as [["2026-12-24", "2026-12-26"]]."""

    widget = forms.Textarea(attrs={"rows": 4})
    default_error_messages = {
        "unreadable": _("Line {line}: write 24/12/2026, or 24/12/2026 a 26/12/2026."),
        "order": _("Line {line}: the last day comes before the first."),
        "many": _("These are more than {most} lines. Take out the days that are past."),
    }

    def to_python(self, value: str | None) -> Pairs:
        lines = (value or "").splitlines()
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(str(self.error_messages["many"]).format(most=MOST_LINES))
        return [self.days(text.strip(), line) for line, text in enumerate(lines, 1) if text.strip()]

    def days(self, text: str, line: int) -> list[str]:
        read = forms.DateField()
        try:
            first, *rest = [read.clean(part) for part in BETWEEN.split(text, maxsplit=1)]
        except forms.ValidationError:
            raise forms.ValidationError(str(self.error_messages["unreadable"]).format(line=line)) from None
        last = rest[0] if rest else first
        if last < first:
            raise forms.ValidationError(str(self.error_messages["order"]).format(line=line))
        return [first.isoformat(), last.isoformat()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(days_text(first, last) for first, last in value) if isinstance(value, list) else value


def days_text(first: str, last: str) -> str:
    written = [f"{dt.date.fromisoformat(day):%d/%m/%Y}" for day in dict.fromkeys((first, last))]
    return " a ".join(written)


class ContactField(forms.CharField):
    """A telephone or one e-mail address, as people write them: where it looks like an address it must be one."""

    default_error_messages = {"unreadable": _("Write one e-mail address, as ana@example.pt, or a telephone.")}

    def validate(self, value: str) -> None:
        super().validate(value)
        if "@" in value and not address_in(value):
            raise forms.ValidationError(self.error_messages["unreadable"], code="unreadable")
