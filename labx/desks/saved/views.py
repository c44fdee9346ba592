"""Pages outside a desk: open what was saved, and what to do when the PIN is lost."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from labx.core.gate import requires
from labx.desks import queries
from labx.desks.saved.actions import cases, reminders
from labx.desks.saved.errors import LinkEnded, SavedProblem
from labx.desks.saved.forms import OpenForm
from labx.desks.saved.opened import opened_elsewhere
from labx.desks.saved.personal import KEPT_DAYS
from labx.desks.saved.resuming import case_in


@requires("saved.keep_case")
@never_cache
def open_saved(request: HttpRequest) -> HttpResponse:
    form = OpenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "desks/saved/open_anywhere.html", {"form": form})
    try:
        held, content = cases.open_case(by=request.actor, request=request, **form.cleaned_data)
    except SavedProblem as problem:
        return render(request, "desks/saved/open_anywhere.html", {"form": form, "problem": str(problem)})
    case = case_in(content)
    held.put(case)
    return opened_elsewhere(request, case)


@requires("saved.keep_case")
def lost_pin(request: HttpRequest) -> HttpResponse:
    language = get_language() or "pt"
    desks = [{"name": pack.id.partition("/")[2], "title": pack.title(language)} for pack in queries.all_desks()]
    return render(request, "desks/saved/lost_pin.html", {"kept_days": KEPT_DAYS, "desks": desks})


@csrf_exempt
@requires("saved.stop_reminders")
@never_cache
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """One button, so that a program that only looks at links stops nothing; mail programs may send it (RFC 8058)."""
    try:
        reminders.case_of(token)
        if request.method == "POST":
            reminders.stop_reminders(by=request.actor, token=token)
    except LinkEnded as problem:
        return render(request, "desks/saved/link_ended.html", {"problem": str(problem)}, status=410)
    return render(request, "desks/saved/stop.html", {"is_stopped": request.method == "POST"})
