"""When a counter receives by appointment, and what stands on days that are closed now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.actions import EditedMeanwhile
from labx.core.gate import requires
from labx.desks.counter import queries, tables
from labx.desks.counter.actions import bookings
from labx.desks.counter.booking.forms import HoursForm
from labx.desks.counter.hours import stranded
from labx.desks.counter.models import Counter, Timetable


@requires("counter.set_hours", record=queries.counter_called)
def edit(request: HttpRequest, counter: Counter) -> HttpResponse:
    table: Timetable | None = getattr(counter, "timetable", None)
    form = HoursForm(request.POST if request.method == "POST" else None, table=table)
    if request.method == "POST" and form.is_valid():
        try:
            saved = bookings.set_hours(by=request.actor, counter=counter, **form.words())
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            form.data = {**form.data.dict(), "edition": str(table.edition if table else 0)}
        else:
            told_of_stranded(request, saved)
            return redirect(tables.counter_url(counter))
    left = stranded(table) if table else []
    return render(request, "counter/hours.html", {"form": form, "counter": counter, "stranded": left})


def told_of_stranded(request: HttpRequest, table: Timetable) -> None:
    messages.success(request, _("Saved."))
    if stranded(table):
        messages.warning(
            request, _("Appointments stand on days that are closed now. They are listed on the page of the hours.")
        )
