"""The steps at a desk that book an appointment: where, which day, at what time. The plan stays in the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import get_language

from labx.desks.counter import hours, queries
from labx.desks.counter.actions import bookings
from labx.desks.counter.booking.forms import BookingForm, DayForm, WhereForm
from labx.desks.counter.booking.telling import told
from labx.desks.counter.errors import CounterProblem, NoPlaceLeft
from labx.desks.counter.models import Appointment, Counter
from labx.desks.views import Conversation


def choose_counter(conversation: Conversation) -> HttpResponse:
    """Not asked where there is one."""
    counters = list(queries.bookable())
    if len(counters) == 1:
        return show_days(conversation, counters[0])
    sent = conversation.request.POST
    form = WhereForm(sent if "counter" in sent else None, counters=counters)
    return conversation.page("book", form=form, counters=counters)


def counter_sent(conversation: Conversation) -> Counter | None:
    return queries.bookable().filter(code=conversation.request.POST.get("counter", "")).first()


def choose_day(conversation: Conversation) -> HttpResponse:
    counter = counter_sent(conversation)
    return show_days(conversation, counter) if counter else choose_counter(conversation)


def show_days(
    conversation: Conversation, counter: Counter, form: DayForm | None = None, problem: str = ""
) -> HttpResponse:
    free = hours.free_on(counter.timetable, hours.bookable_days(counter.timetable))
    return conversation.page(
        "book-day", counter=counter, form=form or DayForm(free=free), is_full=not free, problem=problem
    )


def choose_hour(conversation: Conversation) -> HttpResponse:
    counter = counter_sent(conversation)
    return show_hours(conversation, counter) if counter else choose_counter(conversation)


def show_hours(conversation: Conversation, counter: Counter, form: BookingForm | None = None) -> HttpResponse:
    table, sent = counter.timetable, conversation.request.POST
    days = DayForm(sent, free=hours.free_on(table, hours.bookable_days(table)))
    if not days.is_valid():
        # Nobody chose, or what was chosen was taken meanwhile.
        problem = str(NoPlaceLeft()) if sent.get("day") else ""
        return show_days(conversation, counter, None if problem else days, problem)
    day = days.cleaned_data["day"]
    form = form or BookingForm(free=hours.free_on(table, [day]))
    code = bookings.code_for_page(sent.get("code", ""))
    return conversation.page("book-hour", counter=counter, day=day, form=form, code=code)


def make(conversation: Conversation) -> HttpResponse:
    """Sent twice it books once, and says the code again."""
    counter, sent = counter_sent(conversation), conversation.request.POST
    if counter is None:
        return choose_counter(conversation)
    code = bookings.code_for_page(sent.get("code", ""))
    made = bookings.made_with(code)
    if made is None:
        form = BookingForm(sent, free=free_sent(counter, sent))
        made = booked(conversation, counter, form, code)
    if made is None:
        form.offer(free_sent(counter, sent))
        return show_hours(conversation, counter, form)
    return conversation.page("booked", **told(made, code))


def free_sent(counter: Counter, sent: Mapping[str, str]) -> dict[dt.datetime, int]:
    """What is free now on the day that was chosen."""
    free = hours.free_on(counter.timetable, hours.bookable_days(counter.timetable))
    return {at: places for at, places in free.items() if at.date().isoformat() == sent.get("day")}


def booked(conversation: Conversation, counter: Counter, form: BookingForm, code: str) -> Appointment | None:
    if not form.is_valid():
        return None
    given, request = form.cleaned_data, conversation.request
    typed = {"at": given["hour"], "called": given["called"], "contact": given["contact"]}
    typed["language"] = (get_language() or "pt")[:2]
    desk = conversation.pack.id.partition("/")[2]
    try:
        bookings.charge_booking(request)
        made: Appointment = bookings.book_place(by=request.actor, counter=counter, desk=desk, code=code, **typed)
    except CounterProblem as problem:
        form.add_error("hour", str(problem))
        return None
    return made


STEPS = {
    "book": choose_counter,
    "book-day": choose_day,
    "book-hour": choose_hour,
    "book-make": make,
}
HERE = {"book": "book", "book-day": "book", "book-hour": "book", "booked": "plan"}
