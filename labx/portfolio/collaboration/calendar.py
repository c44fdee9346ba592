"""Tasks as a calendar file (iCalendar, RFC 5545), for whatever calendar people use."""

from collections.abc import Iterable
from datetime import UTC

from django.conf import settings
from icalendar import Calendar, Todo

from labx.portfolio.collaboration.models import Task
from labx.portfolio.collaboration.tables import task_url


def calendar_of(tasks: Iterable[Task], name: str) -> bytes:
    """One entry a task, dated or not; the same entry when the file is taken again."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{settings.LABX_NAME}//tasks//PT")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for task in tasks:
        calendar.add_component(entry_of(task))
    return calendar.to_ical()


def entry_of(task: Task) -> Todo:
    entry = Todo()
    entry.add("uid", f"{task.pk}@{settings.ORIGIN.partition('://')[2]}")
    entry.add("dtstamp", task.made_at.astimezone(UTC))
    entry.add("sequence", task.edition)
    entry.add("summary", task.title)
    entry.add("description", "\n".join(part for part in (task.project.title, task.details) if part))
    entry.add("url", settings.ORIGIN + task_url(task))
    if task.due_on:
        entry.add("due", task.due_on)
    entry.add("status", "COMPLETED" if task.done_at else "NEEDS-ACTION")
    if task.done_at:
        entry.add("completed", task.done_at.astimezone(UTC))
    return entry
