"""When a counter receives, as the engine reckons it, and which places of time are left."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from labx.desks.counter.models import Appointment, Counter, Timetable
from labx.desks.engine.openings import Hours, free_moments, is_closed, receives_at
from labx.desks.municipal import days_of
from labx.rules.calendar import REGIONS, WorkCalendar
from labx.rules.zones import Place

NOTICE = dt.timedelta(hours=2)  # nobody books what begins at once
A_DAY = dt.timedelta(days=1)


def hours_of(table: Timetable) -> Hours:
    return Hours(
        by_weekday={
            int(weekday): tuple((dt.time.fromisoformat(begins), dt.time.fromisoformat(ends)) for begins, ends in spans)
            for weekday, spans in table.hours.items()
        },
        minutes=table.minutes,
        places=table.places,
        closed=tuple((dt.date.fromisoformat(first), dt.date.fromisoformat(last)) for first, last in table.closed),
        place=Place(table.region),
        work=WorkCalendar(table.region if table.region in REGIONS else "", days_of(table.municipality)),
    )


def bookable_days(table: Timetable) -> list[dt.date]:
    today = timezone.localdate(timezone=table.counter.zone)
    return [today + A_DAY * ahead for ahead in range(table.days_ahead + 1)]


def free_on(table: Timetable, days: list[dt.date], leaving_out: UUID | None = None) -> dict[dt.datetime, int]:
    """Places left on these days, in their order; `leaving_out` names an appointment that is to move."""
    if not days:
        return {}
    taken = taken_at(table.counter, days[0], days[-1], leaving_out)
    return free_moments(hours_of(table), days, taken, after=timezone.now() + NOTICE)


def taken_at(counter: Counter, first: dt.date, last: dt.date, leaving_out: UUID | None) -> list[dt.datetime]:
    """What stands on these days: only cancelled appointments give their place back."""
    midnight = dt.datetime.combine(first, dt.time(), tzinfo=counter.zone)
    made = Appointment.objects.filter(
        counter=counter, at__gt=midnight - A_DAY, at__lt=midnight + (last - first + 2 * A_DAY)
    )
    stands = made.exclude(state=Appointment.State.CANCELLED).exclude(pk=leaving_out)
    return list(stands.values_list("at", flat=True))


def is_free(table: Timetable, at: dt.datetime, leaving_out: UUID | None = None) -> bool:
    """Whether people may book this very moment themselves."""
    day = at.astimezone(table.counter.zone).date()
    return day in bookable_days(table) and at in free_on(table, [day], leaving_out)


def is_full(table: Timetable, at: dt.datetime, leaving_out: UUID | None = None) -> bool:
    """Whether everyone who can be received at that moment is; staff may make appointments outside the hours."""
    day = at.astimezone(table.counter.zone).date()
    length = dt.timedelta(minutes=table.minutes)
    beside = [one for one in taken_at(table.counter, day, day, leaving_out) if abs(one - at) < length]
    return len(beside) >= table.places


def to_come(counter: Counter) -> QuerySet[Appointment]:
    rows = Appointment.objects.filter(counter=counter, state=Appointment.State.BOOKED, at__gt=timezone.now())
    return rows.select_related("counter__timetable")


def stranded(counter: Counter) -> list[Appointment]:
    """Appointments to come at which nobody would be received now."""
    table = Timetable.objects.select_related("counter").filter(counter=counter).first()
    hours = hours_of(table) if table else None
    return [one for one in to_come(counter) if not stands(one, hours)]


def stands(appointment: Appointment, hours: Hours | None) -> bool:
    """Staff make appointments outside the hours too: theirs fall only where the whole day is closed, or the counter."""
    if not appointment.counter.is_open:
        return False
    if hours is None:
        return True
    at = appointment.local_at
    return receives_at(hours, at) if appointment.is_own else not is_closed(hours, at.date())
