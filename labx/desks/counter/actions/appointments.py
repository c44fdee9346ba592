"""Appointments: a day and hour at a counter, and how to reach the person if they wish."""

from __future__ import annotations

import datetime as dt

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.ids import new_id
from labx.desks.counter.boxes import closed
from labx.desks.counter.models import Appointment, Case, Counter


@action
def book(
    *, by: Actor, counter: Counter, desk: str, at: dt.datetime, contact: str, case: Case | None = None
) -> Appointment:
    """Nobody's name is needed: the code of the appointment is."""
    policy.require(by, "counter.receive", counter)
    row = Appointment(id=new_id(), counter=counter, desk=desk, at=at, case=case)
    row.box = closed(row.id, {"contact": contact})
    row.save()
    record(by=by, action="counter.book", target=row)
    return row


@action
def move(*, by: Actor, appointment: Appointment, edition: int, at: dt.datetime, contact: str) -> Appointment:
    policy.require(by, "counter.use_appointment", appointment)
    current = locked(appointment, edition)
    current.at, current.box = at, closed(current.id, {"contact": contact})
    current.state = Appointment.State.BOOKED
    current.save()
    record(by=by, action="counter.move", target=current)
    return current


@action
def settle_appointment(*, by: Actor, appointment: Appointment, edition: int, state: str) -> Appointment:
    """Whether they came. How to reach them is needed no longer, and goes."""
    policy.require(by, "counter.use_appointment", appointment)
    current = locked(appointment, edition)
    current.state, current.box = Appointment.State(state), closed(current.id, {"contact": ""})
    current.save()
    record(by=by, action="counter.settle_appointment", target=current, after={"state": state})
    return current


def locked(appointment: Appointment, edition: int) -> Appointment:
    current = Appointment.objects.select_for_update(of=("self",)).select_related("counter").get(pk=appointment.pk)
    if current.edition != edition:
        raise EditedMeanwhile
    current.edition += 1
    return current
