"""Appointments: a day and hour at a counter, and how to call and reach the person if they wish."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.ids import new_id
from labx.desks.counter import hours
from labx.desks.counter.actions.telling import is_to_be_told, knows, tell_soon
from labx.desks.counter.booking.reaching import contact_of
from labx.desks.counter.boxes import NOTHING, closed
from labx.desks.counter.errors import NoPlaceLeft
from labx.desks.counter.models import Appointment, Case, Counter, Timetable


def counter_locked(counter: Counter) -> Counter:
    """Whoever makes or moves an appointment waits here, so that two never take one place."""
    rows = Counter.objects.select_for_update(of=("self",)).select_related("timetable")
    return rows.get(pk=counter.pk)


def require_place(counter: Counter, at: dt.datetime, moving: Appointment | None = None) -> None:
    """Staff may make appointments outside the hours, but not one more than can be received at once."""
    table = Timetable.objects.select_related("counter").filter(counter=counter).first()
    if table is not None and hours.is_full(table, at, moving.pk if moving else None):
        raise NoPlaceLeft


@action
def book(
    *, by: Actor, counter: Counter, desk: str, at: dt.datetime, contact: str, called: str = "", case: Case | None = None
) -> Appointment:
    """Nobody's name is needed: the code of the appointment is."""
    policy.require(by, "counter.receive", counter)
    current = counter_locked(counter)
    require_place(current, at)
    row = Appointment(id=new_id(), counter=current, desk=desk, at=at, case=case)
    row.box = closed(row.id, {"called": called, "contact": contact})
    row.save()
    record(by=by, action="counter.book", target=row)
    return row


@action
def move(
    *,
    by: Actor,
    appointment: Appointment,
    edition: int,
    at: dt.datetime,
    contact: str,
    called: str = "",
    is_known: bool = False,
) -> Appointment:
    """`is_known`: the person knows, because they asked for it or were told already."""
    policy.require(by, "counter.use_appointment", appointment)
    current = locked(appointment, edition)
    is_other = at != current.at or current.state != Appointment.State.BOOKED
    if is_other:
        require_place(current.counter, at, current)
    current.at, current.box = at, closed(current.id, {"called": called, "contact": contact})
    current.state = Appointment.State.BOOKED
    what = Appointment.ToTell.MOVED if is_other else current.to_tell
    is_to_be_told(current, "" if is_known else what, contact)
    current.save()
    tell_soon(current)
    record(by=by, action="counter.move", target=current)
    return current


@action
def settle_appointment(
    *, by: Actor, appointment: Appointment, edition: int, state: str, is_known: bool = False
) -> Appointment:
    """Whether they came. How to call and reach them goes, once they know what the counter cancelled."""
    policy.require(by, "counter.use_appointment", appointment)
    current = locked(appointment, edition)
    was, current.state = current.state, Appointment.State(state)
    what = "" if is_known or current.at <= timezone.now() else still_to_tell(current, was)
    is_to_be_told(current, what, contact_of(current))
    if not current.to_tell:
        current.box = closed(current.id, NOTHING)
    current.save()
    tell_soon(current)
    record(by=by, action="counter.settle_appointment", target=current, after={"state": state})
    return current


def still_to_tell(current: Appointment, was: str) -> str:
    """Only what the counter cancelled; noted twice, it stays as it was."""
    if current.state != Appointment.State.CANCELLED:
        return ""
    return Appointment.ToTell.CANCELLED if was == Appointment.State.BOOKED else current.to_tell


@action
def note_told(*, by: Actor, appointment: Appointment, edition: int) -> Appointment:
    """By telephone, say."""
    policy.require(by, "counter.use_appointment", appointment)
    current = locked(appointment, edition)
    knows(current)
    current.save()
    record(by=by, action="counter.note_told", target=current)
    return current


def locked(appointment: Appointment, edition: int) -> Appointment:
    """The counter first, as whoever books does."""
    counter_locked(appointment.counter)
    current = Appointment.objects.select_for_update(of=("self",)).select_related("counter").get(pk=appointment.pk)
    if current.edition != edition:
        raise EditedMeanwhile
    current.edition += 1
    return current
