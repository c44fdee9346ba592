"""What a person does not know yet of their appointment: told once, by e-mail where they left an address."""

from __future__ import annotations

from labx.desks.counter import hours
from labx.desks.counter.booking.reaching import address_in, contact_of
from labx.desks.counter.boxes import NOTHING, closed
from labx.desks.counter.jobs import tell_one
from labx.desks.counter.models import Appointment, Counter

FIELDS = ("to_tell", "is_mailed", "void_at")


def is_to_be_told(row: Appointment, what: str, contact: str) -> None:
    """Set on the row, which the caller saves; who left nothing cannot be told."""
    row.to_tell = what if contact.strip() else ""
    row.is_mailed = bool(row.to_tell and address_in(contact))


def knows(row: Appointment) -> None:
    """They were told, or did it themselves. What the counter cancelled needs no contact any more."""
    row.to_tell, row.is_mailed = "", False
    if row.state == Appointment.State.CANCELLED:
        row.box = closed(row.pk, NOTHING)


def tell_soon(row: Appointment) -> None:
    if row.is_mailed:
        tell_one.defer(appointment=str(row.pk))


def mark_stranded(counter: Counter) -> None:
    """Once for each hour that no longer stands. What stands again before anybody was told of it is told to nobody."""
    void = {one.pk for one in hours.stranded(counter)}
    for row in hours.to_come(counter).select_for_update(of=("self",)).order_by("pk"):
        if row.pk in void and row.void_at != row.at:
            row.void_at = row.at
            is_to_be_told(row, Appointment.ToTell.CLOSED, contact_of(row))
        elif row.pk not in void and row.to_tell == Appointment.ToTell.CLOSED:
            row.void_at = None
            knows(row)
        else:
            continue
        row.save(update_fields=FIELDS)
        tell_soon(row)
