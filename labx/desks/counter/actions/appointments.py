"""Appointments: a day and hour at a counter, and how to call and reach the person if they wish."""

from __future__ import annotations

import datetime as dt

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.ids import new_id
from labx.desks.counter import hours
from labx.desks.counter.boxes import closed
from labx.desks.counter.errors import NoPlaceLeft
from labx.desks.counter.models import Appointment, Case, Counter, Timetable

NOTHING = {"called": "", "contact": ""}


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
    *, by: Actor, appointment: Appointment, edition: int, at: dt.datetime, contact: str, called: str = ""
) -> Appointment:
    policy.require(by, "counter.use_appointment", appointment)
    current = locked(appointment, edition)
    if at != current.at or current.state != Appointment.State.BOOKED:
        require_place(current.counter, at, current)
    current.at, current.box = at, closed(current.id, {"called": called, "contact": contact})
    current.state = Appointment.State.BOOKED
    current.save()
    record(by=by, action="counter.move", target=current)
    return current


@action
def settle_appointment(*, by: Actor, appointment: Appointment, edition: int, state: str) -> Appointment:
    """Whether they came. How to call and reach them is needed no longer, and goes."""
    policy.require(by, "counter.use_appointment", appointment)
    current = locked(appointment, edition)
    current.state, current.box = Appointment.State(state), closed(current.id, NOTHING)
    current.save()
    record(by=by, action="counter.settle_appointment", target=current, after={"state": state})
    return current


def locked(appointment: Appointment, edition: int) -> Appointment:
    """The counter first, as whoever books does."""
    counter_locked(appointment.counter)
    current = Appointment.objects.select_for_update(of=("self",)).select_related("counter").get(pk=appointment.pk)
    if current.edition != edition:
        raise EditedMeanwhile
    current.edition += 1
    return current
