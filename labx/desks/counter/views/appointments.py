"""Appointments: made, moved, settled. How to reach the person is shown only when asked for, by sending."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.desks.counter import queries, tables
from labx.desks.counter.actions import appointments
from labx.desks.counter.errors import NoPlaceLeft, Unreadable
from labx.desks.counter.forms import BookForm, MoveForm, SettleForm
from labx.desks.counter.locking import unlocked
from labx.desks.counter.models import Appointment, Counter
from labx.desks.counter.sheet import appointment_sheet

ELSEWHERE = gettext_lazy("Someone else changed this appointment meanwhile. Look at it again.")


@requires("counter.receive", record=queries.counter_called)
@unlocked
def book(request: HttpRequest, counter: Counter) -> HttpResponse:
    form = BookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = appointments.book(
                by=request.actor, counter=counter, desk=form.cleaned_data["desk"], **form.words(counter.zone)
            )
        except NoPlaceLeft as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, _("The appointment is made. Its code is {code}.").format(code=made.code))
            return redirect(tables.appointment_url(made))
    return render(request, "counter/book.html", {"form": form, "counter": counter})


@requires("counter.use_appointment", record=queries.appointment_called)
@unlocked
def appointment(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Day, hour and code; what else can be done comes by buttons."""
    steps = {"sheet": take_sheet, "see": change, "move": change, "settle": settle, "told": told}
    step = steps.get(request.POST.get("go", ""))
    return step(request, appointment) if step else shown(request, appointment)


def shown(request: HttpRequest, appointment: Appointment, **context: Any) -> HttpResponse:
    common = {"appointment": appointment, "desk": tables.desk_title(appointment)}
    return render(request, "counter/appointment.html", {**common, **context})


def take_sheet(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    return appointment_sheet(appointment)


def change(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Day, hour, how to call and reach the person, to be read and changed."""
    is_sent = request.POST.get("go") == "move"
    form = MoveForm(request.POST) if is_sent else MoveForm(initial=now_of(appointment))
    if is_sent and form.is_valid() and moved(request, appointment, form):
        return redirect(tables.appointment_url(appointment))
    return shown(request, appointment, form=form)


def moved(request: HttpRequest, appointment: Appointment, form: MoveForm) -> bool:
    words = form.words(appointment.counter.zone)
    edition = form.cleaned_data["edition"]
    try:
        saved = appointments.move(by=request.actor, appointment=appointment, edition=edition, **words)
        messages.success(request, f"{_('Saved.')} {telling_words(saved)}".strip())
    except EditedMeanwhile as problem:
        form.add_error(None, str(problem))
        form.data = {**form.data.dict(), "edition": str(appointment.edition)}
    except NoPlaceLeft as problem:
        form.add_error(problem.field, str(problem))
    return form.is_valid()


def now_of(appointment: Appointment) -> dict[str, Any]:
    at = appointment.local_at
    try:
        content = queries.content_of(appointment)
    except Unreadable:
        content = {}
    said = {name: content.get(name, "") for name in ("called", "contact")}
    return {"day": at.date(), "hour": at.time(), "edition": appointment.edition, **said}


def settle(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    form = SettleForm(request.POST)
    if form.is_valid():
        try:
            noted = appointments.settle_appointment(by=request.actor, appointment=appointment, **form.cleaned_data)
        except EditedMeanwhile:
            messages.warning(request, str(ELSEWHERE))
        else:
            messages.success(request, telling_words(noted) or _("Noted. How to call and reach the person was deleted."))
    return redirect(tables.appointment_url(appointment))


def told(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Somebody told the person."""
    sent = request.POST.get("edition", "")
    try:
        edition = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0
        appointments.note_told(by=request.actor, appointment=appointment, edition=edition)
    except EditedMeanwhile:
        messages.warning(request, str(ELSEWHERE))
    else:
        messages.success(request, _("Noted."))
    return redirect(tables.appointment_url(appointment))


def telling_words(appointment: Appointment) -> str:
    """What happens next, where the person does not know yet."""
    if appointment.is_mailed:
        return _("The person gets an e-mail.")
    return _("Tell the person by telephone: until then it is listed at the counter.") if appointment.to_tell else ""
