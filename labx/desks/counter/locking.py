"""The lock: after some minutes without use, or at once, a page asks for the password again. The server keeps the time.

What was typed meanwhile waits in the page, encrypted, and is sent again once the password is right.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from labx.core.actions import action
from labx.core.actors import Actor
from labx.core.audit.record import record
from labx.desks.counter.boxes import closed, opened
from labx.desks.saved.boxes import CannotOpen

LOCK_SECONDS = 300
SEEN, LOCKED, WRONG = "counter_seen", "counter_locked", "counter_wrong"
TRIES = 3
OURS = frozenset({"csrfmiddlewaretoken", "lock", "unlock", "password", "pending", "reason"})
View = Callable[..., HttpResponse]


def unlocked(view: View) -> View:
    """For every page with something of a family. Put it below `requires`."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any) -> HttpResponse:
        if "unlock" in request.POST:
            if (answer := unlock(request)) is not None:
                return answer
        elif is_locked(request) or "lock" in request.POST:
            return show_lock(request)
        request.session[SEEN] = time.time()
        return kept_nowhere(view(request, *args))

    return run


def kept_nowhere(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store, private"
    return response


def is_locked(request: HttpRequest) -> bool:
    if request.session.get(LOCKED):
        return True
    signed_in = request.user.last_login.timestamp() if request.user.last_login else 0.0
    return time.time() - float(request.session.get(SEEN, signed_in)) > LOCK_SECONDS


def show_lock(request: HttpRequest, problem: str = "") -> HttpResponse:
    """Nothing of the page behind it; what was sent waits inside."""
    request.session[LOCKED] = True
    pending = request.POST.get("pending") if "unlock" in request.POST else sealed_sent(request)
    shown = {"pending": pending, "problem": problem, "has_password": request.user.has_usable_password()}
    return kept_nowhere(render(request, "counter/lock.html", shown))


def sealed_sent(request: HttpRequest) -> str:
    """What was typed, for this account and this address alone."""
    sent = {name: values for name, values in request.POST.lists() if name not in OURS}
    if not sent:
        return ""
    return base64.b64encode(closed(request.user.pk, {"path": request.path, "sent": sent})).decode()


def unlock(request: HttpRequest) -> HttpResponse | None:
    """Nothing when the page may go on with what had been sent."""
    if (answer := tried(request)) is not None:
        return answer
    sent = sent_before(request)
    if sent is None:
        return HttpResponseRedirect(request.path)
    request.POST = sent
    return None


def tried(request: HttpRequest) -> HttpResponse | None:
    """Nothing when the password is right: it is open again."""
    if not request.user.check_password(request.POST.get("password", "")):
        return wrong(request)
    for name in (LOCKED, WRONG):
        request.session.pop(name, None)
    request.session[SEEN] = time.time()
    return None


def wrong(request: HttpRequest) -> HttpResponse:
    tries = request.session.get(WRONG, 0) + 1
    request.session[WRONG] = tries
    if tries < TRIES:
        return show_lock(request, _("This is not your password. Check it and write it again."))
    note_lock_out(by=request.actor)
    logout(request)
    return redirect("account_login")


@action
def note_lock_out(*, by: Actor) -> None:
    """Somebody guessed at a locked page; the session is over."""
    record(by=by, action="counter.lock_out", target=("people.account", by.id or ""))


def sent_before(request: HttpRequest) -> QueryDict | None:
    try:
        held = opened(request.user.pk, base64.b64decode(request.POST.get("pending", ""), validate=True))
    except (CannotOpen, ValueError):
        return None
    if held["path"] != request.path:
        return None
    sent = QueryDict(mutable=True)
    for name, values in held["sent"].items():
        sent.setlist(name, values)
    return sent
