"""When a counter receives by appointment, and what stands at hours at which nobody is received now."""

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
            bookings.set_hours(by=request.actor, counter=counter, **form.words())
        except EditedMeanwhile as problem:
            form.add_error(None, str(problem))
            form.data = {**form.data.dict(), "edition": str(table.edition if table else 0)}
        else:
            told_of_stranded(request, counter)
            return redirect(tables.counter_url(counter))
    return render(request, "counter/hours.html", {"form": form, "counter": counter, "stranded": stranded(counter)})


def told_of_stranded(request: HttpRequest, counter: Counter) -> None:
    messages.success(request, _("Saved."))
    if stranded(counter):
        messages.warning(
            request,
            _("Appointments stand at hours at which nobody is received now. They are listed on the page of the hours."),
        )
