"""The dates of a plan as a calendar file (iCalendar, RFC 5545): what to do and by when, and of whom nothing."""

from __future__ import annotations

import datetime
import hashlib

from django.conf import settings
from icalendar import Calendar, Event

from labx.desks.engine.due_dates import DueDate
from labx.desks.engine.plans import Step
from labx.desks.telling import Told, date_words


def calendar_of(told: Told, name: str, made_at: datetime.datetime) -> bytes:
    """One whole day for each date that is shown, the last day of it; the same entry when the file is taken again."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.LABX_NAME}//desks//PT")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for step in told.made.tasks:
        for due in step.due:
            if due.shown and step.procedure.name not in told.case.done:
                calendar.add_component(entry_of(told, step, due, made_at))
    return calendar.to_ical()


def entry_of(told: Told, step: Step, due: DueDate, made_at: datetime.datetime) -> Event:
    assert due.shown is not None  # noqa: S101 - the caller looked
    day = due.shown.due.last_day
    described = told.step(step)
    same = f"{told.made.settled.facts.get(due.shown.start)} {step.procedure.name} {due.place}"
    entry = Event()
    entry.add("uid", f"{hashlib.sha256(same.encode()).hexdigest()[:32]}@{settings.ORIGIN.partition('://')[2]}")
    entry.add("dtstamp", made_at)
    entry.add("dtstart", day)
    entry.add("dtend", day + datetime.timedelta(days=1))
    entry.add("summary", described["title"])
    entry.add("description", f"{date_words(due)}\n{described['what']}")
    entry.add("transp", "TRANSPARENT")
    return entry
