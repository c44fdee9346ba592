"""The page of one's own appointment: opened by its code, changed, cancelled, taken along."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from labx.core.gate import requires
from labx.desks.counter import hours
from labx.desks.counter.actions import bookings
from labx.desks.counter.booking.forms import CodeForm, DayForm, HourForm
from labx.desks.counter.booking.telling import calendar_of, told
from labx.desks.counter.errors import CounterProblem
from labx.desks.counter.models import Appointment
from labx.desks.counter.policy import takes_bookings
from labx.desks.counter.sheet import appointment_sheet
from labx.desks.printing.steps import taken
from labx.desks.saved.codes import read_code
from labx.desks.saved.errors import SavedProblem


@requires("counter.use_own_booking")
@never_cache
def own(request: HttpRequest) -> HttpResponse:
    """The code is sent with every button and stands in no address."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "counter/own-open.html", {"form": form})
    code = read_code(form.cleaned_data["code"])
    try:
        appointment = bookings.open_own(by=request.actor, code=code, request=request)
    except (CounterProblem, SavedProblem) as problem:
        form.add_error("code", str(problem))
        return render(request, "counter/own-open.html", {"form": form})
    step = STEPS.get(request.POST.get("go", ""), shown)
    return step(request, appointment, code)


def shown(request: HttpRequest, appointment: Appointment, code: str, **context: Any) -> HttpResponse:
    return render(request, "counter/own.html", {**told(appointment, code), **context})


def take_calendar(_request: HttpRequest, appointment: Appointment, _code: str) -> HttpResponse:
    return taken(calendar_of(appointment), "text/calendar; charset=utf-8", "marcacao.ics")


def take_sheet(_request: HttpRequest, appointment: Appointment, code: str) -> HttpResponse:
    return appointment_sheet(appointment, code)


def ask_day(request: HttpRequest, appointment: Appointment, code: str, problem: str = "") -> HttpResponse:
    form = DayForm(free=free_for(appointment))
    return shown(request, appointment, code, days=form, is_full=not form.fields["day"].choices, problem=problem)


def ask_hour(request: HttpRequest, appointment: Appointment, code: str) -> HttpResponse:
    days = DayForm(request.POST, free=free_for(appointment))
    if not days.is_valid():
        return shown(request, appointment, code, days=days, is_full=not days.fields["day"].choices)
    free = [at for at in free_for(appointment) if at.date() == days.cleaned_data["day"]]
    return shown(request, appointment, code, hours=HourForm(free=free))


def move(request: HttpRequest, appointment: Appointment, code: str) -> HttpResponse:
    form = HourForm(request.POST, free=free_for(appointment))
    problem = str(next(iter(form.errors.get("hour", [])), ""))
    if not problem:
        try:
            moved = bookings.move_own(by=request.actor, code=code, at=form.cleaned_data["hour"])
        except CounterProblem as found:
            problem = str(found)
        else:
            return shown(request, moved, code, is_moved=True)
    return ask_day(request, appointment, code, problem)


def ask_cancel(request: HttpRequest, appointment: Appointment, code: str) -> HttpResponse:
    return shown(request, appointment, code, is_cancelling=True)


def cancel(request: HttpRequest, appointment: Appointment, code: str) -> HttpResponse:
    try:
        appointment = bookings.cancel_own(by=request.actor, code=code)
    except CounterProblem as problem:
        return shown(request, appointment, code, problem=str(problem))
    return shown(request, appointment, code, is_cancelled=True)


def free_for(appointment: Appointment) -> dict[Any, int]:
    """Places this appointment could move to; its own counts as free."""
    counter = appointment.counter
    if not takes_bookings(counter):
        return {}
    return hours.free_on(counter.timetable, hours.bookable_days(counter.timetable), leaving_out=appointment.pk)


STEPS = {
    "calendar": take_calendar,
    "sheet": take_sheet,
    "days": ask_day,
    "hours": ask_hour,
    "move": move,
    "cancel": ask_cancel,
    "cancelled": cancel,
}
