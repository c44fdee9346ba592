"""The day at a counter, a case begun, and a case itself: behind a button, and behind a reason where it is another's."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from labx.core.gate import requires
from labx.core.packs.library import packs
from labx.desks.counter import queries, tables
from labx.desks.counter.actions import cases, looks
from labx.desks.counter.errors import Unreadable
from labx.desks.counter.files import first_content
from labx.desks.counter.forms import BeginForm, ReasonForm
from labx.desks.counter.locking import sealed_sent, sent_before, unlocked
from labx.desks.counter.models import Appointment, Case, Counter
from labx.desks.counter.working import AtCounter
from labx.desks.saved.actions import cases as saved
from labx.desks.saved.errors import SavedProblem
from labx.desks.saved.resuming import case_in
from labx.desks.sealing import CaseFile


@requires("counter.work")
@unlocked
def home(request: HttpRequest) -> HttpResponse:
    """Codes and hours; nothing of a family."""
    appointments = tables.APPOINTMENTS.read(
        request, queries.appointments_at(request.actor).filter(at__gte=timezone.now() - timezone.timedelta(days=1))
    )
    held = tables.CASES.read(request, queries.cases_at(request.actor))
    context = {
        "counters": queries.counters_of(request.actor),
        "appointments": appointments,
        "cases": held,
        "to_tell": queries.to_tell_at(request.actor),
        "mine": queries.cases_at(request.actor).filter(keeper_id=request.actor.id, closed_on=None),
    }
    return appointments.download() or held.download() or render(request, "counter/home.html", context)


@requires("counter.receive", record=queries.counter_called)
@unlocked
def begin(request: HttpRequest, counter: Counter) -> HttpResponse:
    """From what the family brought, or new."""
    appointment = queries.appointments_at(request.actor).filter(code=request.GET.get("marcacao", "")).first()
    initial = {"desk": appointment.desk} if appointment else None
    form = BeginForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        begun = begun_with(request, counter, form, appointment)
        if begun is not None:
            return redirect(tables.case_url(begun))
    return render(request, "counter/begin.html", {"form": form, "counter": counter})


def begun_with(request: HttpRequest, counter: Counter, form: BeginForm, appointment: Appointment | None) -> Case | None:
    brought: CaseFile | None = form.cleaned_data["brought"]
    if form.cleaned_data["code"]:
        try:
            _held, content = saved.open_case(
                by=request.actor, code=form.cleaned_data["code"], pin=form.cleaned_data["pin"], request=request
            )
        except SavedProblem as problem:
            form.add_error("code", str(problem))
            return None
        brought = case_in(content)
    pack = packs().get(brought.pack, form.pack) if brought else form.pack
    content = first_content(pack, brought)
    begun: Case = cases.begin_case(
        by=request.actor, counter=counter, desk=pack.id.partition("/")[2], content=content, appointment=appointment
    )
    return begun


@requires("counter.use_case", record=queries.case_called)
@unlocked
def case(request: HttpRequest, case: Case) -> HttpResponse:
    """An address alone shows nothing: what is behind it is sent for."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if not queries.may_open(request.actor, case):
        if request.method != "POST":
            return door(request, case, form=form)
        if not form.is_valid():
            looks.refuse_look(by=request.actor, case=case)
            return door(request, case, status=422, form=form, pending=sealed_sent(request))
        looks.give_reason(by=request.actor, case=case, reason=form.cleaned_data["reason"])
        request.POST = sent_before(request) or request.POST
    if request.method != "POST":
        return door(request, case)
    pack = packs().get(f"desks/{case.desk}")
    if pack is None:
        return door(request, case, is_away=True)
    try:
        return AtCounter(request, case, pack).answered()
    except Unreadable as problem:
        return door(request, case, problem=str(problem))


def door(request: HttpRequest, case: Case, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "counter/door.html", {"case": case, **context}, status=status)
