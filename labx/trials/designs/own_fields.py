"""Fields of a design's own form whose answers can lie in a frozen plan."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from labx.trials.plan.faults import Reading


class DayField(forms.DateField):
    """A day, kept as 2026-12-31."""

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return found.isoformat() if isinstance(found, date) else found


def read_day(reading: Reading, key: str) -> str:
    """A day that must be there."""
    text = reading.text(key)
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        reading.refuse(key, _("Write the date as 31/12/2026."))
        return ""


def read_yes(reading: Reading, key: str, default: bool) -> bool:
    value = reading.raw.get(key, default)
    if not isinstance(value, bool):
        reading.refuse(key, _("Say yes or no."))
    return bool(value)
