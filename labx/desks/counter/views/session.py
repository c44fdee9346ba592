"""Lock now, and end so that the shared machine forgets."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from labx.core.gate import requires
from labx.desks.counter.locking import kept_nowhere, show_lock, tried

# What browsers keep of this site. Cookies first: without them nothing here opens.
WIPE = '"cookies", "storage", "cache"'


@requires("counter.work")
@sensitive_post_parameters("password")
def lock(request: HttpRequest) -> HttpResponse:
    """From here nothing waits: once the password is right, the list of the day is shown."""
    if "unlock" not in request.POST:
        return show_lock(request)
    return tried(request) or redirect("counter:home")


@requires("counter.work")
def end(request: HttpRequest) -> HttpResponse:
    """Signed out, and the browser told to forget; asked for by a page, done by a button."""
    if request.method != "POST":
        return kept_nowhere(render(request, "counter/end.html"))
    logout(request)
    response = kept_nowhere(render(request, "counter/ended.html"))
    response.headers["Clear-Site-Data"] = WIPE
    return response
