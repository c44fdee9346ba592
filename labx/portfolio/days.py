"""A day as a moment."""

import datetime as dt

from django.utils import timezone


def midnight(day: dt.date) -> dt.datetime:
    """When the day begins, where the laboratory is."""
    return dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
