"""An appointment in words, and as an entry of a calendar that says nothing of why."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from labx.core.pages import formats
from labx.desks.counter import hours
from labx.desks.counter.models import Appointment, Timetable
from labx.desks.saved.codes import in_groups

USUAL_MINUTES = 45


def told(appointment: Appointment, code: str) -> dict[str, Any]:
    to_come = appointment.state == Appointment.State.BOOKED and appointment.at > timezone.now()
    words = {"when": when_words(appointment), "code": in_groups(code), "plain_code": code}
    is_void = to_come and appointment.at == appointment.void_at and does_not_stand(appointment)
    return {"appointment": appointment, "is_to_come": to_come, "is_void": is_void, **words}


def does_not_stand(appointment: Appointment) -> bool:
    table: Timetable | None = getattr(appointment.counter, "timetable", None)
    return not hours.stands(appointment, hours.hours_of(table) if table else None)


def when_words(appointment: Appointment) -> str:
    at = appointment.local_at
    return _("{weekday}, {day}, at {hour}").format(
        weekday=date_format(at, "l"), day=formats.day(at.date()), hour=f"{at:%H:%M}"
    )


def own_page() -> str:
    """Where an appointment is changed."""
    return settings.ORIGIN + reverse("counter:own")


def calendar_of(appointment: Appointment) -> bytes:
    """One entry; the same one when it is taken again after a change."""
    counter = appointment.counter
    table: Timetable | None = getattr(counter, "timetable", None)
    length = dt.timedelta(minutes=table.minutes if table else USUAL_MINUTES)
    same = hashlib.sha256(appointment.pk.bytes).hexdigest()[:32]
    entry = Event()
    entry.add("uid", f"{same}@{settings.ORIGIN.partition('://')[2]}")
    entry.add("sequence", appointment.edition)
    entry.add("dtstamp", timezone.now())
    entry.add("dtstart", appointment.at.astimezone(dt.UTC))
    entry.add("dtend", (appointment.at + length).astimezone(dt.UTC))
    entry.add("summary", _("Appointment"))
    entry.add("location", f"{counter.name}, {counter.place}")
    entry.add("description", _("To change or cancel it: {address}").format(address=own_page()))
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.LABX_NAME}//desks//PT")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    return calendar.to_ical()


def hours_words(table: Timetable | None) -> list[tuple[str, str]]:
    """Weekdays with hours, in order."""
    by_weekday = table.hours if table else {}
    return [
        (str(WEEKDAYS[int(weekday)]).capitalize(), ", ".join("-".join(span) for span in by_weekday[weekday]))
        for weekday in sorted(by_weekday)
    ]
