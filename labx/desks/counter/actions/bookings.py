"""Hours of a counter, and appointments that people book, move and cancel themselves with a code of their own."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from labx.core import policy
from labx.core.actions import EditedMeanwhile, action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.core.ids import new_id
from labx.desks.counter import hours
from labx.desks.counter.actions.appointments import counter_locked
from labx.desks.counter.actions.telling import knows, mark_stranded
from labx.desks.counter.boxes import closed, door_of, opens
from labx.desks.counter.errors import NoPlaceLeft, NothingBooked, NotYetAgain, Over
from labx.desks.counter.models import Appointment, Counter, Timetable
from labx.desks.counter.policy import takes_bookings
from labx.desks.saved import attempts
from labx.desks.saved.codes import ALPHABET, LENGTH, new_code, read_code
from labx.desks.saved.errors import TooSoon

SHORT = 8  # what staff see of a code; the rest only the person has
CODE = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")
FREE_BOOKINGS, BOOKING_EASES = 20, dt.timedelta(minutes=15)


@action
def set_hours(*, by: Actor, counter: Counter, edition: int, **words: Any) -> Timetable:
    """From now on. Appointments move by themselves nowhere; of those that no longer stand people are told."""
    policy.require(by, "counter.set_hours", counter)
    current = counter_locked(counter)
    found = Timetable.objects.filter(counter=current).first()
    if (found.edition if found else 0) != edition:
        raise EditedMeanwhile
    table = Timetable(counter=current, edition=edition + 1, **words)
    table.save(force_update=found is not None, force_insert=found is None)
    mark_stranded(current)
    record(by=by, action="counter.set_hours", target=current, after=words)
    return table


def code_for_page(sent: str) -> str:
    """The code that a page carries until it books, so that a page sent twice books once."""
    return sent if CODE.fullmatch(sent) else new_code()


def charge_booking(request: HttpRequest) -> None:
    """New appointments from one network, so that nobody takes all places."""
    limit = attempts.Limit(attempts.hashed(b"book " + attempts.network_of(request)), FREE_BOOKINGS, BOOKING_EASES)
    try:
        attempts.charge([limit])
    except TooSoon as problem:
        raise NotYetAgain from problem


@action
def book_place(
    *,
    by: Actor,
    counter: Counter,
    desk: str,
    at: dt.datetime,
    called: str,
    contact: str,
    code: str,
    language: str = "pt",
) -> Appointment:
    """Two people never get one place: the counter is locked while its places are counted."""
    policy.require(by, "counter.book_place", counter)
    current = counter_locked(counter)
    made = Appointment.objects.filter(code=code[:SHORT].lower()).first()
    if made is not None:
        return still_booked(proved(made, code))
    if not takes_bookings(current) or not hours.is_free(current.timetable, at):
        raise NoPlaceLeft
    row = Appointment(id=new_id(), code=code[:SHORT].lower(), counter=current, desk=desk, at=at, language=language)
    row.door = door_of(row.id, code, settings.SECRET_KEY)
    row.box = closed(row.id, {"called": called, "contact": contact})
    row.save()
    record(by=by, action="counter.book_place", target=row)
    return row


def made_with(code: str) -> Appointment | None:
    """What this page booked already."""
    rows = Appointment.objects.select_related("counter__timetable")
    found = rows.filter(code=code[:SHORT].lower(), state=Appointment.State.BOOKED).first()
    return found if found and found.door and opens(found.id, code, bytes(found.door)) else None


def proved(row: Appointment | None, code: str) -> Appointment:
    """The appointment, if this is its whole code."""
    if row is None or row.door is None or not opens(row.id, code, bytes(row.door)):
        raise NothingBooked
    return row


def open_own(*, by: Actor, code: str, request: HttpRequest) -> Appointment:
    """One sentence for a wrong code and for an appointment that is no longer there; each attempt is counted before."""
    policy.require(by, "counter.use_own_booking")
    code = read_code(code)
    limits = attempts.by_code(b"appointment " + code[:SHORT].encode()), attempts.by_network(request)
    attempts.charge(limits)
    rows = Appointment.objects.select_related("counter__timetable")
    found = proved(rows.filter(code=code[:SHORT].lower()).first(), code)
    attempts.forgive(*limits)
    return found


@action
def move_own(*, by: Actor, code: str, at: dt.datetime) -> Appointment:
    policy.require(by, "counter.use_own_booking")
    current = own_locked(code)
    counter = current.counter
    if not takes_bookings(counter) or not hours.is_free(counter.timetable, at, leaving_out=current.pk):
        raise NoPlaceLeft
    current.at, current.edition = at, current.edition + 1
    knows(current)
    current.save(update_fields=["at", "edition", "to_tell", "is_mailed"])
    record(by=by, action="counter.move_own", target=current)
    return current


@action
def cancel_own(*, by: Actor, code: str) -> Appointment:
    """The place is free again, and how to call and reach the person is gone at once."""
    policy.require(by, "counter.use_own_booking")
    current = own_locked(code)
    current.state, current.edition = Appointment.State.CANCELLED, current.edition + 1
    knows(current)
    current.save(update_fields=["state", "box", "edition", "to_tell", "is_mailed"])
    record(by=by, action="counter.cancel_own", target=current)
    return current


def own_locked(code: str) -> Appointment:
    """The counter first, as whoever books does, then the appointment: two who work at once never wait in a circle."""
    code = read_code(code)
    named = Appointment.objects.filter(code=code[:SHORT].lower())
    counter_locked(proved(named.select_related("counter").first(), code).counter)
    rows = named.select_for_update(of=("self",)).select_related("counter__timetable")
    return still_booked(proved(rows.first(), code))


def still_booked(row: Appointment) -> Appointment:
    if row.state != Appointment.State.BOOKED or row.at <= timezone.now():
        raise Over
    return row
