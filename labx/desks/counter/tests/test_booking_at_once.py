"""Two people who want the same place at the very same time."""

import pytest

from labx.core.actors import ANONYMOUS
from labx.desks.counter import queries
from labx.desks.counter.actions import appointments, bookings
from labx.desks.counter.errors import NoPlaceLeft
from labx.desks.counter.models import Appointment
from labx.desks.counter.tests.receiving import DESK, counter_called, opens, staff
from labx.desks.counter.tests.test_booking import booked, free_at
from labx.desks.saved.codes import new_code
from labx.desks.saved.tests.test_at_once import at_once
from labx.people.middleware import actor_of

pytestmark = pytest.mark.django_db(transaction=True)


def quietly(call):
    def run():
        try:
            return call().pk
        except NoPlaceLeft:
            return NoPlaceLeft

    return run


def test_one_gets_it_and_the_others_are_told():
    counter = queries.counter_called(opens(counter_called()).counter.code)
    clerk = actor_of(staff(counter, "lidia@example.pt"))
    first, second = free_at(counter, 0), free_at(counter, 1)
    _made, moving = booked(counter, 1)
    words = {"desk": DESK, "at": first, "contact": ""}
    calls = [
        *(
            lambda: bookings.book_place(by=ANONYMOUS, counter=counter, called="", code=new_code(), **words)
            for _person in range(2)
        ),
        lambda: appointments.book(by=clerk, counter=counter, **words),
        lambda: bookings.move_own(by=ANONYMOUS, code=moving, at=first),
    ]
    found = at_once([quietly(call) for call in calls])
    assert found.count(NoPlaceLeft) == 3
    assert Appointment.objects.filter(at=first).count() == 1 and Appointment.objects.filter(at=second).count() <= 1


def test_the_same_button_twice_books_once():
    counter = queries.counter_called(opens(counter_called()).counter.code)
    code, at = new_code(), free_at(counter)
    call = quietly(
        lambda: bookings.book_place(by=ANONYMOUS, counter=counter, desk=DESK, at=at, called="", contact="", code=code)
    )
    first, second = at_once([call, call])
    assert first == second and Appointment.objects.count() == 1
